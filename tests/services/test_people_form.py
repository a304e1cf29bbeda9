"""Are people added and modified without anybody getting more than they may (P3, P4, P5, P7)?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.models.establishment import Attachment, PersonState, Service
from app.models.platform import Establishment, Mail, ResetLink
from app.models.platform.sessions import Ending, Purpose, Session
from app.models.types import now
from app.services import people_form, person, sessions, sign_in
from app.services.errors import Conflict, Forbidden, NotFound, Refused, SignedOut
from app.services.permissions import Permission
from tests.support import hands
from tests.support.hands import Hand, deeds, empower, memberships, role, typed
from tests.support.world import PASSWORD, World, newest_mail, visit

SECOND = "Un-autre-cheval-43"
EDIT = (Permission.PEOPLE_READ, Permission.PEOPLE_ADD, Permission.PEOPLE_EDIT)


def opened(world: World, login: str, **changes: str) -> dict[str, str]:
    """The form of somebody as the page fills it now, but for the changes."""
    admin, there = Hand(world), hands.person(world, login)
    card = admin(person.card, there.id or 0)
    form = {name: str(card[name]) for name in ("last_name", "first_name", "email", "username", "language", "primary")}
    form["version"] = str(card["version"])
    form["last_name"] = form["last_name"] or "Admin"
    return {**form, **changes}


def identity(world: World, username: str) -> int:
    return hands.person(world, username).id or 0


def test_who_is_added_signs_in_with_the_password(world: World) -> None:
    made = Hand(world)(people_form.add, typed(must_change="on"))
    there = hands.person(world, "anne-marie.le-goff")
    assert (there.id, there.state, there.must_change) == (made, PersonState.ACTIVE, True)
    assert [*memberships(world, there.username)] == ["STUDENT"]
    assert sign_in.enter(visit(world.installation), world.azurite.uai, "AM.LEGOFF@azurite.test", PASSWORD)
    home = world.row(Establishment, 1)
    assert home
    assert home.people == 4
    line = deeds(world)[-1]
    assert (line.action, line.subject, line.actor) == ("people.added", str(made), "admin")
    assert PASSWORD not in repr(line.after)


def test_a_username_is_proposed_that_nobody_has(world: World) -> None:
    admin = Hand(world)
    for at in "abc":
        admin(people_form.add, typed(email=f"{at}@azurite.test", first_name="Éloïse", last_name="Œil d'Or"))
    assert {"eloise.oeil-d-or", "eloise.oeil-d-or2", "eloise.oeil-d-or3"} <= world.people(world.azurite).keys()


def test_an_activation_link_is_mailed_with_the_account(world: World) -> None:
    made = Hand(world)(people_form.add, typed(entry="link", password=""))
    links = [link for link in world.rows(ResetLink) if link.purpose is Purpose.ACTIVATE]
    assert [(link.establishment, link.person_id) for link in links] == [(1, made)]
    assert timedelta(days=13) < links[0].expires_at - now() <= timedelta(days=14)
    mail = newest_mail(world)
    assert mail.recipient == "am.legoff@azurite.test"
    assert "/activate/" in mail.text
    assert "anne-marie.le-goff" in mail.text
    assert hands.person(world, "anne-marie.le-goff").state is PersonState.PENDING


def test_who_is_told_of_the_account_is_told_no_password(world: World) -> None:
    Hand(world)(people_form.add, typed(notify="on"))
    mail = newest_mail(world)
    assert f"/sign-in?e={world.azurite.uai}" in mail.text
    assert PASSWORD not in mail.text


def test_nothing_is_mailed_about_an_account_that_is_refused(world: World) -> None:
    before = len(world.rows(Mail))
    assert Hand(world).faults(people_form.add, typed(entry="link", email=""))["email"].startswith("Without an e-mail")
    Hand(world).faults(people_form.add, typed(entry="link", username="prof"))
    assert len(world.rows(Mail)) == before


@pytest.mark.parametrize("username", ["PROF", "prôf", " Prof "])
def test_a_username_is_taken_whatever_its_case_and_accents(world: World, username: str) -> None:
    faults = Hand(world).faults(people_form.add, typed(username=username))
    assert faults == {"username": "This username is already the one of Dominique-Azurite Durand-Azurite."}


def test_an_address_is_taken_whatever_its_case(world: World) -> None:
    admin = Hand(world)
    assert "email" in admin.faults(people_form.add, typed(email="Prof@Azurite.TEST"))
    form = opened(world, "eleve", email="PROF@azurite.test")
    assert "email" in admin.faults(people_form.modify, identity(world, "eleve"), form)
    assert admin(people_form.add, typed(email="prof@cinabre.test")), "another school's is free"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("last_name", ""), ("last_name", "x" * 10_000), ("last_name", "a\nb"), ("first_name", "x" * 101),
        ("email", "a@b.test\nBcc: c@d.test"), ("email", "x" * 10_000 + "@b.test"), ("email", "a@b"),
        ("username", "x" * 10_000), ("username", "a b"), ("username", "prof@azurite.test"), ("username", "a\u202eb"),
        ("password", ""), ("password", "short"), ("password", "x" * 10_000), ("password", "am.legoff@azurite.test"),
        ("primary", "999"), ("primary", "x"), ("primary", "9" * 40),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_by_its_field(sqlite_world: World, field: str, value: str) -> None:
    assert [*Hand(sqlite_world).faults(people_form.add, typed(**{field: value}))] == [field]
    assert len(sqlite_world.people(sqlite_world.azurite)) == 3


def test_everything_wrong_is_said_at_once(sqlite_world: World) -> None:
    wrong = typed(last_name="", email="x", username="a b", password="short", primary="0", role_999="on", service_9="on")
    faults = Hand(sqlite_world).faults(people_form.add, wrong)
    assert {*faults} == {"last_name", "email", "username", "password", "primary", "roles", "services"}


def test_everything_is_modified(world: World) -> None:
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        service = Service(name="CDI", name_key="cdi")
        db.add(service)
        db.commit()
    form = opened(
        world, "eleve", last_name="Zola", first_name="Émile", email="E.Zola@azurite.test", username="ezola",
        language="en", primary=str(role(world, "ALUMNUS")), **{f"service_{service.id}": "on"},
    )  # fmt: skip
    Hand(world)(people_form.modify, identity(world, "eleve"), form)
    there = hands.person(world, "ezola")
    assert (there.full_name, there.email, there.language) == ("Émile Zola", "e.zola@azurite.test", "en")
    assert (there.version, there.changed_by, there.name_key) == (2, "admin", "zola emile")
    assert {code: m.is_primary for code, m in memberships(world, "ezola").items()} == {"ALUMNUS": True}
    with world.installation.databases.session(world.azurite.place, writes=False) as db:
        assert len(db.exec(select(Attachment).where(col(Attachment.person_id) == there.id)).all()) == 1
    line = deeds(world)[-1]
    assert line.action == "people.modified"
    assert (line.before["roles"], line.after["roles"]) == ("Élève", "Ancien élève")
    assert line.after["services"] == "CDI"


def test_saving_what_is_there_writes_nothing(world: World) -> None:
    before = len(deeds(world))
    Hand(world)(people_form.modify, identity(world, "eleve"), opened(world, "eleve"))
    assert len(deeds(world)) == before
    assert hands.person(world, "eleve").version == 1


def test_whoever_saves_second_is_told_by_whom_and_when(world: World) -> None:
    first, second = opened(world, "eleve", last_name="Zola"), opened(world, "eleve", last_name="Hugo")
    admin, eleve = Hand(world), identity(world, "eleve")
    admin(people_form.modify, eleve, first)
    refusal = admin.refusal(people_form.modify, eleve, second)
    assert isinstance(refusal, Conflict)
    assert refusal.message.text("en").startswith("admin changed this person 0 minutes ago.")
    assert hands.person(world, "eleve").last_name == "Zola"


def test_of_two_who_save_at_once_one_alone_does(world: World) -> None:
    forms = [opened(world, "eleve", last_name=name) for name in ("Zola", "Hugo")]
    admin, eleve = Hand(world), identity(world, "eleve")

    def save(form: dict[str, str]) -> bool:
        try:
            admin(people_form.modify, eleve, form)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(save, forms)) == [False, True]


def test_of_two_who_add_the_same_username_at_once_one_is_refused(world: World) -> None:
    admin = Hand(world)

    def add(at: str) -> bool:
        try:
            admin(people_form.add, typed(username="jumeau", email=f"{at}@azurite.test"))
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, "ab")) == [False, True]
    home = world.row(Establishment, 1)
    assert home
    assert home.people == 4


def test_a_password_given_ends_what_the_former_one_opened(world: World) -> None:
    inside = world.signed_in(world.azurite, "eleve")
    Hand(world)(people_form.modify, identity(world, "eleve"), opened(world, "eleve", password=SECOND, must_change="on"))
    with pytest.raises(SignedOut) as out:
        sessions.actor(world.installation, inside)
    assert out.value.why == Ending.PASSWORD
    assert sign_in.enter(visit(world.installation), world.azurite.uai, "eleve", SECOND)
    assert hands.person(world, "eleve").must_change
    assert hands.person(world, "eleve").version == 2
    assert "people.password_set" in [line.action for line in deeds(world)]


def test_a_password_given_is_checked_and_ends_nothing_when_refused(world: World) -> None:
    inside, admin = world.signed_in(world.azurite, "eleve"), Hand(world)
    for wrong in ("short", "Eleve@azurite.test"):
        form = opened(world, "eleve", password=wrong)
        assert [*admin.faults(people_form.modify, identity(world, "eleve"), form)] == ["password"]
    assert sessions.actor(world.installation, inside)


def test_ones_own_password_is_not_changed_here(world: World) -> None:
    form = opened(world, "admin", password=SECOND)
    assert [*Hand(world).faults(people_form.modify, identity(world, "admin"), form)] == ["password"]


def test_who_is_out_of_reach_is_as_if_absent(world: World) -> None:
    empower(world, "TEACHER", *EDIT, manages=("STUDENT",))
    prof = Hand(world, "prof")
    assert isinstance(prof.refusal(people_form.modify, 1, opened(world, "admin")), NotFound)
    assert isinstance(prof.refusal(people_form.modify, 999, opened(world, "admin")), NotFound)
    prof(people_form.modify, identity(world, "eleve"), opened(world, "eleve", last_name="Zola"))
    assert hands.person(world, "eleve").last_name == "Zola"


def test_another_schools_people_read_as_absent(world: World) -> None:
    Hand(world, school=world.cinabre)(people_form.add, typed())
    admin = Hand(world)
    with pytest.raises(NotFound):
        admin(person.card, 4)
    assert isinstance(admin.refusal(people_form.modify, 4, opened(world, "eleve")), NotFound)


def test_without_the_right_nothing_is_done(world: World) -> None:
    pupil = Hand(world, "eleve")
    assert isinstance(pupil.refusal(people_form.add, typed()), Forbidden)
    assert isinstance(pupil.refusal(people_form.modify, 3, typed()), Forbidden)


def test_nobody_gives_a_role_that_brings_what_they_lack(world: World) -> None:
    empower(world, "TEACHER", *EDIT, manages=("STUDENT", "EDITOR", "TEACHER"))
    empower(world, "EDITOR", Permission.ROLES_MANAGE)
    prof, editor = Hand(world, "prof"), f"role_{role(world, 'EDITOR')}"
    for code in ("WEBMASTER", "GUARDIAN", "EDITOR", "AUTHENTICATED", "ANONYMOUS"):
        assert [*prof.faults(people_form.add, typed(primary=str(role(world, code))))] == ["primary"]
    assert [*prof.faults(people_form.add, typed(**{editor: "on"}))] == [editor]
    form = opened(world, "eleve", **{editor: "on"})
    assert [*prof.faults(people_form.modify, identity(world, "eleve"), form)] == [editor]
    assert prof(people_form.add, typed(primary=str(role(world, "STUDENT"))))


def test_nobody_makes_themselves_an_administrator(world: World) -> None:
    empower(world, "TEACHER", *EDIT, manages=("STUDENT", "TEACHER"))
    prof, webmaster = Hand(world, "prof"), f"role_{role(world, 'WEBMASTER')}"
    form = opened(world, "prof", **{webmaster: "on"})
    assert [*prof.faults(people_form.modify, identity(world, "prof"), form)] == [webmaster]
    prof(people_form.modify, identity(world, "prof"), opened(world, "prof", first_name="Alix"))
    assert hands.person(world, "prof").first_name == "Alix"


def test_the_session_table_is_untouched_by_an_edit(world: World) -> None:
    inside = world.signed_in(world.azurite, "eleve")
    Hand(world)(people_form.modify, identity(world, "eleve"), opened(world, "eleve", last_name="Zola"))
    there = world.row(Session, inside)
    assert there
    assert there.ended is None
