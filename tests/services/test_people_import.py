"""Do the people of a file become people of the school once, each line accounted for, none more than they may (F1)?"""

import os
import time
from datetime import date
from itertools import islice
from typing import Any

import pytest
from sqlmodel import col, select, update

from app.models.establishment import Attachment, Job, JobRow, Membership, Person, PersonState, Role, Service
from app.models.platform import Establishment, ResetLink
from app.models.types import folded
from app.services import (
    job_runs,
    people_form,
    people_import,
    people_import_plan,
    person,
    person_jobs,
    recovery,
    staging,
)
from app.services import services as departments
from app.services.errors import Forbidden, NotFound
from app.services.listing import Query
from app.services.people_import_plan import Preview
from app.services.permissions import Permission
from tests.support import hands
from tests.support.crashes import crash_before
from tests.support.hands import Hand, deeds, empower, memberships, role, typed
from tests.support.imports import HEADINGS, became, first_step, imported, previewed, speaking, staged, uploaded
from tests.support.world import World

LE_GOFF = "Le Goff;Anne-Marie;am@azurite.test;am.legoff;TEACHER;EDITOR, Validateur;CDI;en"
RIGHTS = (Permission.PEOPLE_READ, Permission.PEOPLE_ADD, Permission.PEOPLE_EDIT)
OF_STUDENTS = ("STUDENT", "ALUMNUS")
COUNTS = ("added", "updated", "unchanged", "there", "unknown", "namesake", "refused_total")


@pytest.fixture
def admin(world: World) -> Hand:
    hand = speaking(world)
    hand(departments.create, "CDI")
    return hand


def delegate(world: World, *rights: Permission, manages: tuple[str, ...] = OF_STUDENTS) -> Hand:
    """The teacher, who may do some things to the accounts of some roles."""
    empower(world, "TEACHER", *(rights or RIGHTS), manages=manages)
    return speaking(world, "prof")


def counts(preview: Preview) -> dict[str, int]:
    return {name: preview[name] for name in COUNTS if preview[name]}


def everything(world: World) -> dict[str, list[Any]]:
    """All that an import could change."""
    with world.installation.databases.session(world.azurite.place, writes=False) as db:
        return {
            table.__name__: sorted(repr(row.model_dump()) for row in db.exec(select(table)))
            for table in (Person, Membership, Attachment, Service, Role)
        }


def attached(world: World, username: str) -> set[str]:
    with world.installation.databases.session(world.azurite.place, writes=False) as db:
        whose = select(Service.name).join(Attachment).join(Person).where(col(Person.username) == username)
        return set(db.exec(whose))


def new(number: int) -> str:
    return f"Nouveau;Élève {number};e{number}@azurite.test;;;;;"


def test_people_are_added_with_all_that_the_file_says(admin: Hand, world: World) -> None:
    job = imported(admin, LE_GOFF, "Œil d'Or;Éloïse;;;;;;")
    assert (job["state"], job["done"], job["refused"], job["excluded"]) == ("done", 2, 0, 0)
    there = hands.person(world, "am.legoff")
    assert (there.full_name, there.email, there.language) == ("Anne-Marie Le Goff", "am@azurite.test", "en")
    assert (there.state, there.password_hash, there.data_source) == (PersonState.PENDING, None, "CSV")
    held = memberships(world, "am.legoff")
    assert {code: m.is_primary for code, m in held.items()} == {"TEACHER": True, "EDITOR": False, "VALIDATOR": False}
    assert {m.data_source for m in held.values()} == {"CSV"}
    assert attached(world, "am.legoff") == {"CDI"}
    made = hands.person(world, "eloise.oeil-d-or")
    assert (made.search, made.name_key, made.username_key) == (
        folded(made.last_name, made.first_name, made.username), "oeil d'or eloise", "eloise.oeil-d-or",
    )  # fmt: skip
    assert [*memberships(world, made.username)] == ["STUDENT"]
    home = world.row(Establishment, 1)
    assert home
    assert home.people == 5


