"""Is the demonstration what the contract says, the same for the same seed, and all there or not at all?"""

import hashlib
import random
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlmodel import Session, col, func, select

from app.models.establishment import (
    ENTERING,
    Announcement,
    AnnouncementReading,
    AnnouncementSpace,
    Attachment,
    Delivery,
    Document,
    GuardianLink,
    GuardianStatus,
    Journal,
    Membership,
    Person,
    PersonState,
    Role,
    Service,
    SignIn,
    SpaceCode,
)
from app.models.jobs import JobState
from app.models.platform import (
    Establishment,
    EstablishmentState,
    Job,
    Mail,
    PlatformAdmin,
    PlatformJournal,
    Statistic,
    Zone,
)
from app.models.types import folded, now
from app.models.uai import is_uai
from app.services import demo, passwords, recovery, sessions, sign_in, visitors
from app.services.demo_people import ACCOUNTS
from app.services.demo_schools import schools
from app.services.errors import Refused
from app.services.media_types import media_type
from app.services.scope import PersonActor, PlatformActor
from app.services.validation import is_email
from app.storage import provisioning
from app.storage.installation import Installation
from tests.support import installations
from tests.support.postgresql import Server
from tests.support.world import administrator, visit


@pytest.fixture
def installation(installation: Installation) -> Installation:
    recovery.register(installation)
    return installation


@pytest.fixture
def sqlite_installation(sqlite_installation: Installation) -> Installation:
    recovery.register(sqlite_installation)
    return sqlite_installation


