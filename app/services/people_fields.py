"""What is typed about a person, and is it right? One form for adding and for modifying (P3, P4)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlmodel import Session, col, select

from app.locales import DEFAULT, LANGUAGES, msg
from app.models.establishment import Person, Service
from app.models.types import folded, storable
from app.services import memberships, passwords
from app.services.memberships import Term
from app.services.validation import Checks

NAME, USERNAME = 100, 100
LINK: Final = "link"  # the person chooses the password; otherwise it is typed
Form = Mapping[str, str]


@dataclass(slots=True)
class Typed:
    """A form, found right: columns of the person, the roles and the services."""

    words: dict[str, Any]
    roles: dict[int, Term]
    services: set[int] = field(default_factory=set[int])


def checked(db: Session, form: Form, checks: Checks, own: Person | None = None) -> Typed:
    """Look at every field, and note what is wrong by each."""
    language = form.get("language", "")
    last = checks.text("last_name", form.get("last_name", ""), NAME, required=own is None)
    first = checks.text("first_name", form.get("first_name", ""), NAME, required=False)
    words = {
        "last_name": last,
        "first_name": first,
        "email": _email(db, form, checks, own),
        "username": _username(db, form, checks, own) or proposed(db, first, last),
        "language": language if language in LANGUAGES else DEFAULT,
    }
    return Typed(words, memberships.typed(db, form, checks), _services(db, form, checks))


def hashed(form: Form, cost: int) -> str:
    """The slow part of a password that is good enough, before the first look at the database, whose lock others want.

    Empty where none is typed, or one that `check_password` will say something about.
    """
    password = form.get("password", "")
    return passwords.hashed(password, cost) if passwords.fault(password) is None else ""


def check_password(right: Typed, form: Form, checks: Checks, *, required: bool = False) -> None:
    """Note what the policy has against it, now that it is known as whom one comes in."""
    password = form.get("password", "")
    if (password or required) and form.get("entry") != LINK:
        fault = passwords.fault(password, right.words["username"], right.words["email"])
        if fault:
            checks.refuse("password", fault)


def proposed(db: Session, first: str, last: str) -> str:
    """A username that nobody has, made of the names: `anne-marie.le-goff`, then `anne-marie.le-goff2`."""
    parts = (re.sub(r"[\W_]+", "-", folded(part[:NAME])).strip("-") for part in (first, last))
    stem = ".".join(part for part in parts if part)[: USERNAME - 10] or "compte"
    beginning = col(Person.username_key).startswith(stem, autoescape=True)
    taken = set(db.exec(select(Person.username_key).where(beginning)))
    numbers = (f"{stem}{n}" for n in range(2, len(taken) + 3))
    return stem if stem not in taken else next(name for name in numbers if name not in taken)


def _email(db: Session, form: Form, checks: Checks, own: Person | None) -> str | None:
    email = checks.email("email", form.get("email", ""), required=False) or None
    if email and "email" not in checks.faults:
        same = db.exec(select(Person).where(col(Person.email) == email)).first()
        if same and (own is None or same.id != own.id):
            checks.refuse("email", msg("This e-mail address is already the one of %(name)s.", name=same.full_name))
    return email


def _username(db: Session, form: Form, checks: Checks, own: Person | None) -> str:
    username = unicodedata.normalize("NFC", storable(form.get("username", "")).strip())
    if own and username == own.username:
        return username
    checks.text("username", username, USERNAME, required=own is not None)
    if username and "username" not in checks.faults:
        if not re.fullmatch(r"\w[\w.'’-]*", username):
            checks.refuse("username", msg("A username is made of letters, digits, dots, hyphens and underscores."))
        same = db.exec(select(Person).where(col(Person.username_key) == folded(username)[:200])).first()
        if same and (own is None or same.id != own.id):
            checks.refuse("username", msg("This username is already the one of %(name)s.", name=same.full_name))
    return username


def _services(db: Session, form: Form, checks: Checks) -> set[int]:
    """Those whose box, `service_7`, is ticked."""
    known = {f"service_{service}": service for service in db.exec(select(Service.id)) if service}
    ticked = {name for name in form if name.startswith("service_")}
    if ticked - known.keys():
        checks.refuse("services", msg("A service was deleted meanwhile. Reload the page to see those that are left."))
    return {known[name] for name in ticked & known.keys()}
