"""Is done to many exactly what was previewed, with a result for each (E8, P2)?"""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import pytest

from app.locales import Message, msg
from app.models.jobs import JobState
from app.models.platform import Establishment, Job, JobRow, Mail, PlatformJournal
from app.services import (
    bulk,
    bulk_preview,
    establishment_bulk,
    establishment_creation,
    establishment_deletion,
    establishments,
    job_runs,
    jobs,
    recovery,
    sessions,
)
from app.services.bulk import BulkAction, Preview, Selection
from app.services.bulk_rows import row_by_row
from app.services.desks import Desk
from app.services.errors import Forbidden, Invalid, NotFound, Refused
from app.services.jobs import JobCard
from app.services.listing import Query
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformActor, PlatformScope
from app.services.work import WORKS
from tests.support.crashes import CrashError, crash_before
from tests.support.world import World, asked_by, form, newest_mail, schools

BLOCK, UNBLOCK, WRITE, DELETE = (f"establishments.{verb}" for verb in ("block", "unblock", "write", "delete"))
CHUNK = 100


def preview(world: World, name: str, *ids: int, query: Query | None = None) -> Preview:
    """Of ticked rows, or of all that match."""
    return world.asked(establishment_bulk.preview, name, Selection(ids=list(ids), all=not ids), query or Query())


def confirm(world: World, previewed: Preview, **fields: str) -> JobCard:
    """Run it to its end; the job as it is then."""
    world.asked(establishment_bulk.confirm, previewed["job"], fields)
    world.work()
    return world.asked(jobs.card, previewed["job"])


def outcomes(world: World, job: int) -> dict[str, tuple[str, str]]:
    """What became of each row, and why."""
    said = Query.read({"size": "100"})
    return {row["ref"]: (row["outcome"], row["reason"]) for row in world.asked(jobs.rows, job, said)["rows"]}


def states(world: World) -> dict[int, str]:
    return {row.number: str(row.state) for row in world.rows(Establishment)}


def why(world: World, token_hash: str) -> str:
    out = sessions.ended(world.installation, token_hash)
    return out.why if out else ""


def tally(card: JobCard) -> tuple[str, int, int, int, int]:
    return card["state"], card["total"], card["done"], card["refused"], card["excluded"]


def test_what_was_previewed_is_done_and_nothing_else(world: World) -> None:
    schools(world.installation, 4, locality="Ici")
    previewed = preview(world, BLOCK, query=Query(q="ici"))
    assert (previewed["included"], previewed["examples"], previewed["excluded"]) == (
        4, "École 1000, École 1001, École 1002, École 1003", [],
    )  # fmt: skip
    schools(world.installation, 2, first=2000, locality="Ici")
    assert set(states(world).values()) == {"active"}, "a preview changes nothing"
    assert tally(confirm(world, previewed, reason="Travaux")) == ("done", 4, 4, 0, 0)
    assert {number for number, state in states(world).items() if state == "blocked"} == {*range(1000, 1004)}


def test_rows_that_need_it_not_are_left_out_with_the_reason(world: World) -> None:
    schools(world.installation, 7, state="blocked")
    previewed = preview(world, BLOCK)
    assert previewed["included"] == 2
    [excluded] = previewed["excluded"]
    assert (excluded["reason"], excluded["n"]) == ("already blocked", 7)
    assert excluded["examples"] == "École 1000, École 1001, École 1002, École 1003, École 1004, …"
    card = confirm(world, previewed, reason="Travaux")
    assert tally(card) == ("done", 2, 2, 0, 7)
    assert outcomes(world, card["id"])["1000"] == ("excluded", "already blocked")


def test_ticked_rows_that_are_not_there_are_not_touched(world: World) -> None:
    previewed = preview(world, BLOCK, 1, 99, -1, 2**40, 1)
    assert previewed["included"] == 1


def test_ticked_rows_are_all_taken_or_none_is_with_what_to_do_instead(world: World) -> None:
    most = bulk_preview.MOST_TICKED
    schools(world.installation, 1, first=most)
    assert preview(world, BLOCK, *range(1, most + 1))["included"] == 3
    with pytest.raises(Refused) as refusal:
        preview(world, BLOCK, *range(1, most + 2))
    assert refusal.value.message.text("fr").startswith("On peut cocher 10000 lignes au plus, une par une.")
    assert [job for job in world.rows(Job) if job.total != 3] == [], "nothing of it is kept"


def test_ticking_nothing_is_not_ticking_everything(sqlite_world: World) -> None:
    nothing = Selection(ids=[], all=False)
    assert sqlite_world.asked(establishment_bulk.preview, BLOCK, nothing, Query())["included"] == 0


def test_rows_gone_meanwhile_are_refused_with_a_sentence(world: World) -> None:
    previewed = preview(world, WRITE)
    world.asked(establishment_deletion.delete_one, 1, "1")
    card = confirm(world, previewed, subject="Bonjour", words="À tous")
    assert tally(card) == ("done", 2, 1, 1, 0)
    assert outcomes(world, card["id"]) == {"1": ("refused", "It was deleted meanwhile."), "2": ("done", "")}


