"""Does what is another's, or another establishment's, answer like what never was, in every use case? (T1, T9).

The same words, the same statements, and nothing done; while what is one's own answers otherwise.
"""

import inspect
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Any, Final

import pytest

from app.models.establishment import Category
from app.services import received
from app.services.bulk import Selection
from app.services.errors import Invalid, Refused
from app.services.listing import Query
from app.services.scope import USE_CASES, PersonActor, open_establishment
from app.services.uploads import Arrived
from tests.support.asked import asking
from tests.support.depositing import form, joined, whom
from tests.support.lockers import holds
from tests.support.shelves import Named, Shelf
from tests.support.world import World

ELSEWHERE: Final = 9000  # identities beyond it exist in the other establishment alone
Said = Callable[[Named, Named], tuple[Any, ...]]  # from what is named, and one's own
EVERYONE: Final = whom("everyone", 0)
NEVER: Final = 987_654
NOBODYS: Final = [Named(n, n, n, "f" * 32, "e" * 32, n, n, n, n, n) for n in (NEVER, -1, 2**31 - 1, 2**31, 2**63)]


def ticked(action: str, what: Callable[[Named], int]) -> Said:
    return lambda named, _: (action, Selection(ids=[what(named)], all=False), Query())


def filtered(by: str) -> Said:
    return lambda named, _: (Query(filters={by: str(getattr(named, "person" if by == "sender" else by))}),)


# Each way in which a browser names something to a use case of lockers.
CASES: Final[dict[str, list[Said]]] = {
    "arrivals.news": [lambda named, _: ([named.received],)],
    "audience_search.proposed": [lambda named, _: (str(named.person),)],
    "audiences.reached": [
        lambda named, _: ([whom("person", named.person)],),
        lambda named, _: ([whom("role", named.role)],),
        lambda named, _: ([whom("service", named.service, later=True)],),
    ],
    "categories.delete": [lambda named, _: (named.category,)],
    "categories.move": [lambda named, _: (named.category, 1)],
    "categories.rename": [lambda named, _: (named.category, "Autre")],
    "deposits.add_recipients": [
        lambda named, _: (named.deposit, [EVERYONE]),
        lambda named, own: (own.deposit, [whom("person", named.person)]),
    ],
    "deposits.deposit": [
        lambda named, _: (form([named.upload], EVERYONE),),
        lambda named, own: (form([own.upload], whom("person", named.person)),),
        lambda named, own: (form([own.upload], whom("role", named.role)),),
        lambda named, own: (form([own.upload], whom("service", named.service)),),
        lambda named, own: (form([own.upload], EVERYONE, category=named.category),),
    ],
    "deposits.modify": [
        lambda named, _: (named.deposit, {"category": 0, "memo": "Autre"}),
        lambda named, own: (own.deposit, {"category": named.category, "memo": ""}),
    ],
    "deposits.newly_reached": [lambda named, _: (named.deposit, [EVERYONE])],
    "deposits.purge": [lambda named, _: (named.trashed,)],
    "deposits.restore": [lambda named, _: (named.trashed,)],
    "deposits.trash": [lambda named, _: (named.deposit,)],
    "deposits.update": [
        lambda named, own: (named.deposit, [own.upload]),
        lambda named, own: (own.deposit, [named.upload]),
    ],
    "documents.bundle": [
        lambda named, _: ([named.deposit],),
        lambda named, own: ([own.received, named.received],),
    ],
    "documents.found": [lambda named, _: (named.deposit,), lambda named, _: (named.deposit, 1)],
    "locker_bulk.confirm": [lambda named, _: (named.job, {})],
    "locker_bulk.preview": [
        *(ticked(f"received.{name}", lambda named: named.received) for name in ("mark_read", "mark_unread", "remove")),
        *(ticked(f"sent.{name}", lambda named: named.deposit) for name in ("file", "remind", "trash")),
        *(ticked(f"trash.{name}", lambda named: named.trashed) for name in ("restore", "purge")),
        lambda named, own: ("sent.file", Selection(ids=[own.deposit], all=False), Query(), str(named.category)),
    ],
    "locker_document.card": [lambda named, _: (named.deposit,), lambda named, _: (named.received,)],
    "received.choices": [filtered("sender")],
    "received.page": [filtered("sender"), filtered("category")],
    "recipients.catch_up": [lambda named, _: (named.deposit,)],
    "recipients.page": [lambda named, _: (named.deposit, Query())],
    "recipients.remind": [lambda named, _: (named.deposit,)],
    "recipients.to_remind": [lambda named, _: (named.deposit,)],
    "sent.card": [lambda named, _: (named.deposit,)],
    "sent.page": [filtered("category")],
    "uploads.keep": [lambda named, _: (named.coming, Arrived("1" * 64, 1, "text/plain"))],
    "uploads.remove": [lambda named, _: (named.upload,), lambda named, _: (named.coming,)],
}
ADDRESSED: Final = {"received.choices", "received.page", "sent.page"}  # in an address, what is no identity is not said
# Those that are told something, but no identity.
NAMELESS: Final = {
    "audience_search.search": "words",
    "categories.create": "a name",
    "documents.note": "what `found` gave",
    "locker_bulk.offered": "which list",
    "locker_settings.modify": "sizes",
    "locker_trash.page": "words",
    "uploads.announce": "a name and a size",
}