def test_who_is_added_by_a_file_is_as_one_added_by_hand(admin: Hand, world: World) -> None:
    imported(admin, "Le Goff;Anne;a@azurite.test;by.file;;;;")
    admin(people_form.add, typed(last_name="Le Goff", first_name="Anne", email="b@azurite.test", username="by.hand"))
    file, hand = (hands.person(world, name).model_dump() for name in ("by.file", "by.hand"))
    other = {name for name in file if file[name] != hand[name]}
    own = {"id", "username", "username_key", "email", "created_at", "changed_at", "search"}
    assert other == own | {"password_hash", "state", "data_source"}


def test_an_update_changes_what_the_file_says_and_takes_nothing_away(admin: Hand, world: World) -> None:
    before = hands.person(world, "prof")
    job = imported(admin, "Nouveau;;Neuf@azurite.test;PROF;PRINCIPAL;EDITOR;CDI;en")
    assert (job["done"], job["result"]["updated"]) == (1, 1)
    there = hands.person(world, "prof")
    assert (there.last_name, there.first_name, there.username) == ("Nouveau", before.first_name, "prof")
    assert (there.email, there.language, there.data_source) == ("neuf@azurite.test", "en", None)
    assert (there.version, there.changed_by, there.password_hash) == (2, "admin", before.password_hash)
    assert there.search == folded("Nouveau", before.first_name, "prof", "neuf@azurite.test")
    held = memberships(world, "prof")
    assert {code: m.is_primary for code, m in held.items()} == {"PRINCIPAL": True, "TEACHER": False, "EDITOR": False}
    assert attached(world, "prof") == {"CDI"}
    assert not [link for link in world.rows(ResetLink) if (link.establishment, link.person_id) == (1, there.id)]


def test_a_further_role_that_becomes_the_primary_one_is_held_once_and_for_good(admin: Hand, world: World) -> None:
    imported(admin, ";;;prof;;EDITOR;;")
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        held = col(Membership.role_id) == role(world, "EDITOR")
        db.exec(update(Membership).where(held).values(begins_on=date(2020, 1, 1)))
        db.commit()
    imported(admin, ";;;prof;Éditeur;;;")
    held = memberships(world, "prof")
    assert {code: (m.is_primary, m.begins_on) for code, m in held.items()} == {
        "EDITOR": (True, None), "TEACHER": (False, None),
    }  # fmt: skip


def test_people_are_recognised_by_username_else_by_e_mail(admin: Hand, world: World) -> None:
    by_username, by_email = ";Par;;PrÔf;;;;", ";Par;ELEVE@azurite.test;;;;;"
    assert counts(previewed(admin, by_username, by_email)) == {"updated": 2}
    imported(admin, by_username, by_email)
    assert {hands.person(world, name).first_name for name in ("prof", "eleve")} == {"Par"}


def test_a_second_run_changes_nothing(admin: Hand, world: World) -> None:
    lines = LE_GOFF, "Œil d'Or;Éloïse;;;;;;", ";Autre;;prof;PRINCIPAL;EDITOR;CDI;en", new(1)
    imported(admin, *lines)
    before, told = everything(world), len(deeds(world))
    preview = previewed(admin, *lines)
    assert counts(preview) == {"unchanged": 3, "namesake": 1}
    job = imported(admin, *lines)
    assert (job["done"], job["refused"], job["excluded"], job["total"]) == (0, 0, 4, 0)
    assert became(admin, job) == {2: "unchanged", 3: "namesake", 4: "unchanged", 5: "unchanged"}
    assert (everything(world), len(deeds(world))) == (before, told)


def test_each_way_leaves_out_the_others(admin: Hand, world: World) -> None:
    there, absent = ";Autre;;prof;;;;", new(1)
    assert counts(previewed(admin, there, absent, way="add")) == {"added": 1, "there": 1}
    assert counts(previewed(admin, there, absent, way="update")) == {"updated": 1, "unknown": 1}
    assert became(admin, imported(admin, there, absent, way="add")) == {2: "there", 3: "added"}
    assert hands.person(world, "prof").version == 1
    assert became(admin, imported(admin, there, new(2), way="update")) == {2: "updated", 3: "unknown"}


