"""Which of our processes are alive? Each holds a lock that the kernel lets go of when it dies, however it dies."""

import fcntl
import os
import secrets
from pathlib import Path
from typing import BinaryIO


class ProcessMark:
    """Half-done work carries the mark of its process; anybody may ask whether that process still lives."""

    def __init__(self, folder: Path) -> None:
        """Take the lock for as long as this process lives, and sweep up after those that died."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self.id = secrets.token_hex(8)
        self._held = self._hold()
        for file in folder.iterdir():
            self.is_alive(file.name)

    def _hold(self) -> BinaryIO:
        while True:
            held = os.fdopen(os.open(self._folder / self.id, os.O_RDWR | os.O_CREAT, 0o600), "wb")
            fcntl.flock(held, fcntl.LOCK_EX)
            if os.fstat(held.fileno()).st_nlink:
                return held
            held.close()  # somebody swept it up before it was locked

    def is_alive(self, mark: str | None) -> bool:
        """Whether the process of that mark lives; a dead one's file is taken away."""
        if not mark or mark == self.id:
            return mark == self.id
        try:
            asked = (self._folder / mark).open("rb")
        except FileNotFoundError:
            return False
        with asked:
            try:
                fcntl.flock(asked, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: several may ask at once
            except BlockingIOError:
                return True
            if os.fstat(asked.fileno()).st_nlink:
                (self._folder / mark).unlink(missing_ok=True)
            return False

    def release(self) -> None:
        """Die politely; a second time does nothing."""
        (self._folder / self.id).unlink(missing_ok=True)
        self._held.close()
