"""How much of what an import would do is told on a page?"""

from typing import Final, TypedDict

SHOWN: Final = 200  # refusals
EXAMPLES: Final = 5


class RefusedRow(TypedDict):
    """A line that will not be imported, and why."""

    line: int
    message: str