def test_a_preview_says_what_would_be_done_and_does_nothing(admin: Hand, world: World) -> None:
    before = everything(world)
    preview = previewed(admin, LE_GOFF, ";Autre;;prof;PRINCIPAL;EDITOR;CDI;en", "x;;nobody;;;;;", new(1))
    assert (preview["rows"], counts(preview)) == (4, {"added": 2, "updated": 1, "refused_total": 1})
    assert preview["columns"][0] == {"heading": "Nom", "field": "Last name"}
    assert [row["line"] for row in preview["refused"]] == [4]
    assert [(row["line"], row["username"]) for row in preview["first"]] == [
        (2, "am.legoff"), (3, "prof"), (5, "eleve-1.nouveau"),
    ]  # fmt: skip
    [update_] = preview["updates"]
    first_name = hands.person(world, "prof").first_name
    assert update_["changes"] == (
        f"First name: {first_name} → Autre · Language: fr → en · Primary role: Professeur → Direction"
        " · Other roles: + Éditeur · Services: + CDI"
    )
    assert everything(world) == before


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Le Goff;;;;CHEF;;;", "There is no role CHEF. Add it under Roles first, or correct its name or code."),
        ("Le Goff;;;;;Éditeur|Chef;;", "There is no role Chef. Add it under Roles first, or correct its name or code."),
        ("Le Goff;;;;;;Cave;", "There is no service Cave. Add it under Services first, or correct its name."),
        ("Le Goff;;;;AUTHENTICATED;;;", "You may not give the role Utilisateur authentifié."),
        (";;x@azurite.test;;;;;", "This person would be new, and has no last name."),
        ("Le Goff;;prof@azurite.test;alg;;;;", None),
        (";;prof@azurite.test;eleve;;;;", None),
        (";Moi;;admin;;;;", "This is your own account: change it by hand."),
        (";Autre;PROF@azurite.test;;;;;", "This person is already on line 2."),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(admin: Hand, line: str, sentence: str | None) -> None:
    sentence = sentence or "This e-mail address is already the one of Dominique-Azurite Durand-Azurite."
    lines = ";Autre;;prof;;;;", line, new(1)
    preview = previewed(admin, *lines)
    assert [(row["line"], row["message"]) for row in preview["refused"]] == [(3, sentence)]
    job = imported(admin, *lines)
    assert (job["done"], job["refused"]) == (2, 1)
    assert became(admin, job) == {2: "updated", 3: sentence, 4: "added"}


def test_a_name_that_holds_a_comma_is_one_name(admin: Hand, world: World) -> None:
    admin(departments.create, "Cantine, ménage")
    imported(admin, 'Le Goff;;;alg;;;"cantine, MÉNAGE";')
    imported(admin, "Durand;;;dd;;;cdi | Cantine, ménage;")
    assert attached(world, "alg") == {"Cantine, ménage"}


def test_one_may_be_in_ones_own_file(admin: Hand, world: World) -> None:
    """As they are, nothing is touched."""
    there = hands.person(world, "admin")
    assert counts(previewed(admin, f"{there.last_name};{there.first_name};{there.email};admin;WEBMASTER;;;fr")) == {
        "unchanged": 1
    }


def test_nobody_is_given_what_the_sender_may_not_give(world: World) -> None:
    """P7, T18."""
    prof = delegate(world)
    lines = "A;;;a;STUDENT;;;", "B;;;b;WEBMASTER;;;", "C;;;c;;EDITOR;;", ";Autre;;eleve;WEBMASTER;;;", "D;;;d;;;;"
    assert became(prof, imported(prof, *lines)) == {
        2: "added",
        3: "You may not give the role Webmestre.",
        4: "You may not give the role Éditeur.",
        5: "You may not give the role Webmestre.",
        6: "added",
    }
    assert [*memberships(world, "eleve")] == ["STUDENT"]


