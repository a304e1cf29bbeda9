"""Is what is announced checked, listed, changed and deleted as whoever writes it means (issue 5)?"""

import pytest
from sqlmodel import select

from app.models.establishment import Announcement, AnnouncementReading, AnnouncementSpace, SpaceCode
from app.services import announcement_actions, announcement_readers, announcement_reading, announcements
from app.services.errors import Conflict, Forbidden, Invalid, NotFound
from app.services.listing import Query
from app.services.permissions import Permission
from tests.support.asked import counted
from tests.support.news import announced, day, inside, said
from tests.support.schooling import deputy, member, read, told
from tests.support.world import World

GUARDIANS, STUDENTS, TEACHERS, VISITORS = (
    SpaceCode.GUARDIANS, SpaceCode.STUDENTS, SpaceCode.TEACHERS, SpaceCode.VISITORS,
)  # fmt: skip
NEVER = (0, -1, 99, 2**31 - 1, 2**31, 2**70)


def titles(world: World, **query: str) -> list[str]:
    return [row["title"] for row in member(world)(announcements.page, Query.read(query))["rows"]]


def test_one_is_added_as_it_was_typed_and_begins_today(world: World) -> None:
    number = announced(world, STUDENTS, GUARDIANS, title=" Fête ", text="# Ici\r\nà\t**18 h**", ends_on=day(3))
    card = member(world)(announcements.card, number)
    assert (card["title"], card["text"], card["spaces"]) == ("Fête", "# Ici\nà **18 h**", ["GUARDIANS", "STUDENTS"])
    assert (card["begins_on"], card["ends_on"], card["timing"]) == (day(0), day(3), "now")
    assert (card["html"], card["readers"], card["version"], card["changed_by"]) == (
        "<h3>Ici</h3>\n<p>à <strong>18 h</strong></p>\n", 0, 1, "admin",
    )  # fmt: skip
    line = told(world)[-1]
    assert (line.action, line.label, line.subject) == ("announcements.created", "Fête", str(number))
    assert line.after["spaces"] == "GUARDIANS, STUDENTS"