@pytest.mark.parametrize("action", [BLOCK, WRITE, DELETE])
def test_another_school_with_the_number_of_a_deleted_one_is_left_alone(world: World, action: str) -> None:
    previewed = preview(world, action, 1)
    world.asked(establishment_deletion.delete_one, 1, "1")
    world.asked(establishment_creation.create, form(world.installation, number="1", send=""))
    confirm(world, previewed, typed="1", reason="Travaux", subject="Bonjour", words="À tous")
    assert states(world) == {1: "active", 2: "active"}
    assert [mail for mail in world.rows(Mail) if mail.establishment == 1] == []


def test_rows_done_by_somebody_else_meanwhile_are_refused(sqlite_world: World) -> None:
    previewed = preview(sqlite_world, BLOCK)
    sqlite_world.asked(establishments.block, 1, "D’abord")
    card = confirm(sqlite_world, previewed, reason="Ensuite")
    assert tally(card) == ("done", 2, 1, 1, 0)
    assert sqlite_world.asked(establishments.card, 1)["blocked_reason"] == "D’abord"


def test_blocking_many_ends_their_sessions_and_unblocking_lets_in_again(world: World) -> None:
    schools(world.installation, CHUNK * 3)
    inside = [world.signed_in(world.azurite), world.signed_in(world.cinabre)]
    assert tally(confirm(world, preview(world, BLOCK), reason="Travaux"))[:3] == ("done", 302, 302)
    assert {why(world, token_hash) for token_hash in inside} == {"blocked"}
    assert tally(confirm(world, preview(world, UNBLOCK)))[:3] == ("done", 302, 302)
    assert set(states(world).values()) == {"active"}
    assert world.signed_in(world.azurite)
    said = [line.action for line in world.rows(PlatformJournal)]
    assert (said.count("establishments.blocked"), said.count("establishments.unblocked")) == (302, 302)


def test_contacts_are_written_to_one_by_one_and_those_without_address_left_out(sqlite_world: World) -> None:
    schools(sqlite_world.installation, 3, contact_email="")
    previewed = preview(sqlite_world, WRITE)
    assert [(each["reason"], each["n"]) for each in previewed["excluded"]] == [("no contact address", 3)]
    before = len(sqlite_world.rows(Mail))
    confirm(sqlite_world, previewed, subject="Rentrée : 50 % des %(name)s", words="Bonjour,\n\n<b>à</b> lundi")
    assert sorted(mail.recipient for mail in sqlite_world.rows(Mail)[before:]) == [
        "contact@azurite.test",
        "contact@cinabre.test",
    ]
    mail = newest_mail(sqlite_world)
    assert mail.subject == "Rentrée : 50 % des %(name)s"
    assert "<b>à</b> lundi" in mail.text
    assert "&lt;b&gt;à&lt;/b&gt; lundi" in mail.html
    assert "zurite" not in mail.text + mail.html + mail.recipient_name


@pytest.mark.parametrize(
    ("action", "fields", "wrong"),
    [
        (BLOCK, {}, {"reason"}),
        (BLOCK, {"reason": "x" * 501}, {"reason"}),
        (WRITE, {}, {"subject", "words"}),
        (WRITE, {"subject": "a\nBcc: b@c.fr", "words": "x"}, {"subject"}),
        (WRITE, {"subject": "a", "words": "x" * 10_001}, {"words"}),
        (DELETE, {}, {"typed"}),
        (DELETE, {"typed": "1"}, {"typed"}),
    ],
)
def test_what_is_typed_wrongly_is_refused_by_field_and_may_be_typed_again(
    sqlite_world: World, action: str, fields: dict[str, str], wrong: set[str]
) -> None:
    previewed = preview(sqlite_world, action)
    with pytest.raises(Invalid) as refused:
        sqlite_world.asked(establishment_bulk.confirm, previewed["job"], fields)
    assert refused.value.fields.keys() == wrong
    job = sqlite_world.row(Job, previewed["job"])
    assert job
    assert job.state is JobState.PREVIEWED


def test_a_preview_is_its_authors_alone_and_confirmed_once(world: World) -> None:
    previewed = preview(world, BLOCK)
    with pytest.raises(NotFound):
        asked_by(world.installation, world.other)(establishment_bulk.confirm, previewed["job"], {"reason": "x"})
    world.asked(establishment_bulk.confirm, previewed["job"], {"reason": "x"})
    for job in (previewed["job"], 99, 0, -1, 2**70):
        with pytest.raises(NotFound):
            world.asked(establishment_bulk.confirm, job, {"reason": "x"})