@pytest.fixture
def another(prepared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A second one."""
    folder = tmp_path_factory.mktemp("another")
    installations.copied(prepared_folder, folder)
    with installations.opened(installations.settings(folder)) as opened:
        recovery.register(opened)
        yield opened


def homes(installation: Installation) -> list[Establishment]:
    with installation.databases.platform_session(writes=False) as db:
        return list(db.exec(select(Establishment).order_by(col(Establishment.number))))


def inside(installation: Installation, number: int) -> Session:
    return installation.databases.session(homes(installation)[number - 1], writes=False)


def facts(installation: Installation) -> list[Any]:
    """Everything of the schools that a person could see."""
    shown: list[Any] = [(h.number, h.uai, h.name, h.locality, h.people, h.created_at) for h in homes(installation)]
    for home in homes(installation):
        with installation.databases.session(home, writes=False) as db:
            people = db.exec(select(Person).order_by(col(Person.id)))
            shown += [person.model_dump(exclude={"password_hash"}) for person in people]
            held = db.exec(select(Membership).order_by(col(Membership.person_id), col(Membership.role_id)))
            shown += [membership.model_dump() for membership in held]
            for table in (Service, Attachment, SignIn, Journal, Announcement, AnnouncementReading, GuardianLink):
                shown += [row.model_dump() for row in db.exec(select(table).order_by(*inspect(table).primary_key))]
    return shown


@pytest.fixture
def loaded(installation: Installation) -> Installation:
    demo.load(installation, 2, 40, 7)
    return installation


@pytest.fixture(scope="module")
def on_sqlite(prepared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("demonstration")
    installations.copied(prepared_folder, folder)
    with installations.opened(installations.settings(folder)) as opened:
        recovery.register(opened)
        demo.load(opened, 2, 40, 7)
        yield opened


@pytest.fixture(scope="module")
def on_postgresql(
    postgres: Server, prepared_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("demonstration")
    with (
        postgres.database(prepared_database) as name,
        installations.opened(installations.settings(folder, database_url=postgres.url(name))) as opened,
    ):
        recovery.register(opened)
        demo.load(opened, 2, 40, 7)
        yield opened


@pytest.fixture
def shown(engine_kind: str, request: pytest.FixtureRequest) -> Installation:
    """The same for all tests that only look."""
    return request.getfixturevalue(f"on_{engine_kind}")


@pytest.fixture(scope="module")
def school(prepared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One of 3,000 people, likewise."""
    folder = tmp_path_factory.mktemp("school")
    installations.copied(prepared_folder, folder)
    with installations.opened(installations.settings(folder)) as opened:
        recovery.register(opened)
        demo.load(opened, 1, 3000, 1)
        yield opened


def test_the_known_accounts_sign_in_with_the_known_password(loaded: Installation) -> None:
    entered = sign_in.enter_platform(visit(loaded), demo.ADMIN, demo.PASSWORD)
    assert isinstance(sessions.actor(loaded, sessions.hash_of(entered.token)), PlatformActor)
    for home in homes(loaded):
        for username, role in ACCOUNTS.items():
            entered = sign_in.enter(visit(loaded), home.uai or "", username, demo.PASSWORD)
            actor = sessions.actor(loaded, sessions.hash_of(entered.token))
            assert isinstance(actor, PersonActor)
            assert actor.roles == (role,)


def test_the_password_obeys_the_policy() -> None:
    assert passwords.fault(demo.PASSWORD) is None


def test_every_establishment_has_as_many_people_as_were_asked_for(shown: Installation) -> None:
    for home in homes(shown):
        with shown.databases.session(home, writes=False) as db:
            assert db.exec(select(func.count()).select_from(Person)).one() == home.people == 40
            primary = select(func.count()).select_from(Membership).where(col(Membership.is_primary).is_(True))
            assert db.exec(primary).one() == 40


def test_the_known_accounts_are_there_whatever_was_asked_for(installation: Installation) -> None:
    demo.load(installation, 1, 0, 1)
    assert homes(installation)[0].people == len(ACCOUNTS)


def test_people_can_be_added_afterwards(loaded: Installation) -> None:
    with loaded.databases.session(homes(loaded)[0], writes=True) as db:
        person = Person(username="nouveau", username_key="nouveau")
        db.add(person)
        db.commit()
    assert person.id == 41


def test_keys_are_those_that_the_form_would_write(shown: Installation) -> None:
    with inside(shown, 1) as db:
        for person in db.exec(select(Person)).all():
            before = (person.username_key, person.email, person.search)
            person.describe()
            assert (person.username_key, person.email, person.search) == before
            assert person.name_key == f"{folded(person.last_name)} {folded(person.first_name)}"
            assert is_email(person.email or "")


def test_nobody_was_seen_before_they_were_made_nor_in_the_future(school: Installation) -> None:
    with inside(school, 1) as db:
        people = db.exec(select(Person)).all()
    assert all(person.created_at <= (person.last_access or now()) <= now() for person in people)


def test_a_crowd_is_mixed_as_a_school_is(school: Installation) -> None:
    with inside(school, 1) as db:
        people = db.exec(select(Person)).all()
        held = select(Role.code, func.count()).join(Membership).where(col(Membership.is_primary).is_(True))
        roles = dict(db.exec(held.group_by(col(Role.code))).all())
    states = Counter(person.state for person in people)
    assert states[PersonState.ACTIVE] > 2400
    assert min(states[PersonState.PENDING], states[PersonState.BLOCKED]) > 30
    assert roles["STUDENT"] > roles["GUARDIAN"] > roles["TEACHER"] > roles["STAFF"] > 0
    assert all((person.password_hash is None) is (person.state is PersonState.PENDING) for person in people)
    assert any(person.state is PersonState.ACTIVE and person.last_access is None for person in people)


def test_the_same_seed_gives_the_same(sqlite_installation: Installation, another: Installation) -> None:
    for installation in (sqlite_installation, another):
        random.seed()
        demo.load(installation, 3, 50, 11)
    assert facts(sqlite_installation) == facts(another)


def test_another_seed_gives_others(sqlite_installation: Installation, another: Installation) -> None:
    demo.load(sqlite_installation, 1, 6, 1)
    demo.load(another, 1, 6, 2)
    assert facts(sqlite_installation) != facts(another)


def test_more_schools_begin_with_the_same_ones() -> None:
    assert list(islice(schools(3), 5)) == list(islice(schools(3), 50))[:5]


def test_five_thousand_schools_have_right_uais_of_their_own() -> None:
    many = list(islice(schools(1), 5000))
    assert all(is_uai(school.uai) and is_email(f"contact@{school.domain}") for school in many)
    assert len({school.uai for school in many}) == 5000
    assert len({school.zone for school in many}) == 30


def test_it_is_written_in_the_journal(shown: Installation) -> None:
    with shown.databases.platform_session(writes=False) as db:
        actions = Counter(db.exec(select(PlatformJournal.action)))
    assert actions == {"establishments.created": 2, "admins.created": 1, "establishments.written_to": 1}


def test_no_page_of_the_platform_is_empty(shown: Installation) -> None:
    with shown.databases.platform_session(writes=False) as db:
        assert sorted(db.exec(select(Statistic.people))) == [40, 40]
        assert {job.state for job in db.exec(select(Job))} == {JobState.DONE}
        assert [mail.recipient for mail in db.exec(select(Mail))] == [homes(shown)[0].contact_email]


@pytest.mark.parametrize("what", ["an administrator", "an establishment"])
def test_an_installation_that_is_not_empty_is_refused_and_stays_as_it_is(installation: Installation, what: str) -> None:
    if what == "an administrator":
        administrator(installation, "alix@casier.test")
    else:
        demo.load(installation, 1, 6, 1)
    before = facts(installation)
    with pytest.raises(Refused):
        demo.load(installation, 3, 6, 2)
    assert facts(installation) == before


@pytest.mark.parametrize("so_far", [6, 12])
def test_an_interruption_leaves_nothing(installation: Installation, so_far: int) -> None:
    def interrupt(people: int) -> None:
        if people == so_far:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.load(installation, 2, 6, 1, interrupt)
    assert homes(installation) == []
    assert provisioning.present(installation.databases) == set()
    assert demo.is_empty(installation)
    demo.load(installation, 2, 6, 1)
    assert len(homes(installation)) == 2


def test_what_a_dead_process_left_is_undone_first(installation: Installation) -> None:
    """As after a `kill -9`: a row half made, its database, and an owner that no longer lives."""
    demo.load(installation, 1, 6, 1)
    with installation.databases.platform_session(writes=True) as db:
        home = db.exec(select(Establishment)).one()
        home.state, home.owner = EstablishmentState.CREATING, "0" * 16
        db.delete(db.exec(select(PlatformAdmin)).one())
        db.commit()
    demo.load(installation, 2, 6, 2)
    assert [home.state for home in homes(installation)] == [EstablishmentState.ACTIVE] * 2


def test_every_school_is_in_a_zone_that_has_it(shown: Installation) -> None:
    with shown.databases.platform_session(writes=False) as db:
        there = {zone.id for zone in db.exec(select(Zone))}
    assert {home.zone_id for home in homes(shown)} <= there


def test_it_is_recognised_until_its_password_changes(loaded: Installation) -> None:
    assert demo.is_there(loaded)
    with loaded.databases.platform_session(writes=True) as db:
        db.exec(select(PlatformAdmin)).one().password_hash = passwords.hashed("Un-autre-mot-7", 4)
        db.commit()
    assert not demo.is_there(loaded)


def test_people_come_from_feeds_and_some_must_choose_a_new_password(school: Installation) -> None:
    with inside(school, 1) as db:
        people = db.exec(select(Person)).all()
        held = select(Role.code, Person.data_source).select_from(Person).join(Membership).join(Role)
        sources = set(db.exec(held.where(col(Membership.is_primary).is_(True)).distinct()))
        terms = db.exec(select(Membership).where(col(Membership.begins_on).is_not(None))).all()
    assert {source for role, source in sources if role in {"STUDENT", "GUARDIAN"}} == {"SIECLE"}
    assert {source for role, source in sources if role == "TEACHER"} == {"STS"}
    assert {source for role, source in sources if role == "STAFF"} == {None}
    must = [person for person in people if person.must_change]
    assert 30 < len(must) < 300
    assert {person.state for person in must} == {PersonState.ACTIVE}
    assert not {person.username for person in must} & {*ACCOUNTS}
    assert terms
    assert all(
        not term.is_primary and term.begins_on and term.begins_on <= (term.ends_on or now().date()) for term in terms
    )


def test_every_service_has_people_of_the_staff(shown: Installation) -> None:
    for home in homes(shown):
        with shown.databases.session(home, writes=False) as db:
            attached = select(Service.name, func.count(col(Attachment.person_id))).join(Attachment, isouter=True)
            counts = dict(db.exec(attached.group_by(col(Service.name))).all())
            held = (
                select(Role.code)
                .join(Membership)
                .join(Attachment, col(Attachment.person_id) == col(Membership.person_id))
            )
            roles = set(db.exec(held.where(col(Membership.is_primary).is_(True))))
        assert {"Direction", "Vie scolaire", "Administration", "CDI", "Communication", "Infirmerie"} <= {*counts}
        assert min(counts.values()) > 1
        assert not roles & {"STUDENT", "GUARDIAN", "ALUMNUS", "INSPECTOR"}


def test_the_known_accounts_have_a_past(shown: Installation) -> None:
    with inside(shown, 2) as db:
        for username in ACCOUNTS:
            person = db.exec(select(Person).where(col(Person.username) == username)).one()
            came = db.exec(select(SignIn).where(col(SignIn.person_id) == person.id).order_by(col(SignIn.id))).all()
            assert len(came) > 5
            assert [visit.at for visit in came] == sorted(visit.at for visit in came)
            assert came[-1].at == person.last_access
        own = {"people.modified", "people.password_chosen"}
        assert own | {"categories.created", "locker.deposited", "announcements.created"} == set(
            db.exec(select(Journal.action))
        )


def test_services_can_be_added_afterwards(loaded: Installation) -> None:
    with loaded.databases.session(homes(loaded)[0], writes=True) as db:
        service = Service(name="Sport", name_key="sport")
        db.add(service)
        db.commit()
    assert service.id


def test_each_sort_of_space_has_an_announcement_that_the_known_accounts_have_not_read(shown: Installation) -> None:
    for home in homes(shown):
        with shown.databases.session(home, writes=False) as db:
            told = {*db.exec(select(AnnouncementSpace.space))}
            readings = db.exec(select(AnnouncementReading)).all()
        assert told >= {SpaceCode.GUARDIANS, SpaceCode.STUDENTS, SpaceCode.TEACHERS, SpaceCode.STAFF}
        assert readings
        assert min(reading.person_id for reading in readings) > len(ACCOUNTS)
        seen = visitors.card(visit(shown), str(home.number))
        assert seen is not None
        assert [each["title"] for each in seen["announcements"]] == ["Journée portes ouvertes"]


def test_the_lockers_of_the_known_accounts_have_documents(shown: Installation) -> None:
    for home in homes(shown):
        with shown.databases.session(home, writes=False) as db:
            theirs = select(func.count()).select_from(Delivery)
            for person in (1, 2, 3):
                assert db.exec(theirs.where(Delivery.person_id == person)).one() >= 2
                assert db.exec(theirs.where(Delivery.person_id == person, Delivery.seen == 0)).one() >= 1
            for document in db.exec(select(Document)):
                content = b"".join(shown.files.chunks(f"{home.number}/{document.key}"))
                assert (len(content), hashlib.sha256(content).hexdigest()) == (document.size, document.sha256)
                assert document.media_type == media_type(content)


def test_students_have_guardians_as_they_do_in_a_school(school: Installation) -> None:
    with inside(school, 1) as db:
        links = db.exec(select(GuardianLink)).all()
        people = {person.id or 0: person for person in db.exec(select(Person))}
        first = select(Membership.person_id, Role.code).join(Role).where(col(Membership.is_primary).is_(True))
        roles = dict(db.exec(first).all())
    assert {(roles[link.student_id], roles[link.guardian_id]) for link in links} == {("STUDENT", "GUARDIAN")}
    guardians_of = Counter(link.student_id for link in links)
    assert guardians_of.keys() == {person for person, role in roles.items() if role == "STUDENT"}
    assert Counter(guardians_of.values()).most_common(1)[0][0] == 2
    assert {1, 2, 3} == {*guardians_of.values()}
    kinds = Counter(link.status for link in links)
    assert kinds[GuardianStatus.LEGAL] > kinds[GuardianStatus.CONTACT] > 0 < kinds[GuardianStatus.IN_CHARGE]
    usual = Counter((link.has_access is (link.status in ENTERING)) for link in links)
    assert usual[True] > 20 * usual[False] > 0
    homes = Counter(people[one].household for one in people if roles[one or 0] == "GUARDIAN")
    assert {1, 2} == {*homes.values()}
    assert not any(people[one].household for one in people if roles[one or 0] != "GUARDIAN")


def test_the_known_guardian_is_responsible_for_the_known_student_and_another(school: Installation) -> None:
    with inside(school, 1) as db:
        there = {person.username: person.id for person in db.exec(select(Person))}
        links = db.exec(select(GuardianLink).where(GuardianLink.guardian_id == there["parent"])).all()
    assert there["eleve"] in {link.student_id for link in links}
    assert len(links) > 1
    mine = next(link for link in links if link.student_id == there["eleve"])
    assert (mine.status, mine.has_access) == (GuardianStatus.LEGAL, True)


def test_thousands_of_people_are_made_a_second(sqlite_installation: Installation) -> None:
    """Three schools of 100,000 within a minute: 5,000 a second. Of processor time, twice as long on a busy machine."""
    begun = time.process_time()
    demo.load(sqlite_installation, 1, 10_000, 1)
    assert time.process_time() - begun < 4
