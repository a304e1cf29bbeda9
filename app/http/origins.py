"""Is this request for us, and does it come from our own pages? Hosts, origins and proxies (T6, T25)."""

import logging
import re
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from app.settings import Settings

log = logging.getLogger(__name__)
HOST: Final = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?")
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
ANY_ADDRESS: Final = ("0.0.0.0", "::")  # noqa: S104  compared with, never bound to
USUAL_PORTS: Final = {"http": ":80", "https": ":443"}
SAME_SITE: Final = frozenset({"same-origin", "none"})
KEPT: Final = 60


def fault_of_host(headers: Headers, settings: Settings) -> int | None:
    """The status that refuses a request for another host than ours."""
    said = [host.lower() for host in headers.getlist("host")]
    found = HOST.fullmatch(said[0]) if len(said) == 1 else None
    if found is None:
        return 400
    return None if found["name"] in LOOPBACK or _is_ours(said[0], found["name"], settings) else 421


def is_https(scope: Scope, headers: Headers, settings: Settings) -> bool:
    """Whether the browser came over TLS; on the loopback of an https portal it may well not have."""
    if scope["scheme"] in {"https", "wss"}:
        return True
    found = HOST.fullmatch(headers.get("host", "").lower())
    if settings.is_https and found and found["name"] not in LOOPBACK:
        return True
    protocols = _listed(headers, "x-forwarded-proto")
    hops = min(settings.trusted_proxies, len(protocols))
    return bool(hops) and protocols[-hops].lower() == "https"


def is_own(headers: Headers, origin: str) -> bool:
    """A page of ours asks, and says so: what websockets need."""
    return headers.getlist("origin") == [origin]


def may_change(headers: Headers, origin: str) -> bool:
    """A page of ours asks, or a program that is no browser: what requests that change something need."""
    if "origin" in headers:
        return is_own(headers, origin)
    return all(site in SAME_SITE for site in headers.getlist("sec-fetch-site"))


def address(scope: Scope, headers: Headers, hops: int) -> str:
    """The client's address, as the outermost proxy that we trust saw it."""
    seen = _listed(headers, "x-forwarded-for")
    if hops and len(seen) >= hops:
        return seen[-hops][:KEPT]
    client = scope.get("client")
    return str(client[0]) if client else ""


def _is_ours(host: str, name: str, settings: Settings) -> bool:
    if settings.public_url:
        public = urlsplit(settings.public_url)
        usual = USUAL_PORTS.get(public.scheme, "")
        return host.removesuffix(usual) == public.netloc.lower().removesuffix(usual)
    if settings.host in ANY_ADDRESS:
        _warn()
        return True
    return name in {settings.host.lower(), f"[{settings.host.lower()}]"}


@cache
def _warn() -> None:
    log.warning("Requests for any host are answered. Set CASIER_PUBLIC_URL to the address that people use.")


def _listed(headers: Headers, name: str) -> list[str]:
    return [part.strip() for part in ",".join(headers.getlist(name)).split(",") if part.strip()]
