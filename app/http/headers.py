"""What does every response carry, whatever made it? Headers that tell the browser to be strict."""

import re
import secrets
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

from app.http import cookies
from app.http.caller import Caller

HASHED: Final = re.compile(r"/assets/[^/]+-[\w-]{8}\.\w+")
FOREVER: Final = "public, max-age=31536000, immutable"
FOUND: Final = frozenset({200, 206, 304})
NOT_OURS: Final = "access-control-"
STRICT: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
OVER_TLS: Final = {"strict-transport-security": "max-age=31536000"}
# The address of a reset page is a secret: it goes in no Referer, not even to ourselves.
# `no-referrer` would do too, but makes browsers send `Origin: null` with the form.
SECRET_PAGES: Final = ("/reset/", "/activate/")


class Dress:
    """Made once per portal; what a route says itself of these headers stands, as it is stricter."""

    def __init__(self, content_security_policy: str) -> None:
        self._strict = {**STRICT, "content-security-policy": content_security_policy}

    def send(self, send: Send, path: str, caller: Caller) -> Send:
        """A `send` that completes the headers of what it sends."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                self._complete(headers, path, caller, message["status"])
                message = {**message, "headers": headers.raw}
            await send(message)

        return dressed

    def _complete(self, headers: MutableHeaders, path: str, caller: Caller, status: int) -> None:
        for name in [name for name in headers if name.startswith(NOT_OURS)]:
            del headers[name]
        if path.startswith(SECRET_PAGES):
            headers["referrer-policy"] = "strict-origin"
        for name, value in (self._strict | (OVER_TLS if caller.is_https else {})).items():
            headers.setdefault(name, value)
        headers["server"] = "casier"  # rather than the name and version of what runs it
        is_page = headers.get("content-type", "").startswith("text/html")
        if is_page:
            headers["cache-control"] = "no-store"
        headers.setdefault("cache-control", _caching(headers, path, status))
        if is_page and caller.visitor is None:
            mark = cookies.written(cookies.VISITOR, secrets.token_urlsafe(16), is_https=caller.is_https)
            headers.append("set-cookie", mark)


def _caching(headers: MutableHeaders, path: str, status: int) -> str:
    if status in FOUND and HASHED.fullmatch(path):
        return FOREVER
    return "no-cache" if status in FOUND and "etag" in headers else "no-store"
