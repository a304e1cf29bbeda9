"""How do tests import people? A file is there as an upload leaves it, and is confirmed and worked off."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import col, select

from app.models.establishment import JobRow
from app.services import job_runs, people_import, people_import_plan, person_jobs, staging
from app.services.csv_files import FileRefused
from app.services.csv_records import RefusedLine
from app.services.desks import Desk
from app.services.jobs import JobCard
from app.services.people_import_plan import Preview
from tests.support.hands import Hand
from tests.support.world import World

HEADINGS = "Nom;Prénom;Courriel;Identifiant;Fonction;Autres fonctions;Services;Langue"


def refusals(lines: Iterable[object]) -> dict[int, str]:
    """Why lines of a file are refused, by their numbers."""
    return {line.line: line.message.text("en") for line in lines if isinstance(line, RefusedLine)}


def whole_refusal(read: Callable[[Path], object], path: Path) -> str:
    """Why nothing of a file is taken."""
    with pytest.raises(FileRefused) as refused:
        read(path)
    return refused.value.message.text("en")


def first_step(hand: Hand, *lines: str) -> tuple[Desk, int]:
    """A job that imports these lines, after its first chunk."""
    job = hand(people_import.confirm, uploaded(hand, *lines), "both")["id"]
    desk = Desk(hand.world.installation, hand.school.place)
    assert job_runs._claimed(desk, job)
    assert job_runs._advanced(desk, job)
    return desk, job


def speaking(world: World, login: str = "admin") -> Hand:
    """Somebody of the first school, on whose page English is spoken."""
    hand = Hand(world, login)
    hand.actor = replace(hand.actor, language="en")
    return hand


def uploaded(hand: Hand, *lines: str, headings: str = HEADINGS, encoding: str = "utf-8") -> str:
    """The name under which somebody's file waits."""
    name = staging.new_name()
    staged(hand, name).write_bytes("\r\n".join((headings, *lines, "")).encode(encoding))
    return name


def staged(hand: Hand, name: str) -> Path:
    return staging.place(hand.world.installation, name, hand.actor)


def previewed(hand: Hand, *lines: str, way: str = "both", headings: str = HEADINGS) -> Preview:
    """What importing these lines would do."""
    return hand(people_import_plan.preview, uploaded(hand, *lines, headings=headings), way)


def imported(hand: Hand, *lines: str, way: str = "both", headings: str = HEADINGS) -> JobCard:
    """The job that imported these lines, once it is over."""
    job = hand(people_import.confirm, uploaded(hand, *lines, headings=headings), way)
    hand.world.work()
    return hand(person_jobs.card, job["id"])


def became(hand: Hand, job: JobCard) -> dict[int, str]:
    """What became of each line, by its number: a code, or the sentence of a refusal."""
    with hand.world.installation.databases.session(hand.school.place, writes=False) as db:
        rows = db.exec(select(JobRow).where(col(JobRow.job_id) == job["id"]).order_by(col(JobRow.position)))
        found = {row.position: row for row in rows}
    said = {row["line"]: row["why"] for row in hand(lambda scope: [*people_import.report(scope, job["id"])])}
    return {line: row.reason or said[line] for line, row in found.items()}
