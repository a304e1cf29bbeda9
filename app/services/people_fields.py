"""What is typed about a person, and is it right? One form for adding and for modifying (P3, P4)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlmodel import Session, col, select

from app.locales import DEFAULT, LANGUAGES, Message, msg
from app.models.establishment import Person, Service
from app.models.types import folded, storable
from app.services import memberships, passwords
from app.services.csv_reading import chunks
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
    return next(proposals(db, [(first, last)]))


def proposals(db: Session, names: Iterable[tuple[str, str]], reserved: Collection[str] = ()) -> Iterator[str]:
    """One for each, first and last name, that is neither `reserved` nor one of the others'."""
    stems = [_stem(first, last) for first, last in names]
    taken = {*reserved, *_taken(db, {*stems})}
    numbers, looked = dict.fromkeys(stems, 1), dict.fromkeys(stems, 1)
    crowded = {stem for stem, n in Counter(stems).items() if n > 1 or stem in taken}
    taken.update(_taken(db, {f"{stem}{n}" for stem in crowded for n in range(2, 10)}))
    looked.update(dict.fromkeys(crowded, 9))
    for stem in stems:
        name = stem
        while name in taken:
            numbers[stem] += 1
            name = f"{stem}{numbers[stem]}"
            if numbers[stem] > looked[stem]:
                further = range(looked[stem] + 1, 10 * looked[stem] + 10)
                taken.update(_taken(db, {f"{stem}{n}" for n in further}))
                looked[stem] = further[-1]
        taken.add(name)
        yield name


def _taken(db: Session, usernames: Collection[str]) -> Iterator[str]:
    """Those of them that somebody has."""
    for some in chunks(iter(usernames), 5000):
        yield from db.exec(select(Person.username_key).where(col(Person.username_key).in_(some)))


def _stem(first: str, last: str) -> str:
    parts = (re.sub(r"[\W_]+", "-", folded(part[:NAME])).strip("-") for part in (first, last))
    return ".".join(part for part in parts if part)[: USERNAME - 10] or "compte"


def of_another(name: str) -> Message:
    """Why an e-mail address cannot be somebody's."""
    return msg("This e-mail address is already the one of %(name)s.", name=name)


def _email(db: Session, form: Form, checks: Checks, own: Person | None) -> str | None:
    email = checks.email("email", form.get("email", ""), required=False) or None
    if email and "email" not in checks.faults:
        same = db.exec(select(Person).where(col(Person.email) == email)).first()
        if same and (own is None or same.id != own.id):
            checks.refuse("email", of_another(same.full_name))
    return email


def _username(db: Session, form: Form, checks: Checks, own: Person | None) -> str:
    said = form.get("username", "")
    if own and _composed(said) == own.username:
        return own.username
    username = said_username(said, checks, required=own is not None)
    if username and "username" not in checks.faults:
        same = db.exec(select(Person).where(col(Person.username_key) == folded(username)[:200])).first()
        if same and (own is None or same.id != own.id):
            checks.refuse("username", msg("This username is already the one of %(name)s.", name=same.full_name))
    return username


def said_username(said: str, checks: Checks, *, required: bool = False) -> str:
    """What somebody wants to be called, whoever else may be called so."""
    username = _composed(said)
    checks.text("username", username, USERNAME, required=required)
    if username and "username" not in checks.faults and not re.fullmatch(r"\w[\w.'’-]*", username):
        checks.refuse("username", msg("A username is made of letters, digits, dots, hyphens and underscores."))
    return username


def _composed(username: str) -> str:
    return unicodedata.normalize("NFC", storable(username).strip())


def _services(db: Session, form: Form, checks: Checks) -> set[int]:
    """Those whose box, `service_7`, is ticked."""
    known = {f"service_{service}": service for service in db.exec(select(Service.id)) if service}
    ticked = {name for name in form if name.startswith("service_")}
    if ticked - known.keys():
        checks.refuse("services", msg("A service was deleted meanwhile. Reload the page to see those that are left."))
    return {known[name] for name in ticked & known.keys()}
