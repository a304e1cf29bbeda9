"""Does the journal say who changed what, before and after, and only to whom it concerns (X1)?"""

import pytest

from app.models.platform import PlatformJournal
from app.services import establishments, journal
from app.services.errors import Forbidden, Invalid
from app.services.listing import Query
from app.services.scope import open_establishment
from tests.support.world import School, World, asked_by


def lines(world: World, **said: str) -> list[journal.JournalRow]:
    return world.asked(journal.platform_page, Query.read(said))["rows"]


def own(world: World, school: School, login: str, **said: str) -> list[journal.JournalRow]:
    with open_establishment(world.installation, world.person(school, login), writes=False) as scope:
        return journal.page(scope, Query.read(said))["rows"]


def test_the_newest_line_comes_first(sqlite_world: World) -> None:
    sqlite_world.asked(establishments.block, 1, "Travaux")
    asked_by(sqlite_world.installation, sqlite_world.other)(establishments.unblock, 1)
    assert [(line["action"], line["actor"]) for line in lines(sqlite_world)[:2]] == [
        ("establishments.unblocked", "bruno@casier.test"),
        ("establishments.blocked", "alix@casier.test"),
    ]
    assert [line["action"] for line in lines(sqlite_world, sort="at")][-1] == "establishments.unblocked"


def test_changes_are_said_field_by_field_and_reasons_in_words(sqlite_world: World) -> None:
    with_facts = {"before": {"name": "A", "uai": None}, "after": {"name": "B", "zone": "Nord"}, "reason": "Pourquoi"}
    sqlite_world.asked(lambda scope: scope.record("establishments.modified", 1, "Collège", **with_facts))
    line = lines(sqlite_world)[0]
    assert (line["changes"], line["reason"]) == ("Name: A → B · UAI: – · Zone: Nord", "Pourquoi")


def test_what_is_stored_in_a_word_of_ours_is_said_in_theirs(sqlite_world: World) -> None:
    before = {"language": "en"}
    after = {"language": "fr", "notification": "daily", "kind": "staff", "spaces": "TEACHERS, SCHOOL_LIFE"}
    sqlite_world.asked(lambda scope: scope.record("establishments.modified", 1, "", before=before, after=after))
    said = "Language: English → French · Told by e-mail of documents: Once a day, at 7 a.m. · Kind: Staff"
    said += " · Spaces: Teachers, School life"
    assert lines(sqlite_world)[0]["changes"] == said


def test_what_began_empty_is_not_told(sqlite_world: World) -> None:
    facts = {"name": "A", "uai": "", "zone": None}
    sqlite_world.asked(lambda scope: scope.record("establishments.created", 1, "Collège", after=facts))
    assert lines(sqlite_world)[0]["changes"] == "Name: A"


def test_lines_are_found_by_words_and_by_action(world: World) -> None:
    world.asked(establishments.block, 1, "Inondation à l’étage")
    assert [line["label"] for line in lines(world, q="INONDATION etage")] == ["Collège Azurite"]
    assert [line["label"] for line in lines(world, q="cinabre")] == ["Collège Cinabre"]
    assert {line["action"] for line in lines(world, action="establishments.")} == {
        "establishments.created",
        "establishments.blocked",
    }
    for nothing in ("zones", "%", "_", "establishments.block_", "\0"):
        assert lines(world, action=nothing) == lines(world, q="nowhere") == []


def test_lines_longer_than_their_column_are_cut(world: World) -> None:
    world.asked(lambda scope: scope.record("tests.long", 1, "ß" * 500, reason="é" * 500))
    assert lines(world)[0]["label"] == "ß" * 260


def test_a_refused_change_leaves_no_line(sqlite_world: World) -> None:
    before = len(sqlite_world.rows(PlatformJournal))
    with pytest.raises(Invalid):
        sqlite_world.asked(establishments.block, 1, "")
    assert len(sqlite_world.rows(PlatformJournal)) == before


def test_a_school_reads_its_own_journal_and_no_other(world: World) -> None:
    assert [line["label"] for line in own(world, world.azurite, "admin")] == ["Azurite"]
    assert own(world, world.azurite, "admin", q="cinabre") == []
    with open_establishment(world.installation, world.person(world.azurite, "admin"), writes=True) as scope:
        scope.record("people.added", 9, "Une personne")
    assert [line["label"] for line in own(world, world.azurite, "admin")] == ["Une personne", "Azurite"]
    assert [line["label"] for line in own(world, world.cinabre, "admin")] == ["Cinabre"]


def test_who_may_not_read_it_does_not(sqlite_world: World) -> None:
    with pytest.raises(Forbidden):
        own(sqlite_world, sqlite_world.azurite, "prof")