def use_case(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(".")
    return getattr(import_module(f"app.services.{module}"), function)


def test_every_use_case_of_lockers_that_is_told_something_is_here() -> None:
    whole, rest = {name.partition(".")[0] for name in CASES}, {"locker_settings", "locker_storage", "locker_trash"}
    for module in whole | rest:
        import_module(f"app.services.{module}")
    asked = {name: use_case(name) for name in USE_CASES if name.partition(".")[0] in whole | rest}
    told_something = {name for name, asks in asked.items() if len(inspect.signature(asks).parameters) > 1}
    assert told_something == {*CASES, *NAMELESS}


class Undone(Exception):  # noqa: N818  no fault
    """What was tried is not to be."""


def told(world: World, actor: PersonActor, name: str, said: tuple[Any, ...]) -> tuple[str, list[str]]:
    """What a use case answers, apart from the number that a preview gets, and which statements it takes; all undone."""
    answer: Any = None
    with suppress(Undone), asking() as sent, open_establishment(world.installation, actor, writes=True) as scope:
        try:
            answer = use_case(name)(scope, *said)
            scope.db.flush()
        except Refused as refusal:
            fields = refusal.fields if isinstance(refusal, Invalid) else {}
            answer = type(refusal), refusal.message.text("en"), {of: why.text("en") for of, why in fields.items()}
        raise Undone
    if name == "audiences.reached":
        answer = answer["people"], len(answer["lost"])
    if name == "locker_bulk.preview":
        del answer["job"]
    return repr(answer), [each.words for each in sent]


@pytest.mark.parametrize(("login", "other"), [("prof", "admin"), ("admin", "prof")])
def test_what_is_not_ones_own_answers_as_what_never_was(
    world: World, login: str, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To a teacher, and to whoever manages lockers."""
    monkeypatch.setattr(received, "RECENT", 0)  # no sender is offered but who is named
    for school in (world.azurite, world.cinabre):
        holds(world.installation, school.place, "STAFF", "admin")
    joined(world, "tiers")
    here = Shelf(world, world.azurite)
    here.kept(Category(name="Première", name_key="premiere"))  # what an unknown one is taken for in a preview
    own, anothers = here.put(login, other, other, login), here.put(other, "tiers", other, "tiers")
    # A pupil has no locker; roles, services and categories are nobody's own.
    anothers = anothers._replace(person=here.people["eleve"], **dict.fromkeys(("role", "service", "category"), NEVER))
    elsewhere = Shelf(world, world.cinabre, ELSEWHERE).put("prof", "admin", "prof", "admin")
    actor = replace(world.person(world.azurite, login), language="en")
    ask = partial(told, world, actor)
    for name, ways in CASES.items():
        if name.startswith("categories.") and login == "prof":
            continue  # another test says that they may not
        for way, said in enumerate(ways):
            what, never = f"{name} {way}", ask(name, said(NOBODYS[0], own))
            assert ask(name, said(own, own)) != never, what
            assert ask(name, said(elsewhere, own)) == never, f"{what}, elsewhere"
            assert ask(name, said(anothers, own)) == never, f"{what}, another's"
            for nobodys in NOBODYS[1:] if name not in ADDRESSED else []:
                assert ask(name, said(nobodys, own))[0] == never[0], f"{what}, {nobodys.deposit}"