def test_an_account_out_of_reach_is_not_touched(world: World) -> None:
    prof = delegate(world)
    before = everything(world)
    lines = ";Autre;;admin;;;;", ";;autre@azurite.test;admin;;;;"
    for line in lines:
        assert became(prof, imported(prof, line)) == {2: "You may not manage this account."}
    assert everything(world) == before
    assert counts(previewed(prof, ";;;admin;;;;")) == {"refused_total": 1}, "nor is told whether it is as in the file"


def test_no_way_is_made_into_an_account_that_may_do_more(world: World) -> None:
    """Who manages the accounts of a role that may do more than theirs changes no e-mail address of those (T18)."""
    empower(world, "STUDENT", Permission.JOURNAL_READ)
    prof = delegate(world)
    refused = became(prof, imported(prof, ";;autre@azurite.test;eleve;;;;"))
    assert refused == {2: "This account may do more than yours: only who may do as much can change this."}
    assert became(prof, imported(prof, ";Autre;;eleve;;;;")) == {2: "updated"}


def test_the_last_administrator_stays_one(admin: Hand, world: World) -> None:
    """T19: whatever the file says, by another administrator's hand or by their own."""
    imported(admin, "Chef;;;chef;WEBMASTER;;;")
    job = imported(admin, ";;;admin;STUDENT;;;", ";;;chef;STUDENT;;;")
    assert became(admin, job) == {2: "This is your own account: change it by hand.", 3: "updated"}
    assert {*memberships(world, "chef")} == {"WEBMASTER", "STUDENT"}


@pytest.mark.parametrize(
    ("rights", "ways"),
    [
        ((Permission.PEOPLE_READ,), set[str]()),
        ((Permission.PEOPLE_READ, Permission.PEOPLE_ADD), {"add"}),
        ((Permission.PEOPLE_READ, Permission.PEOPLE_EDIT), {"update"}),
        (RIGHTS, {"both", "add", "update"}),
        ((Permission.PEOPLE_ADD, Permission.PEOPLE_EDIT), set[str]()),
    ],
)
def test_each_way_takes_the_rights_that_the_form_takes(
    sqlite_world: World, rights: tuple[Permission, ...], ways: set[str]
) -> None:
    prof = delegate(sqlite_world, *rights)
    for way in ("both", "add", "update", "", "delete"):
        for use_case in (people_import_plan.preview, people_import.confirm):
            if way in ways:
                prof(use_case, uploaded(prof, new(1)), way)
            else:
                assert isinstance(prof.refusal(use_case, uploaded(prof, new(1)), way), Forbidden)


def test_a_right_that_is_lost_meanwhile_ends_the_import(world: World, admin: Hand) -> None:
    prof = delegate(world)
    job = prof(people_import.confirm, uploaded(prof, new(1)), "both")
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        held = col(Membership.role_id) == role(world, "TEACHER")
        db.exec(update(Membership).where(held).values(role_id=role(world, "STAFF")))
        db.commit()
    world.work()
    card = admin(person_jobs.card, job["id"])
    assert (card["state"], card["done"]) == ("failed", 0)


@pytest.mark.parametrize("name", ["", "x", "../../platform", "a" * 32, "A" * 32, "../" * 8 + "etc/pass"])
def test_a_file_that_was_not_uploaded_is_not_found(sqlite_world: World, name: str) -> None:
    for use_case in (people_import_plan.preview, people_import.confirm):
        assert isinstance(Hand(sqlite_world).refusal(use_case, name, "both"), NotFound)


def test_nobody_names_the_file_of_another_person_or_school(sqlite_world: World) -> None:
    file = uploaded(Hand(sqlite_world), new(1))
    for other in (delegate(sqlite_world), Hand(sqlite_world, "admin", sqlite_world.cinabre)):
        for use_case in (people_import_plan.preview, people_import.confirm):
            assert isinstance(other.refusal(use_case, file, "both"), NotFound)


