"""What is the application made of?"""

import reflex as rx


class Proof(rx.State):
    """A counter, to prove that events travel."""

    n: int = 0

    @rx.event
    def add(self) -> None:
        """Count one."""
        self.n += 1


def home() -> rx.Component:
    """One page."""
    return rx.el.main(rx.el.h1("Casier"), rx.el.button(Proof.n, on_click=Proof.add, class_name="p-2 dark:bg-black"))


app = rx.App(html_lang="fr")
app.add_page(home, route="/", title="Casier")
