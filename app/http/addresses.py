"""Which addresses are open to strangers, and where do the others send them?"""

import re
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote, urlencode

from starlette.types import Scope

from app.services.errors import SignedOut

SIGN_IN: Final = "/sign-in"
PLATFORM: Final = "/platform"
PLATFORM_SIGN_IN: Final = "/platform/sign-in"
PLATFORM_HOME: Final = "/platform/establishments"
HEALTH: Final = frozenset({"/healthz", "/readyz"})
OPEN: Final = frozenset({SIGN_IN, PLATFORM_SIGN_IN, "/forgot", "/bye", "/closed", "/visit", "/404", *HEALTH})
OPEN_UNDER: Final = ("/auth/", "/reset/", "/activate/", "/confirm/", "/assets/")
STATIC: Final = frozenset({
    ".css", ".gif", ".ico", ".jpg", ".js", ".map", ".png", ".svg", ".txt", ".webmanifest", ".webp", ".woff2",
})  # fmt: skip
EVENTS: Final = "/_event"
# What Reflex answers of itself, to anybody; nothing of ours begins with "/_".
HIDDEN: Final = frozenset({"ping", "auth-codespace"})
# Whose guard makes out the session, and sends strangers the same way: once is enough.
GUARDED: Final = re.compile(r"/documents/[0-9]+|/documents\.zip|/people/import/[0-9]+\.csv")
LONGEST_NEXT: Final = 2000


def is_open(path: str) -> bool:
    """Strangers may have it: it shows nothing of anybody."""
    return path.rstrip("/") in OPEN or path.startswith(OPEN_UNDER) or PurePosixPath(path).suffix in STATIC


def is_guarded(path: str) -> bool:
    """No page, but an address of people's whose guard asks for the session by itself."""
    return GUARDED.fullmatch(path) is not None


def is_hidden(path: str) -> bool:
    """Reflex would answer; we do not."""
    first = path.strip("/").partition("/")[0]
    return first.startswith("_") or first in HIDDEN


def is_of_platform(path: str) -> bool:
    """A platform administrator's, rather than a person's of an establishment."""
    return path == PLATFORM or path.startswith(f"{PLATFORM}/")


def sign_in_first(scope: Scope, out: SignedOut | None) -> str:
    """Where a stranger signs in, to come back to what they asked for; `out` is how their session ended, if any."""
    query = scope.get("query_string", b"").decode("latin-1")
    wanted = quote(scope["path"]) + (f"?{query}" if query else "")
    said = {"next": safe(wanted, ""), **({"why": out.why, "e": str(out.establishment or "")} if out else {})}
    return with_query(PLATFORM_SIGN_IN if is_of_platform(scope["path"]) else SIGN_IN, **said)


def with_query(path: str, **said: str) -> str:
    """The address with those parameters that say something."""
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{path}?{query}" if query else path


def safe(wanted: str, otherwise: str) -> str:
    """`wanted` where it is a page of this very portal, and nothing that a browser could take for another (T27)."""
    is_path = wanted.startswith("/") and "//" not in wanted and "\\" not in wanted
    is_plain = wanted.isprintable() and len(wanted) <= LONGEST_NEXT
    is_page = not is_hidden(wanted) and not wanted.startswith("/auth/")
    return wanted if is_path and is_plain and is_page else otherwise