def test_many_people_come_in_steps_that_can_be_followed_and_survive_a_crash(world: World, admin: Hand) -> None:
    """G-R1: all, or an exact report, whatever dies when; nobody twice."""
    desk, job = first_step(admin, *(new(number) for number in range(people_import.CHUNK + 10)))
    card = admin(person_jobs.card, job)
    assert (card["done"], card["total"], len(world.people(world.azurite))) == (2500, 2510, 2503)
    for statement in ("INSERT INTO membership", "INSERT INTO jobrow", "UPDATE job "):
        with crash_before(statement):
            job_runs._advanced(desk, job)
        assert len(world.people(world.azurite)) == 2503, "a chunk is whole or not there"
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.get_one(Job, job).owner = "0" * 16
        db.commit()
    recovery.recover(world.installation)
    world.work()
    card = admin(person_jobs.card, job)
    assert (card["state"], card["done"], card["result"]["added"]) == ("done", 2510, 2510)
    assert len(world.people(world.azurite)) == 2513
    report = admin(lambda scope: [*people_import.report(scope, job)])
    assert [row["line"] for row in report] == [*range(2, 2512)]
    assert {row["result"] for row in report} == {"added"}


def test_of_lines_far_apart_about_one_person_the_second_is_refused(sqlite_world: World) -> None:
    """In another step, and whether or not the first has changed anything."""
    admin = speaking(sqlite_world)
    lines = [";;;prof;;;;", *(new(number) for number in range(people_import.CHUNK)), ";Autre;prof@azurite.test;;;;;"]
    preview = previewed(admin, *lines)
    assert counts(preview) == {"added": 2500, "unchanged": 1, "refused_total": 1}
    assert [row["message"] for row in preview["refused"]] == ["This person is already on line 2."]
    job = imported(admin, *lines)
    assert (job["done"], job["excluded"], job["refused"]) == (2500, 1, 1)
    assert became(admin, job)[len(lines) + 1] == "This person is already on line 2."


def test_a_username_that_the_file_names_later_is_given_to_nobody_else(sqlite_world: World) -> None:
    admin = speaking(sqlite_world)
    lines = ["Petit;Claire;c1@azurite.test;;;;;", *(new(number) for number in range(people_import.CHUNK))]
    job = imported(admin, *lines, "Petit;Claire;c2@azurite.test;claire.petit;;;;")
    assert job["result"]["added"] == len(lines) + 1
    emails = {person.username: person.email for person in sqlite_world.people(sqlite_world.azurite).values()}
    assert (emails["claire.petit"], emails["claire.petit2"]) == ("c2@azurite.test", "c1@azurite.test")


def test_usernames_are_numbered_as_by_hand(admin: Hand, world: World) -> None:
    imported(admin, *(f"Martin;Luc;m{number}@azurite.test;;;;;" for number in range(12)))
    admin(people_form.add, typed(last_name="Martin", first_name="Luc", email="m@azurite.test"))
    made = {name for name in world.people(world.azurite) if name.startswith("luc.martin")}
    assert made == {"luc.martin", *(f"luc.martin{number}" for number in range(2, 14))}


def test_what_is_stopped_leaves_a_report_of_what_was_done(admin: Hand) -> None:
    lines = [new(number) for number in range(people_import.CHUNK + 10)]
    desk, job = first_step(admin, *lines)
    admin(person_jobs.cancel, job)
    assert not job_runs._advanced(desk, job)
    card = admin(person_jobs.card, job)
    assert (card["state"], card["done"]) == ("cancelled", 2500)
    assert len(admin(lambda scope: [*people_import.report(scope, job)])) == 2500
    assert counts(previewed(admin, *lines)) == {"added": 10, "unchanged": 2500}


def test_the_journal_has_one_line_and_each_person_has_it_in_theirs(admin: Hand, world: World) -> None:
    job = imported(admin, LE_GOFF, ";Autre;;prof;;;;", ";;;eleve;;;;")
    [line] = [line for line in deeds(world) if line.action == "people.imported"]
    assert (line.subject, line.after) == (f"job {job['id']}", {"added": 1, "updated": 1})
    for username, is_in_it in (("am.legoff", True), ("prof", True), ("eleve", False)):
        history = admin(person.history, hands.person(world, username).id or 0, Query())
        assert any(row["action"] == "people.imported" for row in history["rows"]) is is_in_it


