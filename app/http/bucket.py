"""How much at once, and how much all the time? A burst passes, a flood does not."""

import time


class Bucket:
    """Fills at `rate` a second, up to `burst`."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._left, self._at = burst, time.monotonic()

    def take(self) -> bool:
        """Whether there was one left."""
        self._fill()
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def is_full(self) -> bool:
        """Nobody took any lately: a new one would do as well."""
        self._fill()
        return self._left == self._burst

    def _fill(self) -> None:
        moment = time.monotonic()
        self._left = min(self._burst, self._left + (moment - self._at) * self._rate)
        self._at = moment
