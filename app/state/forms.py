"""What does a form keep? What is wrong with it; what is typed stays in the browser until it is right."""

import reflex as rx


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