def test_a_report_says_of_each_line_what_changed(admin: Hand, world: World) -> None:
    first_name = hands.person(world, "prof").first_name
    job = imported(admin, LE_GOFF, ";Autre;;prof;;;;", "x;;nobody;;;;;", "=HYPERLINK;;;h;;;;")
    report = admin(lambda scope: [*people_import.report(scope, job["id"])])
    assert [(row["line"], row["result"], row["why"]) for row in report] == [
        (2, "added", ""),
        (3, "updated", f"First name: {first_name} → Autre"),
        (4, "refused", "E-mail: This is not an e-mail address. Example: c.petit@college-jaures.fr"),
        (5, "added", ""),
    ]
    assert [(row["name"], row["username"], row["email"]) for row in report[:2]] == [
        ("Anne-Marie Le Goff", "am.legoff", "am@azurite.test"), ("Autre", "prof", "prof@azurite.test"),
    ]  # fmt: skip


def test_a_report_is_read_by_its_sender_and_by_who_sees_all_jobs(world: World, admin: Hand) -> None:
    prof = delegate(world)
    job = imported(prof, new(1))["id"]
    assert len(admin(lambda scope: [*people_import.report(scope, job)])) == 1
    assert isinstance(Hand(world, "eleve").refusal(people_import.report, job), NotFound)
    other = Hand(world, "admin", world.cinabre)
    assert isinstance(other.refusal(people_import.report, job), NotFound)
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.add(Job(kind="people.block", person_id=1))
        db.commit()
    assert isinstance(admin.refusal(people_import.report, job + 1), NotFound)


def test_uploads_are_kept_for_an_hour_and_while_they_are_imported(sqlite_world: World) -> None:
    admin = speaking(sqlite_world)
    waiting, old, recent = (uploaded(admin, new(1)) for _ in range(3))
    gone = staging.folder(sqlite_world.installation) / f"77-{'0' * 8}-1-{'0' * 32}.csv"
    gone.write_text("x")
    admin(people_import.confirm, waiting, "both")
    for file in (gone, *(staged(admin, name) for name in (waiting, old))):
        os.utime(file, (0, time.time() - 3700))
    staging.sweep(sqlite_world.installation)
    assert [staged(admin, name).exists() for name in (waiting, old, recent)] == [True, False, True]
    assert not gone.exists()
    sqlite_world.work()
    staging.sweep(sqlite_world.installation)
    assert not staged(admin, waiting).exists()


def test_a_file_that_is_gone_fails_the_work_and_changes_nothing(sqlite_world: World) -> None:
    admin = speaking(sqlite_world)
    file = uploaded(admin, new(1))
    job = admin(people_import.confirm, file, "both")["id"]
    staged(admin, file).unlink()
    sqlite_world.work()
    card = admin(person_jobs.card, job)
    assert (card["state"], card["error"].startswith("There is no file ")) == ("failed", True)


def test_a_preview_stays_small_whatever_the_file(sqlite_world: World) -> None:
    admin = speaking(sqlite_world)
    preview = previewed(admin, *(f"x{number};;nobody;;;;;" for number in range(3000)))
    assert (preview["rows"], preview["refused_total"], len(preview["refused"])) == (3000, 3000, 200)
    assert [row["line"] for row in islice(preview["refused"], 2)] == [2, 3]


def test_no_report_names_a_password(admin: Hand, world: World) -> None:
    headings = f"{HEADINGS};Mot de passe"
    job = imported(admin, f"{LE_GOFF};Motus-et-bouche-cousue-7", headings=headings)
    with world.installation.databases.session(world.azurite.place, writes=False) as db:
        kept = repr([row.model_dump() for row in (*db.exec(select(JobRow)), *db.exec(select(Job)))])
    told = repr(admin(lambda scope: [*people_import.report(scope, job["id"])]))
    assert "Motus" not in kept + told + repr(deeds(world))
    assert hands.person(world, "am.legoff").password_hash is None
