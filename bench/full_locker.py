"""What does a locker of fifty thousand documents cost: its filters and orders, gestures, and a deposit for many?"""

import itertools
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.sync_api import Page
from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from app.models.establishment import Category, Delivery, Deposit, Document, Membership, Person, Role
from app.models.types import now
from app.services import demo_lockers, deposits, received
from app.services.deposit_form import DepositForm
from app.services.listing import Query
from app.services.locker_rows import Reading
from app.services.received_plan import ORDER
from app.services.scope import PersonActor, Scope, open_establishment
from app.storage.installation import Installation
from bench import combinations, gestures
from bench.figures import Figure, timed

FULL: Final = 50_000
PEOPLE: Final = 20_000
RECIPIENTS: Final = 10_000
WORST: Final = 10
WHAT: Final = ("Compte rendu", "Convocation", "Emploi du temps", "Bulletin", "Protocole", "Liste", "Note de service")
WHOM: Final = ("6e A", "5e B", "4e C", "3e D", "2de 1", "1re 2", "Tle 3", "conseil", "équipe", "vie scolaire")
WORDS: Final = ("bulletin", "conseil", "no", "4e c")  # each of them in 5,000 documents and more
RARE: Final = ("417", "258", "903", "641")  # and these in fifty
CATEGORIES: Final = "[...document.getElementById('category').options].map(o => o.value).filter(Boolean)"
ADMIN: Final = 1


def figures(folder: Path) -> Iterator[Figure]:
    """The list of whoever administers, then a deposit before ten thousand."""
    installation, uai = combinations.filled(folder / "locker", PEOPLE)
    actor = combinations.administrator(installation, uai)
    with installation.databases.session(actor.place, writes=True) as db:
        _fill(db, actor.id)
        _open_lockers(db)
        db.commit()
    with open_establishment(installation, actor, writes=False) as scope:
        yield from _combinations(scope)
    yield _deposit(installation, actor)
    installation.close()
    yield from gestures.of_school(
        folder / "locker",
        f"locker, {FULL:,}",
        "/locker",
        _gestures,
    )


def _gestures(page: Page) -> dict[str, Callable[[], float]]:
    filed = gestures.of_list(page, "category", page.evaluate(CATEGORIES), RARE)
    return {
        **gestures.of_list(page, "status", list(Reading), WORDS),
        "filter by category": filed["filter"],
        "search for what is rare": filed["search"],
    }


def _fill(db: Session, person: int) -> None:
    """Of forty people, in all categories, half of them read and one in twenty changed since."""
    lots, document = random.Random(1), db.exec(select(Document)).first()  # noqa: S311  no secret
    senders = list(db.exec(select(Person.id).limit(40)))
    categories = [None, *db.exec(select(Category.id))]
    first, begun = (db.exec(select(func.max(Deposit.id))).one() or 0) + 1, now()
    rows, theirs = list[dict[str, Any]](), list[dict[str, Any]]()
    for number in range(first, first + FULL):
        deposit = Deposit(
            id=number,
            document_id=(document and document.id) or 0,
            depositor_id=lots.choice(senders),
            category_id=lots.choice(categories),
            name=f"{lots.choice(WHAT)} {lots.choice(WHOM)} {lots.randrange(1000)}.pdf",
            memo=lots.choice(("", "", "À rendre avant vendredi", "Pour information")),
            size=lots.randrange(10_000, 5_000_000),
            version=2 if number % 20 == 1 else 1,
        )
        deposit.describe()
        rows.append(deposit.model_dump())
        at = begun - timedelta(minutes=first + FULL - number)
        theirs.append({"deposit_id": number, "person_id": person, "delivered_at": at, "seen": number % 2})
    db.connection().execute(insert(Deposit), rows)
    db.connection().execute(insert(Delivery), theirs)


def _open_lockers(db: Session) -> None:
    """Give enough people the role of a teacher."""
    (teacher,) = db.exec(select(Role.id).where(Role.code == "TEACHER"))
    held = select(Membership.person_id).where(col(Membership.role_id) == teacher)
    lacking = RECIPIENTS - db.exec(select(func.count()).select_from(held.subquery())).one()
    others = db.exec(select(Person.id).where(col(Person.id).not_in(held), col(Person.id) > ADMIN).limit(lacking))
    rows = [{"person_id": person, "role_id": teacher, "is_primary": False} for person in others]
    db.connection().execute(insert(Membership), rows)


def _combinations(scope: Scope) -> Iterator[Figure]:
    offered = received.choices(scope, Query())
    filters = {
        "q": list(WORDS),
        "status": list(Reading),
        "category": ["0", *(choice["value"] for choice in offered["categories"][:3])],
        "sender": ["0", *(choice["value"] for choice in offered["senders"][:2])],
    }
    asked = [dict[str, str](), *({name: value} for name in filters for value in filters[name])]
    for one, other in itertools.combinations(filters, 2):
        asked += [{one: a, other: b} for a, b in itertools.product(filters[one], filters[other])]
    sorts = [f"{sign}{name}" for name in ORDER.columns for sign in ("", "-")]
    tried = (combinations.asked(said, sort) for said in asked for sort in sorts)
    yield from combinations.worst(f"locker, {FULL:,}", lambda query: received.page(scope, query), tried, WORST)


def _deposit(installation: Installation, actor: PersonActor) -> Figure:
    """One file for all who have a locker, from the use case to the commit; mails are work of the clock, later."""

    def deposit() -> None:
        with open_establishment(installation, actor, writes=True) as scope:
            file = demo_lockers._sent(scope, "Note.txt", b"Bonjour")  # noqa: SLF001  as the demonstration does
            said = {
                "files": [file],
                "recipients": [demo_lockers.ALL],
                "category": None,
                "memo": "",
                "sends_mail": False,
            }
            deposits.deposit(scope, DepositForm(**said))

    took = median(timed(deposit)() for _ in range(3))
    with installation.databases.session(actor.place, writes=False) as db:
        last = select(func.max(Deposit.id)).scalar_subquery()
        n = db.exec(select(func.count()).select_from(Delivery).where(col(Delivery.deposit_id) == last)).one()
    return Figure(f"deposit before {n:,} people", took, most=2000)
