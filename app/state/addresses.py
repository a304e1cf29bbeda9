"""Which row does the address of a page name?"""

import reflex as rx


def identity(state: rx.State, place: int = -1) -> int:
    """The number at that place of the path; 0, which no row has, where there is none that a column could hold."""
    parts = state.router.url.path.strip("/").split("/")
    said = parts[place] if -len(parts) <= place < len(parts) else ""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0  # noqa: PLR2004  an integer column