def test_who_may_read_but_not_block_can_neither_preview_nor_confirm(sqlite_world: World) -> None:
    reader = PlatformActor(
        sqlite_world.admin.id, "reader", "fr", permissions=frozenset({PlatformPermission.ESTABLISHMENTS_READ})
    )
    for action in bulk.ACTIONS:
        with pytest.raises(Forbidden):
            asked_by(sqlite_world.installation, reader)(
                establishment_bulk.preview, action, Selection(ids=[], all=True), Query()
            )
    previewed = preview(sqlite_world, BLOCK)
    with pytest.raises(Forbidden):
        asked_by(sqlite_world.installation, reader)(establishment_bulk.confirm, previewed["job"], {"reason": "x"})
    with pytest.raises(Forbidden):
        preview(sqlite_world, "establishments.invented")


@contextmanager
def declared(apply: Callable[[PlatformScope, Job, Sequence[int]], dict[int, Message]]) -> Generator[str]:
    """An action of our own, two rows at a time."""
    permission = PlatformPermission.ESTABLISHMENTS_READ
    step = row_by_row(apply, chunk=2)
    action = BulkAction(
        "tests.apply", msg("Block"), permission, establishment_bulk.LISTED, establishment_bulk.COUNT.exclusion, {}, step
    )
    bulk.declare_action(action)
    yield action.name
    del bulk.ACTIONS[action.name], WORKS[action.name]


def test_cancelling_in_the_middle_keeps_what_is_done(world: World) -> None:
    def apply(_scope: PlatformScope, job: Job, numbers: Sequence[int]) -> dict[int, Message]:
        if 1000 in numbers:
            world.asked(jobs.cancel, job.id or 0)
        return {}

    schools(world.installation, 4)
    with declared(apply) as action:
        card = confirm(world, preview(world, action))
        assert tally(card) == ("cancelled", 6, 4, 0, 0)
        done = {"1": "done", "2": "done", "1000": "done", "1001": "done", "1002": "waiting", "1003": "waiting"}
        assert {ref: outcome for ref, (outcome, _) in outcomes(world, card["id"]).items()} == done


def test_after_a_crash_work_goes_on_from_the_last_step_that_was_committed(world: World) -> None:
    seen = list[int]()

    def apply(_scope: PlatformScope, _job: Job, numbers: Sequence[int]) -> dict[int, Message]:
        seen.extend(numbers)
        if seen == [1, 2, 1000, 1001]:
            raise CrashError
        return {}

    schools(world.installation, 3)
    with declared(apply) as action:
        previewed = preview(world, action)
        world.asked(establishment_bulk.confirm, previewed["job"], {})
        with pytest.raises(CrashError):
            job_runs.run(world.installation, previewed["job"])
        recovery.recover(world.installation)
        world.work()
        assert seen == [1, 2, 1000, 1001], "its process still lives"
        died(world, previewed["job"])
        recovery.recover(world.installation)
        world.work()
        assert seen == [1, 2, 1000, 1001, 1000, 1001, 1002]
        assert tally(world.asked(jobs.card, previewed["job"])) == ("done", 5, 5, 0, 0)


def died(world: World, job: int) -> None:
    """The process that was at it has died."""
    with world.installation.databases.platform_session(writes=True) as db:
        db.get_one(Job, job).owner = "0" * 16
        db.commit()


@pytest.mark.parametrize(
    "statement", ["INSERT INTO mail", "INSERT INTO platformjournal", "UPDATE jobrow", "UPDATE job "]
)
def test_a_crash_within_a_step_leaves_nothing_of_it(world: World, statement: str) -> None:
    before = len(world.rows(Mail))
    previewed = preview(world, WRITE)
    world.asked(establishment_bulk.confirm, previewed["job"], {"subject": "Bonjour", "words": "À tous"})
    claim(world, previewed["job"])
    with crash_before(statement):
        while job_runs._advanced(Desk(world.installation), previewed["job"]):
            pass
    assert len(world.rows(Mail)) == before
    died(world, previewed["job"])
    recovery.recover(world.installation)
    world.work()
    assert tally(world.asked(jobs.card, previewed["job"])) == ("done", 2, 2, 0, 0)
    assert len(world.rows(Mail)) == before + 2


def claim(world: World, job: int) -> None:
    """As a process does before its first step."""
    assert job_runs._claimed(Desk(world.installation), job)


def test_previews_that_nobody_confirmed_are_forgotten_after_an_hour_with_their_rows(world: World) -> None:
    old, recent = preview(world, BLOCK), preview(world, BLOCK)
    with world.installation.databases.platform_session(writes=True) as db:
        db.get_one(Job, old["job"]).created_at -= timedelta(minutes=61)
        db.commit()
    job_runs.sweep(world.installation)
    assert {job.id for job in world.rows(Job)} == {row.job_id for row in world.rows(JobRow)} == {recent["job"]}


def test_what_was_typed_is_not_kept_once_it_is_done(sqlite_world: World) -> None:
    card = confirm(sqlite_world, preview(sqlite_world, WRITE), subject="Un secret", words="Un autre")
    job = sqlite_world.row(Job, card["id"])
    assert job
    assert job.payload == {}
