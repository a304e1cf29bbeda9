"""Are the settings, and the machine they are for, fit to run on? What can be told before anything is opened."""

import ipaddress
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy.engine import make_url

from app import frontend
from app.locales import msg
from app.services.verdicts import Verdict, failed, warned, well
from app.settings import Settings

SCARCE, GONE = 1 << 30, 100 << 20  # bytes left on the disk
LIGHT: Final = 10  # a bcrypt cost below which a stolen hash is soon guessed
OTHERS: Final = 0o077


def is_founded(settings: Settings) -> bool:
    """There is a key, and a database to open; looking must not make them."""
    keyed = bool(settings.secret_key.get_secret_value()) or (settings.data_dir / "secret.key").exists()
    return keyed and (settings.is_postgresql or _platform_file(settings).exists())


def _platform_file(settings: Settings) -> Path:
    return Path(str(make_url(settings.platform_url).database))


def _data_folder(settings: Settings) -> Verdict:
    folder = settings.data_dir
    if not folder.is_dir():
        return failed(
            msg("The data folder %(path)s is not there.", path=folder), msg("Start the portal, or set CASIER_DATA_DIR.")
        )
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return failed(
            msg("The data folder %(path)s cannot be written to.", path=folder),
            msg("Give it to the user that runs Casier."),
        )
    if folder.stat().st_mode & OTHERS:
        return warned(
            msg("Other users of this machine can look into %(path)s.", path=folder),
            msg("Run: chmod 700 %(path)s", path=folder),
        )
    return well(msg("Everything is kept in %(path)s.", path=folder))


def _disk(settings: Settings) -> Verdict:
    there = next(folder for folder in (settings.data_dir, *settings.data_dir.parents) if folder.exists())
    return space(shutil.disk_usage(there).free)


def space(free: int) -> Verdict:
    """Whether that many bytes are enough to go on."""
    left = msg("%(free)s MB are free.", free=free >> 20)
    advice = msg("Make room: without it nobody can deposit, change or even sign in.")
    if free < SCARCE:
        return failed(left, advice) if free < GONE else warned(left, advice)
    return well(left)


def _secret_key(settings: Settings) -> Verdict:
    if settings.secret_key.get_secret_value():
        return well(msg("The installation's key comes from CASIER_SECRET_KEY."))
    file = settings.data_dir / "secret.key"
    if not file.exists():
        return warned(msg("There is no key yet; the first start makes one."))
    if stat.S_IMODE(file.stat().st_mode) & OTHERS:
        return failed(
            msg("Other users of this machine can read %(path)s.", path=file), msg("Run: chmod 600 %(path)s", path=file)
        )
    return well(msg("Only its owner reads the installation's key."))


def _front_end(_settings: Settings) -> Verdict:
    if frontend.is_built():
        return well(msg("The front end is built from these sources."))
    return warned(msg("The front end is not built from these sources."), msg("Run: casier build"))


def _address(settings: Settings) -> Verdict:
    shown = settings.address
    if not settings.public_url and not _is_loopback(settings.host):
        return failed(
            msg(
                "The portal listens on %(host)s, and mails would link to %(address)s.",
                host=settings.host,
                address=shown,
            ),
            msg("Set CASIER_PUBLIC_URL to the address that people type."),
        )
    if settings.public_url and not settings.is_https:
        return warned(
            msg("People reach the portal at %(address)s: passwords travel readable.", address=shown),
            msg("Put a proxy with a certificate before it, and set CASIER_PUBLIC_URL to the https address."),
        )
    if settings.is_https and not settings.trusted_proxies:
        return warned(
            msg("Behind a proxy, all visitors seem to come from one address, and are slowed down together."),
            msg("Set CASIER_TRUSTED_PROXIES to the number of proxies before the portal."),
        )
    return well(msg("People reach the portal at %(address)s.", address=shown))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _hashing(settings: Settings) -> Verdict:
    if settings.bcrypt_cost < LIGHT:
        return warned(
            msg("Passwords are hashed at cost %(cost)s: stolen ones would soon be guessed.", cost=settings.bcrypt_cost),
            msg("Set CASIER_BCRYPT_COST to 12; each password is hashed anew when its owner next signs in."),
        )
    return well(msg("Passwords are hashed at cost %(cost)s.", cost=settings.bcrypt_cost))


def _workers(settings: Settings) -> Verdict:
    if settings.workers > 1 and not settings.redis_url.get_secret_value():
        return failed(
            msg(
                "%(workers)s server processes are wanted, and nothing to speak with each other.",
                workers=settings.workers,
            ),
            msg("Set CASIER_REDIS_URL, or CASIER_WORKERS to 1."),
        )
    return well(msg("Server processes: %(workers)s.", workers=settings.workers))


CHECKS: Final[dict[str, Callable[[Settings], Verdict]]] = {
    "data-folder": _data_folder,
    "disk": _disk,
    "secret-key": _secret_key,
    "front-end": _front_end,
    "address": _address,
    "hashing": _hashing,
    "workers": _workers,
}
