"""Who may do what? Every use case × every sort of person; one that is not in the table fails the build (G-S1)."""

import hashlib
import inspect
import pkgutil
import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest

from app import services
from app.services.bulk import Selection
from app.services.documents import Sent
from app.services.errors import Forbidden, Refused
from app.services.listing import Query
from app.services.permission_matrix import Change
from app.services.permissions import PlatformPermission
from app.services.scope import (
    USE_CASES,
    PlatformActor,
    PlatformScope,
    Scope,
    Unit,
    Visit,
    open_establishment,
    open_platform,
)
from app.services.uploads import Arrived
from tests.support.depositing import form as deposit_of
from tests.support.depositing import whom
from tests.support.hands import typed
from tests.support.world import PASSWORD, World, form, visit

STRANGER, PLATFORM, POWERLESS, WEBMASTER, STUDENT = "stranger", "platform", "powerless", "webmaster", "student"
PERSONAS: Final = (STRANGER, PLATFORM, POWERLESS, WEBMASTER, STUDENT)

SAID: Final = Query()
ALL: Final = whom("everyone", 0)
EVERYTHING: Final = Selection(ids=[], all=True)

# Who may, and what a gesture says beyond who makes it. `world` is there for what depends on what is there.
MATRIX: Final[dict[str, tuple[set[str], Callable[[World], tuple[Any, ...]]]]] = {
    "account.card": ({WEBMASTER, STUDENT}, lambda _: ()),
    "account.change_email": ({WEBMASTER, STUDENT}, lambda _: ("autre@azurite.test", PASSWORD)),
    "account.change_password": ({WEBMASTER, STUDENT}, lambda _: (PASSWORD, f"{PASSWORD}-7")),
    "account.keep_email": ({WEBMASTER, STUDENT}, lambda _: ()),
    "account.modify": ({WEBMASTER, STUDENT}, lambda _: ({"version": "1", "first_name": "Autre"},)),
    "announcement_reading.read": ({WEBMASTER, STUDENT}, lambda _: (1,)),
    "announcement_reading.shown": ({WEBMASTER, STUDENT}, lambda _: ("STUDENTS",)),
    "announcements.card": ({WEBMASTER}, lambda _: (1,)),
    "announcement_actions.create": ({WEBMASTER}, lambda _: ({"title": "Fête", "text": "Ici", "space_STUDENTS": "on"},)),
    "announcement_actions.delete_announcements": ({WEBMASTER}, lambda _: ([1],)),
    "announcement_actions.losses": ({WEBMASTER}, lambda _: ([1],)),
    "announcement_actions.modify": ({WEBMASTER}, lambda _: (1, {"version": "1"})),
    "announcements.page": ({WEBMASTER}, lambda _: (SAID,)),
    "announcements.preview": ({WEBMASTER}, lambda _: ("**Fête**",)),
    "announcement_readers.page": ({WEBMASTER}, lambda _: (1, SAID)),
    "arrivals.news": ({WEBMASTER, STUDENT}, lambda _: ([1],)),
    "arrivals.standing": ({WEBMASTER, STUDENT}, lambda _: ()),
    "notifications.choose_usual": ({WEBMASTER}, lambda _: ("daily",)),
    "access.candidates": ({WEBMASTER}, lambda _: ("durand",)),
    "access.choices": ({WEBMASTER}, lambda _: ()),
    "access.explain": ({WEBMASTER}, lambda _: (2, "people.add")),
    "access.rights_of": ({WEBMASTER}, lambda _: (2,)),
    "administrators.reset_password": ({PLATFORM}, lambda _: (1, 1)),
    "administrators.rows": ({PLATFORM}, lambda _: (1,)),
    "admins.create": ({PLATFORM}, lambda _: ("new@casier.test", PASSWORD)),
    "documents.bundle": ({WEBMASTER, STUDENT}, lambda _: ([1],)),
    "documents.found": ({WEBMASTER, STUDENT}, lambda _: (1,)),
    "documents.note": ({WEBMASTER, STUDENT}, lambda _: (Sent(1, 1, "a", 1, "", "", "", 0, 0, False, False),)),
    "email_change.confirm": ({STRANGER}, lambda _: ("a link",)),
    "establishment_bulk.confirm": ({PLATFORM}, lambda _: (1, {"reason": "Travaux"})),
    "establishment_bulk.preview": ({PLATFORM}, lambda _: ("establishments.block", EVERYTHING, SAID)),
    "audience_search.proposed": ({WEBMASTER}, lambda _: ("2",)),
    "audience_search.search": ({WEBMASTER}, lambda _: ("durand",)),
    "audiences.reached": ({WEBMASTER}, lambda _: ([ALL],)),
    "categories.choices": ({WEBMASTER, STUDENT}, lambda _: ()),
    "categories.create": ({WEBMASTER}, lambda _: ("Conseils",)),
    "categories.delete": ({WEBMASTER}, lambda _: (1,)),
    "categories.move": ({WEBMASTER}, lambda _: (1, 1)),
    "categories.rename": ({WEBMASTER}, lambda _: (1, "Autre")),
    "categories.rows": ({WEBMASTER}, lambda _: ()),
    "deposits.add_recipients": ({WEBMASTER}, lambda _: (1, [ALL])),
    "deposits.deposit": ({WEBMASTER}, lambda _: (deposit_of(["0" * 32], ALL),)),
    "deposits.modify": ({WEBMASTER}, lambda _: (1, {"category": 0, "memo": ""})),
    "deposits.newly_reached": ({WEBMASTER}, lambda _: (1, [ALL])),
    "deposits.purge": ({WEBMASTER}, lambda _: (1,)),
    "deposits.restore": ({WEBMASTER}, lambda _: (1,)),
    "deposits.trash": ({WEBMASTER}, lambda _: (1,)),
    "deposits.update": ({WEBMASTER}, lambda _: (1, ["0" * 32])),
    "locker_settings.card": ({WEBMASTER}, lambda _: ()),
    "locker_settings.modify": ({WEBMASTER}, lambda _: ({"largest": "1", "quota": "1", "trash_days": "1"},)),
    "locker_storage.room": ({WEBMASTER}, lambda _: ()),
    "locker_storage.storage": ({WEBMASTER}, lambda _: ()),
    "directory_import.confirm": ({PLATFORM}, lambda _: ("0" * 32,)),
    "directory_plan.plan": ({PLATFORM}, lambda _: (Path(__file__),)),
    "directory_plan.preview": ({PLATFORM}, lambda _: ("0" * 32,)),
    "establishment_creation.create": ({PLATFORM}, lambda world: (form(world.installation),)),
    "establishment_deletion.delete_one": ({PLATFORM}, lambda _: (1, "1")),
    "establishment_deletion.losses": ({PLATFORM}, lambda _: (1,)),
    "entry_explanation.explain": ({WEBMASTER}, lambda _: (2, "TEACHERS")),
    "establishments.block": ({PLATFORM}, lambda _: (1, "Travaux")),
    "establishments.card": ({PLATFORM}, lambda _: (1,)),
    "establishments.every": ({PLATFORM}, lambda _: ()),
    "establishments.modify": ({PLATFORM}, lambda world: (1, form(world.installation, version="1", name="Autre"))),
    "establishments.page": ({PLATFORM}, lambda _: (SAID,)),
    "establishments.unblock": ({PLATFORM}, lambda _: (1,)),
    "families.candidates": ({WEBMASTER}, lambda _: (3, "guardians", "durand")),
    "families.card": ({WEBMASTER}, lambda _: (3,)),
    "guardian_bulk.confirm": ({WEBMASTER}, lambda _: (1, {})),
    "guardian_bulk.preview": ({WEBMASTER}, lambda _: ("guardians.close", EVERYTHING, SAID)),
    "guardian_links.change_status": ({WEBMASTER}, lambda _: (3, 2, "contact")),
    "guardian_links.link": ({WEBMASTER}, lambda _: (3, 2, "legal")),
    "guardian_links.settle": ({WEBMASTER}, lambda _: (2, "Ailleurs")),
    "guardian_links.unlink": ({WEBMASTER}, lambda _: (3, 2)),
    "guardians.page": ({WEBMASTER}, lambda _: (SAID,)),
    "guardians.set_access": ({WEBMASTER}, lambda _: (2, True)),
    "exports.stream": ({PLATFORM}, lambda _: (1,)),
    "figures.accounts": ({WEBMASTER}, lambda _: ()),
    "figures.deposits": ({WEBMASTER}, lambda _: ()),
    "figures.kept": ({WEBMASTER}, lambda _: ()),
    "figures.roles": ({WEBMASTER}, lambda _: ()),
    "figures.sign_ins": ({WEBMASTER}, lambda _: ()),
    "home.card": ({WEBMASTER, STUDENT}, lambda _: ()),
    "jobs.cancel": ({PLATFORM}, lambda _: (1,)),
    "jobs.card": ({PLATFORM}, lambda _: (1,)),
    "jobs.page": ({PLATFORM}, lambda _: (SAID,)),
    "jobs.rows": ({PLATFORM}, lambda _: (1, SAID)),
    "journal.newest": ({WEBMASTER}, lambda _: (5,)),
    "journal.page": ({WEBMASTER}, lambda _: (SAID,)),
    "journal.platform_page": ({PLATFORM}, lambda _: (SAID,)),
    "links.is_dead": ({STRANGER}, lambda _: ("reset", "a link")),
    "mails.card": ({PLATFORM}, lambda _: (1,)),
    "mails.failures": ({PLATFORM}, lambda _: ()),
    "mails.page": ({PLATFORM}, lambda _: (SAID,)),
    "mails.retry": ({PLATFORM}, lambda _: (1,)),
    "own_space.card": ({WEBMASTER, STUDENT}, lambda _: ()),
    "own_sessions.close": ({WEBMASTER, STUDENT}, lambda _: ("0" * 16,)),
    "own_sessions.rows": ({WEBMASTER, STUDENT}, lambda _: ()),
    "password_reset.activate": ({STRANGER}, lambda _: ("a link", PASSWORD)),
    "password_reset.ask": ({STRANGER}, lambda world: (world.azurite.uai, "prof")),
    "password_reset.choose": ({STRANGER}, lambda _: ("a link", PASSWORD)),
    "permission_history.history": ({WEBMASTER}, lambda _: ()),
    "permission_history.reversal": ({WEBMASTER}, lambda _: (1,)),
    "permission_matrix.matrix": ({WEBMASTER}, lambda _: ()),
    "permission_matrix.preview": ({WEBMASTER}, lambda _: ([Change(role=5, row="people.read", wanted=True)],)),
    "permission_matrix.save": ({WEBMASTER}, lambda _: ("0" * 16, [Change(role=5, row="people.read", wanted=True)])),
    "role_deletion.delete_roles": ({WEBMASTER}, lambda _: ([1],)),
    "role_deletion.impact": ({WEBMASTER}, lambda _: ([1],)),
    "roles.advice": ({WEBMASTER}, lambda _: ("EST_CAMPUS",)),
    "roles.card": ({WEBMASTER}, lambda _: ("STUDENT",)),
    "roles.create": ({WEBMASTER}, lambda _: ({"name": "Club", "code": "CLUB", "kind": "other"},)),
    "roles.modify": ({WEBMASTER}, lambda _: ("STUDENT", {"name": "Autre", "kind": "student", "version": "1"})),
    "roles.page": ({WEBMASTER}, lambda _: (SAID,)),
    "services.attach": ({WEBMASTER}, lambda _: (1, 1)),
    "services.candidates": ({WEBMASTER}, lambda _: (1, "durand")),
    "services.create": ({WEBMASTER}, lambda _: ("Intendance",)),
    "services.delete": ({WEBMASTER}, lambda _: (1,)),
    "services.detach": ({WEBMASTER}, lambda _: (1, 1)),
    "services.people": ({WEBMASTER}, lambda _: (1, SAID)),
    "services.rename": ({WEBMASTER}, lambda _: (1, "Autre")),
    "services.rows": ({WEBMASTER}, lambda _: ()),
    "people.page": ({WEBMASTER}, lambda _: (SAID,)),
    "people_bulk.confirm": ({WEBMASTER}, lambda _: (1, {})),
    "people_bulk.offered": ({WEBMASTER}, lambda _: ()),
    "people_bulk.preview": ({WEBMASTER}, lambda _: ("people.block", EVERYTHING, SAID)),
    "people_form.add": ({WEBMASTER}, lambda _: (typed(),)),
    "people_form.modify": ({WEBMASTER}, lambda _: (3, typed(version="1"))),
    "people_import.confirm": ({WEBMASTER}, lambda _: ("0" * 32, "add")),
    "people_import.report": ({WEBMASTER, STUDENT}, lambda _: (1,)),
    "people_import_plan.preview": ({WEBMASTER}, lambda _: ("0" * 32, "add")),
    "people_security.block": ({WEBMASTER}, lambda _: (2,)),
    "people_security.require_change": ({WEBMASTER}, lambda _: (2,)),
    "people_security.send_activation": ({WEBMASTER}, lambda _: (2,)),
    "people_security.sign_out": ({WEBMASTER}, lambda _: (2,)),
    "people_security.unblock": ({WEBMASTER}, lambda _: (2,)),
    "people_ways.ways": ({WEBMASTER}, lambda _: ()),
    "person.card": ({WEBMASTER}, lambda _: (2,)),
    "person.fallback": ({WEBMASTER}, lambda _: ()),
    "person.history": ({WEBMASTER}, lambda _: (2, SAID)),
    "person.roles": ({WEBMASTER}, lambda _: (2,)),
    "person.services": ({WEBMASTER}, lambda _: (2,)),
    "person.sessions": ({WEBMASTER}, lambda _: (2,)),
    "person.sign_ins": ({WEBMASTER}, lambda _: (2, SAID)),
    "people_choices.choices": ({WEBMASTER}, lambda _: ()),
    "person_jobs.cancel": ({WEBMASTER, STUDENT}, lambda _: (1,)),
    "person_jobs.card": ({WEBMASTER, STUDENT}, lambda _: (1,)),
    "person_jobs.page": ({WEBMASTER, STUDENT}, lambda _: (SAID,)),
    "person_jobs.rows": ({WEBMASTER, STUDENT}, lambda _: (1, SAID)),
    "person_jobs.undo": ({WEBMASTER, STUDENT}, lambda _: (1,)),
    "preferences.liking": ({WEBMASTER, STUDENT}, lambda _: ("people",)),
    "preferences.show_columns": ({WEBMASTER, STUDENT}, lambda _: ("people", ["email"])),
    "preferences.show_rows": ({WEBMASTER, STUDENT}, lambda _: ("people", 20)),
    "locker_bulk.confirm": ({WEBMASTER, STUDENT}, lambda _: (1, {})),
    "locker_bulk.offered": ({WEBMASTER, STUDENT}, lambda _: ("received",)),
    "locker_bulk.preview": ({WEBMASTER, STUDENT}, lambda _: ("received.remove", EVERYTHING, SAID)),
    "locker_document.card": ({WEBMASTER, STUDENT}, lambda _: (1,)),
    "locker_trash.page": ({WEBMASTER, STUDENT}, lambda _: (SAID,)),
    "received.catch_up": ({WEBMASTER, STUDENT}, lambda _: ()),
    "received.choices": ({WEBMASTER, STUDENT}, lambda _: (SAID,)),
    "received.page": ({WEBMASTER, STUDENT}, lambda _: (SAID,)),
    "recipients.catch_up": ({WEBMASTER}, lambda _: (1,)),
    "recipients.page": ({WEBMASTER, STUDENT}, lambda _: (1, SAID)),
    "recipients.remind": ({WEBMASTER}, lambda _: (1,)),
    "recipients.to_remind": ({WEBMASTER, STUDENT}, lambda _: (1,)),
    "sent.card": ({WEBMASTER, STUDENT}, lambda _: (1,)),
    "sent.choices": ({WEBMASTER, STUDENT}, lambda _: ()),
    "sent.page": ({WEBMASTER, STUDENT}, lambda _: (SAID,)),
    "sign_in_names.chosen": ({STRANGER}, lambda _: ("1",)),
    "sign_in.enter": ({STRANGER}, lambda world: (world.azurite.uai, "prof", PASSWORD)),
    "sign_in.enter_platform": ({STRANGER}, lambda _: ("alix@casier.test", PASSWORD)),
    "sign_in_names.search": ({STRANGER}, lambda _: ("azurite",)),
    "space_schedule.plan": ({WEBMASTER}, lambda _: ("STAFF", {"opens_at": "2100-01-01T08:00", "closes_at": ""})),
    "space_schedule.schedule": ({WEBMASTER}, lambda _: ("STAFF",)),
    "spaces.base": ({WEBMASTER}, lambda _: ()),
    "spaces.card": ({WEBMASTER}, lambda _: ("STAFF",)),
    "spaces.let_in": ({WEBMASTER}, lambda _: ("STAFF", [11])),
    "spaces.publish": ({WEBMASTER}, lambda _: ("STAFF", False)),
    "spaces.publish_base": ({WEBMASTER}, lambda _: (False,)),
    "spaces.roles": ({WEBMASTER}, lambda _: ("STAFF",)),
    "spaces.rows": ({WEBMASTER}, lambda _: ()),
    "spaces.tally": ({WEBMASTER}, lambda _: ("STAFF",)),
    "statistics.every": ({PLATFORM}, lambda _: (SAID,)),
    "statistics.page": ({PLATFORM}, lambda _: (SAID,)),
    "uploads.announce": ({WEBMASTER}, lambda _: ("a.pdf", 1)),
    "uploads.keep": ({WEBMASTER}, lambda _: ("0" * 32, Arrived("0" * 64, 1, "text/plain"))),
    "uploads.remove": ({WEBMASTER}, lambda _: ("0" * 32,)),
    "uploads.rows": ({WEBMASTER}, lambda _: ()),
    "view_as.begin_as_person": ({WEBMASTER}, lambda _: (2,)),
    "view_as.begin_as_role": ({WEBMASTER}, lambda _: ("STUDENT",)),
    "view_as.end": ({WEBMASTER, STUDENT}, lambda _: ()),
    "visitors.card": ({STRANGER}, lambda _: ("1",)),
    "visitors.choice": ({STRANGER}, lambda _: ("1",)),
    "zones.add": ({PLATFORM}, lambda _: ("Nouvelle",)),
    "zones.choices": ({PLATFORM}, lambda _: ()),
    "zones.delete": ({PLATFORM}, lambda _: (1,)),
    "zones.move": ({PLATFORM}, lambda _: (1, 1)),
    "zones.rename": ({PLATFORM}, lambda _: (1, "Autre")),
    "zones.rows": ({PLATFORM}, lambda _: ()),
}

