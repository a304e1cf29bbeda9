"""Who asks, from where, by which scheme? What the gate made out once, for everything behind it."""

from dataclasses import dataclass
from typing import Self, cast

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Scope

from app.http import cookies, origins
from app.locales import LANGUAGES
from app.services.scope import Visit
from app.services.sessions import hash_of
from app.storage.installation import Installation

NAME = "caller"


@dataclass(frozen=True, slots=True)
class Caller:
    """`session` is the hash of a cookie that may be dead, or made up; `behind` is what the gate guards."""

    installation: Installation
    behind: ASGIApp
    address: str
    agent: str
    language: str
    origin: str
    is_https: bool
    session: str | None
    visitor: str | None

    @classmethod
    def of(cls, scope: Scope, installation: Installation, behind: ASGIApp) -> Self:
        """Read the headers that a proxy or a browser wrote."""
        headers, settings = Headers(scope=scope), installation.settings
        is_https = origins.is_https(scope, headers, settings)
        token = cookies.read(headers, cookies.SESSION, is_https=is_https)
        return cls(
            installation=installation,
            behind=behind,
            address=origins.address(scope, headers, settings.trusted_proxies),
            agent=headers.get("user-agent", ""),
            language=_language(headers, settings.language),
            origin=f"{'https' if is_https else 'http'}://{headers.get('host', '').lower()}",
            is_https=is_https,
            session=hash_of(token) if token else None,
            visitor=cookies.read(headers, cookies.VISITOR, is_https=is_https),
        )

    def visit(self) -> Visit:
        """The same, as services know a stranger."""
        return Visit(self.installation, self.address, self.agent, self.language)


def caller_of(connection: HTTPConnection) -> Caller:
    """What the gate made out of this request."""
    return cast("Caller", connection.scope["state"][NAME])


def _language(headers: Headers, default: str) -> str:
    """The first of ours among those that the page, or the browser, says it speaks."""
    said = f"{headers.get('x-language', '')},{headers.get('accept-language', '')}"
    wanted = (part.strip()[:2].lower() for part in said.split(","))
    return next((language for language in wanted if language in LANGUAGES), default)