def test_a_card_says_how_many_may_read_it(world: World) -> None:
    number, everybody = announced(world, STUDENTS), announced(world, STUDENTS, TEACHERS, VISITORS)
    assert member(world)(announcements.card, number)["people"] == 1
    assert member(world)(announcements.card, everybody)["people"] == 2
    assert member(world)(announcements.card, announced(world, VISITORS))["people"] == 0


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": " "}, {"title"}),
        ({"title": "x" * 121}, {"title"}),
        ({"title": "a\nb"}, {"title"}),
        ({"text": ""}, {"text"}),
        ({"text": "x" * 10_001}, {"text"}),
        ({"text": "a\u202eb"}, {"text"}),
        ({"space_STUDENTS": ""}, {"spaces"}),
        ({"space_STUDENTS": "", "space_EVERYBODY": "on"}, {"spaces"}),
        ({"begins_on": "demain"}, {"begins_on"}),
        ({"ends_on": "2026-02-30"}, {"ends_on"}),
        ({"begins_on": "2026-11-27", "ends_on": "2026-11-26"}, {"ends_on"}),
        ({"ends_on": "2020-01-01"}, {"ends_on"}),
        ({"title": "", "text": "", "space_STUDENTS": "", "ends_on": "x"}, {"title", "text", "spaces", "ends_on"}),
    ],
)
def test_everything_that_is_wrong_is_said_at_once(
    sqlite_world: World, changes: dict[str, str], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        member(sqlite_world)(announcement_actions.create, said(STUDENTS, **changes))
    assert {*refused.value.fields} == fields
    assert titles(sqlite_world) == []


def test_the_longest_are_taken(world: World) -> None:
    number = announced(world, *SpaceCode, title="É" * 120, text="é" * 10_000)
    assert member(world)(announcements.card, number)["spaces"] == [*SpaceCode]


def test_one_is_changed_and_a_stale_form_is_refused(world: World) -> None:
    number, ask = announced(world, STUDENTS, begins_on=day(-9)), member(world)
    ask(announcement_actions.modify, number, said(TEACHERS, STUDENTS, title="Conseil", version="1"))
    card = ask(announcements.card, number)
    assert (card["title"], card["spaces"], card["version"]) == ("Conseil", ["TEACHERS", "STUDENTS"], 2)
    assert card["begins_on"] == day(-9)  # an emptied day stays as it was
    line = told(world)[-1]
    assert (line.before, line.after) == (
        {"title": "Réunion", "spaces": "STUDENTS"}, {"title": "Conseil", "spaces": "TEACHERS, STUDENTS"},
    )  # fmt: skip
    for version in ("1", "", "3"):
        with pytest.raises(Conflict) as refused:
            ask(announcement_actions.modify, number, said(STUDENTS, title="Autre", version=version))
        assert "admin" in refused.value.message.text("fr")
    ask(announcement_actions.modify, number, said(TEACHERS, STUDENTS, title="Conseil", version="2"))
    assert ask(announcements.card, number)["version"] == 2  # nothing changed
    assert told(world)[-1].id == line.id


def test_a_change_of_the_text_alone_is_told(world: World) -> None:
    number = announced(world, STUDENTS)
    member(world)(announcement_actions.modify, number, said(STUDENTS, text="x" * 9000, version="1"))
    assert told(world)[-1].before == {"text": "À **jeudi**."}
    assert told(world)[-1].after == {"text": "x" * 500 + "…"}


def test_the_list_is_filtered_and_sorted(world: World) -> None:
    announced(world, STUDENTS, title="Élections", begins_on=day(-5), ends_on=day(-1))
    announced(world, STUDENTS, GUARDIANS, title="Bal", begins_on=day(0), ends_on=day(0))
    announced(world, TEACHERS, title="conseil", begins_on=day(-1))
    announced(world, VISITORS, title="Portes", text="Les élections", begins_on=day(1))
    assert titles(world) == ["Portes", "Bal", "conseil", "Élections"]
    assert titles(world, sort="title") == ["Bal", "conseil", "Élections", "Portes"]
    assert titles(world, sort="ends") == ["Élections", "Bal", "conseil", "Portes"]
    assert titles(world, sort="-ends") == ["Portes", "conseil", "Bal", "Élections"]
    assert titles(world, q="ELECTIONS") == ["Portes", "Élections"]
    assert titles(world, space="STUDENTS") == ["Bal", "Élections"]
    assert titles(world, space="NOTHING") == titles(world)
    assert titles(world, status="now") == ["Bal", "conseil"]
    assert titles(world, status="coming") == ["Portes"]
    assert titles(world, status="over") == ["Élections"]
    assert titles(world, status="now", space="STUDENTS", q="bal") == ["Bal"]


def test_a_list_takes_as_many_statements_however_long_it_is(world: World) -> None:
    announced(world, STUDENTS)
    few = counted(lambda: titles(world))
    for _ in range(9):
        inside(world, "eleve", STUDENTS)(announcement_reading.read, announced(world, STUDENTS, TEACHERS))
    assert counted(lambda: titles(world)) == few
    assert [row["readers"] for row in member(world)(announcements.page, Query())["rows"]] == [1] * 9 + [0]


def test_who_has_read_it_is_listed(world: World) -> None:
    number, other = announced(world, STUDENTS, TEACHERS), announced(world, STUDENTS)
    for login, space in (("eleve", STUDENTS), ("prof", TEACHERS)):
        inside(world, login, space)(announcement_reading.read, number)
    ask = member(world)
    assert [row["id"] for row in ask(announcement_readers.page, number, Query())["rows"]] == [2, 3]
    assert ask(announcement_readers.page, number, Query(q="azurite"))["total"] == 2
    assert ask(announcement_readers.page, number, Query(q="prof@azurite"))["total"] == 1
    assert ask(announcement_readers.page, other, Query())["total"] == 0


def test_deleting_says_what_is_lost_and_loses_it(world: World) -> None:
    kept, number = (announced(world, STUDENTS, title=title) for title in ("Un", "Deux"))
    over = announced(world, STUDENTS, title="Trois", begins_on=day(-9), ends_on=day(-1))
    inside(world, "eleve", STUDENTS)(announcement_reading.read, number)
    inside(world, "eleve", STUDENTS)(announcement_reading.read, kept)
    ask = member(world)
    losses = ask(announcement_actions.losses, [number, over])
    assert (sorted(losses["titles"]), losses["current"], losses["readers"]) == (["Deux", "Trois"], 1, 1)
    assert ask(announcement_actions.delete_announcements, losses["ids"]) == 2
    assert titles(world) == ["Un"]
    with read(world) as db:
        assert {row.announcement_id for row in db.exec(select(AnnouncementReading))} == {kept}
        assert {row.announcement_id for row in db.exec(select(AnnouncementSpace))} == {kept}
    assert {line.before["readers"] for line in told(world)[-2:]} == {0, 1}


def test_deleting_is_all_or_none(world: World) -> None:
    number, ask = announced(world, STUDENTS), member(world)
    for absent in NEVER:
        for use_case in (announcement_actions.losses, announcement_actions.delete_announcements):
            with pytest.raises(NotFound):
                ask(use_case, [number, absent])
    with pytest.raises(NotFound):
        ask(announcement_actions.delete_announcements, [])
    assert titles(world) == ["Réunion"]


def test_what_another_school_has_reads_as_what_never_was(world: World) -> None:
    """Only the other school has it: the same refusal, after the same statements."""
    with world.installation.databases.session(world.cinabre.place, writes=True) as db:
        db.add(Announcement(id=77, title="Cinabre", text="Cinabre", begins_on=announcements.LAST_DAY))
        db.commit()
    ask = member(world)
    for use_case, more in (
        (announcements.card, ()),
        (announcement_actions.modify, (said(STUDENTS, version="1"),)),
        (announcement_readers.page, (Query(),)),
    ):
        answers = set[str]()
        for number in (77, *NEVER):
            with pytest.raises(NotFound) as refused:
                ask(use_case, number, *more)
            answers.add(refused.value.message.text("fr"))
        assert len(answers) == 1


def test_the_right_alone_is_enough_and_needed(world: World) -> None:
    with pytest.raises(Forbidden):
        member(world, "prof")(announcements.page, Query())
    deputy(world, Permission.ANNOUNCEMENTS_MANAGE)
    member(world, "prof")(announcement_actions.create, said(STUDENTS))
    assert titles(world) == ["Réunion"]