# Steps of use cases and of work: no handler, route or command calls them; the right was asked for before.
INTERNAL: Final = {
    "arrivals.announce": "how use cases tell people of documents that they bring them",
    "arrivals.recount": "how use cases tell the actor's tabs that something was read",
    "arrivals.opened": "how use cases tell the tabs of the actor and of depositors that something was opened",
    "arrivals.remind": "how use cases remind people of a document",
    "arrivals.withdraw": "how use cases tell everybody's tabs that documents went",
    "audiences.checked": "a step of depositing and of adding recipients",
    "audiences.count": "likewise",
    "audiences.everybody": "how audiences are counted and found",
    "audiences.reach_of": "how use cases say whom choices reach",
    "audiences.recipients": "a step of depositing and of adding recipients",
    "deposits.own": "how use cases find a deposit of the actor's own",
    "reach_clock.expect": "a step of depositing",
    "shredding.drop_unused": "whatever ends versions calls it",
    "shredding.shred": "whatever empties a trash or ends an account calls it",
    "document_upkeep.forget_bytes": "the end of what nothing needs",
    "document_upkeep.purge": "the end of deposits",
    "document_upkeep.release": "the end of versions and uploads",
    "locker_quotas.require_room": "how sending a file is refused",
    "locker_counts.counted": "a step of showing one's own locker",
    "lockers.has_locker": "how use cases ask",
    "lockers.require_locker": "how use cases refuse whoever has none",
    "uploads.claimed": "a step of depositing",
    "uploads.drop": "the end of uploads",
    "email_change.ask": "a step of asking for another address",
    "email_change.waiting": "how one's account shows what waits",
    "email_change.withdraw": "a step of giving the other address up",
    "activation.activate": "how use cases mail a link to choose a first password",
    "activation.invite": "how many are mailed such links at once",
    "activation.announce": "how use cases tell somebody of a new account",
    "families.managed": "how use cases find a person of whom one may say whose guardian they are",
    "headcount.recount": "how use cases keep the platform's number of accounts right",
    "journal.about": "how the history of one thing is read, once the right was asked for",
    "last_administrator.last_among": "how use cases and bulk actions leave somebody who administers",
    "memberships.check": "how use cases refuse roles that the actor may not give or take",
    "open_sessions.connected": "how many people are signed in, where the right was asked for",
    "open_sessions.is_open": "how use cases find the open sessions of a person",
    "open_sessions.listed": "how use cases show the open sessions of a person",
    "person_jobs.seen": "to which jobs the lines of the journal lead",
    "people_form.reachable": "how use cases find a person whom one may touch",
    "people_form.forget_links": "a part of changing an e-mail address, of one or of many",
    "people_import_rows.bring_about": "what a step of an import does",
    "people_ways.require_way": "how use cases ask for the rights of an import",
    "bulk_sets.tell": "how work on many keeps its line of the journal right",
    "establishment_creation.reserve": "a step of creating and of importing",
    "establishment_deletion.close": "the first half of deleting",
    "establishment_deletion.finish": "its second half, also run by recovery",
    "exports.prepare": "what a confirmed bulk action does to a chunk",
    "content.delete": "the end of an account",
    "content.give_to_nobody": "the end of an account",
    "content.owned": "what the end of an account would cost",
    "content.personal": "what goes with an account",
    "content.publish_again": "undoes `unpublish`",
    "content.unpublish": "the end of an account",
    "people.matching": "what the list, and bulk actions on it, mean by a query",
    "people_actions.block_people": "what blocking and cancelling do to a chunk",
    "people_actions.unblock_people": "undoes it",
    "people_bulk.change": "a part of what bulk actions do to a chunk",
    "people_bulk.undoable": "how undoing finds the people that it may touch",
    "people_rows.exclusion": "how bulk actions leave people out",
    "people_rows.is_within_reach": "how use cases find the people one may touch",
    "locker_document.versions": "a part of cards, once it is known that one may see them",
    "locker_trash.matching": "what the trash, and bulk actions on it, mean by a query",
    "received.matching": "what the list, and bulk actions on it, mean by a query",
    "recipients.remind_of": "what reminding does, of one deposit or of many",
    "sent.is_mine": "how use cases find one's own deposits",
    "sent.is_seen_to": "and those that managers see",
    "sent.matching": "what the list, and bulk actions on it, mean by a query",
    "sent.seen_to": "how use cases find one of them",
    "sent.shown": "which of them may be ticked",
    "entry_news.changed": "how use cases have those looked at who are inside",
    "spaces.found": "how use cases find a space",
    "spaces.named": "how the journal names it",
    "powers.givable": "how use cases find the roles one may give",
    "lookup.settled": "how use cases find an establishment",
    "mails.write": "how use cases write a mail",
    "password_reset.sweep": "run by the clock",
    "statistics.compute": "what a confirmed bulk action does to a chunk",
}


