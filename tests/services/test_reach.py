"""Do dynamic audiences reach whoever came later (L4), and nobody else? Against a plain reading of the rule."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, delete, select, update

from app.models.establishment import (
    HOLDERS,
    Attachment,
    Audience,
    AudienceKind,
    Delivery,
    Deposit,
    Document,
    Membership,
    Person,
    PersonState,
    Role,
    Service,
)
from app.models.platform import Establishment
from app.models.types import now
from app.services import deposits, reach, reach_clock, role_deletion, roles, services
from app.services.role_form import RoleForm
from tests.support.asked import counted
from tests.support.depositing import deposited, has_it, joined, whom
from tests.support.schooling import holds, identity, member, read, written
from tests.support.world import World

LATER = whom("everyone", 0, later=True)
Pair = tuple[int, int]


def caught_up(world: World, **only: int) -> int:
    with written(world) as db:
        n = reach.catch_up(db, **only)
        db.commit()
        return n


def test_who_comes_later_gets_it_once(world: World) -> None:
    identity = deposited(world, LATER)
    fixed = deposited(world, whom("everyone", 0), content=b"2")
    colette = joined(world, "colette")
    joined(world, "tiers", "INSPECTOR")
    assert [caught_up(world) for _ in range(2)] == [1, 0]
    assert (has_it(world, identity), has_it(world, fixed)) == ({1, colette}, {1})


def test_one_person_or_one_deposit_can_be_caught_up_alone(world: World) -> None:
    first, second = (deposited(world, LATER, content=c.encode()) for c in "ab")
    colette, benali = joined(world, "colette"), joined(world, "benali")
    assert caught_up(world, person=colette) == 2
    assert has_it(world, first) == has_it(world, second) == {1, colette}
    assert caught_up(world, deposit=second) == 1
    assert (has_it(world, first), has_it(world, second)) == ({1, colette}, {1, colette, benali})


def test_a_student_gets_it_on_becoming_a_teacher_and_not_before(world: World) -> None:
    identity = deposited(world, LATER)
    assert caught_up(world, person=3) == 0
    holds(world, "eleve", "TEACHER")
    assert caught_up(world, person=3) == 1
    assert has_it(world, identity) == {1, 3}


def test_what_was_meant_for_a_deleted_role_or_service_reaches_nobody_by_a_new_one(world: World) -> None:
    ask, colette = member(world), joined(world, "colette")
    ask(roles.create, RoleForm(name="Club", code="CLUB", kind="staff"))
    club, lab = identity(world, "CLUB"), ask(services.create, "Laboratoire")
    joined(world, "benali", "CLUB")
    kept = deposited(world, whom("role", club, later=True), whom("service", lab, later=True))
    assert len(has_it(world, kept)) == 1
    ask(role_deletion.delete_roles, [club])
    ask(services.delete, lab)
    ask(roles.create, RoleForm(name="Atelier", code="ATELIER", kind="staff"))
    holds(world, "colette", "ATELIER")
    ask(services.attach, ask(services.create, "Atelier"), colette)
    assert caught_up(world) == 0
    assert colette not in has_it(world, kept)


def test_whoever_took_it_out_of_their_locker_is_left_alone(world: World) -> None:
    identity = deposited(world, LATER)
    with written(world) as db:
        db.exec(update(Delivery).values(removed_at=now()))
        db.commit()
    assert caught_up(world) == 0
    with read(world) as db:
        assert db.get_one(Delivery, (identity, 1)).removed_at is not None


def test_what_is_in_the_trash_reaches_nobody(world: World) -> None:
    identity = deposited(world, LATER)
    member(world, "prof")(deposits.trash, identity)
    joined(world, "colette")
    assert caught_up(world) == 0


@pytest.mark.parametrize("seed", range(4))
def test_any_school_is_caught_up_as_the_rule_says(world: World, seed: int) -> None:
    lots = random.Random(seed)
    with written(world) as db:
        _populate(db, lots)
        db.commit()
    for _ in range(3):
        with written(world) as db:
            before, expected = set(_there(db)), {*_owed(db)}
            person, deposit = lots.choice([(None, None), (lots.randint(1, 12), None), (None, lots.randint(1, 12))])
            mine = {(d, p) for d, p in expected if person in {None, p} and deposit in {None, d}}
            assert reach.catch_up(db, person=person, deposit=deposit) == len(mine)
            assert set(_there(db)) == before | mine
            _change(db, lots)
            db.commit()


def test_many_deposits_take_one_statement(sqlite_world: World) -> None:
    deposited(sqlite_world, LATER)
    few = counted(lambda: caught_up(sqlite_world))
    for n in range(20):
        deposited(sqlite_world, LATER, content=f"{n}".encode())
    joined(sqlite_world, "colette")
    assert counted(lambda: caught_up(sqlite_world)) == few


def _populate(db: Session, lots: random.Random) -> None:
    """Ten more people, three services, twelve deposits; anything may be so with any of them."""
    roles = [role for role in db.exec(select(Role.id)) if role]
    services = [Service(name=f"S{n}", name_key=f"s{n}") for n in range(3)]
    document = Document(sha256="0" * 64, key="0" * 32, size=1, media_type="text/plain")
    db.add_all([*services, document])
    for n in range(10):
        state = lots.choice([PersonState.ACTIVE, PersonState.PENDING, PersonState.BLOCKED])
        db.add(Person(username=f"p{n}", username_key=f"p{n}", state=state))
    db.flush()
    people = [person or 0 for person in db.exec(select(Person.id))]
    _change(db, lots)
    for n in range(12):
        one = Deposit(
            depositor_id=lots.choice([None, *people]),
            document_id=document.id or 0,
            name=f"{n}",
            size=1,
            trashed_at=lots.choice([None, None, None, now()]),
            withdrawn=lots.choice([None, None, None, 7]),
        )
        db.add(one)
        db.flush()
        refs = {
            AudienceKind.PERSON: people,
            AudienceKind.ROLE: roles,
            AudienceKind.SERVICE: [service.id or 0 for service in services],
            AudienceKind.EVERYONE: [0, 1, 2],
        }
        named = {(kind, lots.choice(refs[kind])) for kind in lots.choices([*refs], k=3)}
        for kind, ref in named:
            is_dynamic = kind is not AudienceKind.PERSON and lots.random() < 0.7
            db.add(Audience(deposit_id=one.id or 0, kind=kind, ref=ref, is_dynamic=is_dynamic))
        for person in lots.sample(people, 3):
            db.add(Delivery(deposit_id=one.id or 0, person_id=person, removed_at=lots.choice([None, now()])))
    db.flush()


def _change(db: Session, lots: random.Random) -> None:
    """Roles, dates and services become others."""
    roles, today = [role or 0 for role in db.exec(select(Role.id))], now().date()
    days = [None, today, today - timedelta(days=1), today + timedelta(days=1)]
    for person in [person or 0 for person in db.exec(select(Person.id).where(col(Person.id) > 3))]:
        db.exec(delete(Membership).where(col(Membership.person_id) == person))
        db.exec(delete(Attachment).where(col(Attachment.person_id) == person))
        for role in lots.sample(roles, 2):
            begins, ends = lots.choice(days), lots.choice(days)
            db.add(Membership(person_id=person, role_id=role, begins_on=begins, ends_on=ends))
        for service in lots.sample([service or 0 for service in db.exec(select(Service.id))], lots.randint(0, 2)):
            db.add(Attachment(service_id=service, person_id=person))
    db.flush()


def _there(db: Session) -> Iterator[Pair]:
    for delivery in db.exec(select(Delivery)):
        yield delivery.deposit_id, delivery.person_id


def _owed(db: Session) -> Iterator[Pair]:
    """The rule as one says it, person by person."""
    there, today = set(_there(db)), now().date()
    for audience in db.exec(select(Audience).where(col(Audience.is_dynamic))):
        one = db.get_one(Deposit, audience.deposit_id)
        if one.trashed_at is None and one.withdrawn is None:
            for person in db.exec(select(Person)):
                pair = one.id or 0, person.id or 0
                is_other = person.id != one.depositor_id
                if is_other and pair not in there and _holds(db, person, today) and _is_in(db, person, audience, today):
                    yield pair


def _kinds(db: Session, person: Person, day: date) -> list[tuple[int, str]]:
    mine = db.exec(select(Membership).where(col(Membership.person_id) == person.id))
    held = [membership.role_id for membership in mine if membership.is_current(day)]
    return [(role, db.get_one(Role, role).kind) for role in held]


def _holds(db: Session, person: Person, day: date) -> bool:
    return person.state is not PersonState.BLOCKED and any(kind in HOLDERS for _, kind in _kinds(db, person, day))


def _is_in(db: Session, person: Person, audience: Audience, day: date) -> bool:
    held = _kinds(db, person, day)
    if audience.kind is AudienceKind.ROLE:
        return any(role == audience.ref for role, _ in held)
    if audience.kind is AudienceKind.SERVICE:
        return db.get(Attachment, (audience.ref, person.id)) is not None
    return audience.ref == 0 or any(kind == HOLDERS[audience.ref - 1] for _, kind in held)


def test_the_clock_catches_up_and_has_newcomers_told(world: World) -> None:
    identity = deposited(world, LATER)
    with written(world) as db:
        db.exec(update(Deposit).values(mails_due=None))
        db.commit()
    place, installation = world.azurite.place, world.installation
    assert reach_clock.see_to(installation, place) is not None
    with read(world) as db:
        assert db.get_one(Deposit, identity).mails_due is None  # nobody came
    colette = joined(world, "colette")
    reach_clock.see_to(installation, place)
    assert has_it(world, identity) == {1, colette}
    with read(world) as db:
        assert db.get_one(Deposit, identity).mails_due is not None
    home = world.row(Establishment, world.azurite.number)
    assert home is not None
    assert home.due is not None
    member(world, "prof")(deposits.trash, identity)
    assert reach_clock.see_to(installation, place) is None
