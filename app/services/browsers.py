"""Which browser is it? A name that its owner knows again, from what it says of itself."""

import re
from typing import Final

# In this order: most of them also claim to be one of those further down.
PROGRAMS: Final = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS: Final = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
SHOWN: Final = 40


def browser(agent: str) -> str:
    """Such as "Firefox, Windows"; its own first word where that is nothing we know."""
    known = [next((name for sign, name in names.items() if sign in agent), "") for names in (PROGRAMS, SYSTEMS)]
    return ", ".join(filter(None, known)) or re.split(r"[\s/]", agent)[0][:SHOWN]