def public() -> Iterator[str]:
    """The functions that work on somebody's behalf: those that take a unit of work, or a visit."""
    for found in pkgutil.iter_modules(services.__path__):
        module = import_module(f"app.services.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            parameters = list(inspect.signature(function).parameters.values())
            is_ours = function.__module__ == module.__name__ and not name.startswith("_")
            if is_ours and parameters and parameters[0].annotation in {Scope, PlatformScope, Visit, Unit}:
                yield f"{found.name}.{name}"


@contextmanager
def somebody(world: World, persona: str) -> Generator[Any]:
    """A unit of work of somebody of that sort; the student and the webmaster are of Azurite."""
    if persona == STRANGER:
        yield visit(world.installation)
    elif persona in {PLATFORM, POWERLESS}:
        rights = frozenset(PlatformPermission) if persona == PLATFORM else frozenset[PlatformPermission]()
        actor = PlatformActor(world.admin.id, world.admin.name, "en", permissions=rights)
        with open_platform(world.installation, actor, writes=True) as scope:
            yield scope
    else:
        login = "admin" if persona == WEBMASTER else "eleve"
        with open_establishment(world.installation, world.person(world.azurite, login), writes=True) as scope:
            yield scope


PUBLIC: Final = frozenset(public())  # found by importing every module, which fills `USE_CASES`


def use_case(name: str) -> Callable[..., object]:
    module, _, function = name.partition(".")
    return getattr(import_module(f"app.services.{module}"), function)


def everything(world: World) -> str:
    """A digest of every database, and the name of every file."""
    digest = hashlib.sha256()
    for file in sorted(world.installation.settings.data_dir.rglob("*.db")):
        if file.name != "queue.db" and file.parent.name != "templates":
            with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
                digest.update(database.serialize())
    names = [*world.installation.files.names(1), *world.installation.files.names(2)]
    return digest.hexdigest() + repr(names)


def test_every_use_case_is_in_the_table_and_nothing_else() -> None:
    assert set(USE_CASES) == set(MATRIX)


def test_whatever_works_on_somebodys_behalf_is_a_use_case_or_a_known_step() -> None:
    assert PUBLIC - set(USE_CASES) == set(INTERNAL)


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_who_may_not_is_refused_and_changes_nothing(world: World, name: str) -> None:
    may, said = MATRIX[name]
    arguments = said(world)
    for persona in PERSONAS:
        if persona not in may:
            with somebody(world, persona) as scope:
                before = everything(world)
                with pytest.raises(Forbidden):
                    use_case(name)(scope, *arguments)
            assert everything(world) == before


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_who_may_does_it_or_is_told_why_it_cannot_be_done_now(world: World, name: str) -> None:
    may, said = MATRIX[name]
    arguments = said(world)
    for persona in sorted(may):
        with somebody(world, persona) as scope:
            answer = answered(use_case(name), scope, *arguments)
            assert not isinstance(answer, Forbidden)
            if persona in {WEBMASTER, STUDENT}:
                assert world.cinabre.canary.lower() not in repr(answer).lower()


def answered(asked: Callable[..., object], *said: object) -> object:
    """What a use case gives, or the refusal."""
    try:
        return asked(*said)
    except Refused as refusal:
        return refusal


@pytest.mark.parametrize("name", sorted(name for name, may in MATRIX.items() if PLATFORM in may[0]))
def test_one_right_alone_opens_no_other_door(world: World, name: str) -> None:
    needed = USE_CASES[name]
    others = frozenset(PlatformPermission) - {needed}
    actor = PlatformActor(world.admin.id, world.admin.name, "en", permissions=others)
    arguments = MATRIX[name][1](world)
    with open_platform(world.installation, actor, writes=True) as scope, pytest.raises(Forbidden):
        use_case(name)(scope, *arguments)
