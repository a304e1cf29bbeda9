"""What does the browser keep for us? A session's token, and a mark that tells strangers apart; scripts see neither."""

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

SESSION: Final = "casier"
VISITOR: Final = "casier-visitor"
OURS: Final = re.compile(r"[A-Za-z0-9_-]{22,64}")


def name(what: str, *, is_https: bool) -> str:
    """Over TLS, a name that neither another host nor plain http can write."""
    return f"__Host-{what}" if is_https else what


def read(headers: Headers, what: str, *, is_https: bool) -> str | None:
    """The value, where it looks like one of ours."""
    kept = cookie_parser("; ".join(headers.getlist("cookie"))).get(name(what, is_https=is_https), "")
    return kept if OURS.fullmatch(kept) else None


def written(what: str, value: str, *, is_https: bool, seconds: int | None = None) -> str:
    """The `Set-Cookie` that keeps a value; without `seconds`, until the browser closes."""
    age = "" if seconds is None else f"; Max-Age={seconds}"
    secure = "; Secure" if is_https else ""
    return f"{name(what, is_https=is_https)}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}"


def cleared(what: str, *, is_https: bool) -> str:
    """The `Set-Cookie` that forgets it."""
    return written(what, "", is_https=is_https, seconds=0)
