"""What does a form keep? What is wrong with it; what is typed stays in the browser until it is right."""

from collections.abc import Generator
from contextlib import contextmanager

import reflex as rx

from app.services.errors import Conflict


class FormState(rx.State, mixin=True):
    """`errors` has a sentence per field, or one for the `form`; with another `form_key` the fields are filled anew."""

    errors: dict[str, str] = {}
    errors_seq: int = 0
    form_key: int = 0

    def _absolve(self) -> None:
        """Nothing is wrong any more; what is typed stays."""
        self.errors, self.errors_seq = {}, 0

    def _renew(self) -> None:
        """Show the form as it is in the database, without faults."""
        self._absolve()
        self.form_key += 1


class StaleState(FormState, mixin=True):
    """A form of what others change, too; `is_stale` when somebody was first: the page offers what they saved."""

    is_stale: bool = False

    @contextmanager
    def _watched(self) -> Generator[None]:
        """Notice it while something is saved."""
        try:
            yield
        except Conflict:
            self.is_stale = True
            raise
