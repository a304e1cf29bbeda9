"""Does every list read its address the same way, at the same price for one row as for a thousand?"""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from app.models.platform import EstablishmentState, Mail, PlatformJournal
from app.services import establishment_bulk, establishments, jobs, journal, listing, mails, statistics, zones
from app.services.bulk import Selection
from app.services.listing import Query
from app.services.scope import open_platform
from tests.support.asked import asking
from tests.support.world import World, schools, zone


def numbers(world: World, **said: str) -> list[int]:
    return [row["number"] for row in world.asked(establishments.page, Query.read(said))["rows"]]


LISTS: dict[str, Callable[..., object]] = {
    "establishments": establishments.page,
    "mails": mails.page,
    "jobs": jobs.page,
    "journal": journal.platform_page,
    "statistics": statistics.page,
    "zones": lambda scope, _query: zones.rows(scope),
    "rows of a job": lambda scope, query: jobs.rows(scope, 1, query),
}


def fill(world: World, first: int, count: int) -> None:
    """So many more rows in every list."""
    made = schools(world.installation, count, first=first)
    for number in made[:20]:
        zone(world.installation, f"Zone {number}")
    with world.installation.databases.platform_session(writes=True) as db:
        for number in made:
            db.add(Mail(message_id=f"{number}", recipient="a@b.fr", subject="S", text="", html=""))
            db.add(PlatformJournal(action="zones.added", label=f"{number}"))
            db.add(statistics.Statistic(number=number))
        db.commit()
    previewed = world.asked(establishment_bulk.preview, "establishments.block", Selection(ids=[], all=True), Query())
    world.asked(establishment_bulk.confirm, previewed["job"], {"reason": "Travaux"})


def test_a_thousand_rows_cost_as_many_queries_as_one(world: World) -> None:
    costs = dict[str, set[int]]()
    for first, count in ((1000, 1), (2000, 1000)):
        fill(world, first, count)
        for name, page in LISTS.items():
            with open_platform(world.installation, world.admin, writes=False) as scope, asking() as said:
                page(scope, Query.read({"size": "100"}))
            costs.setdefault(name, set()).add(len(said))
    assert {name: len(counts) for name, counts in costs.items()} == dict.fromkeys(LISTS, 1)
    assert all(max(counts) <= 3 for counts in costs.values())


def test_a_list_that_nothing_restricts_counts_what_is_there(world: World) -> None:
    there = [world.asked(page, Query()) for page in (mails.page, journal.platform_page)]
    assert [page["total"] for page in there] == [len(page["rows"]) for page in there]
    fill(world, 1000, 3)
    assert world.asked(mails.page, Query())["total"] == there[0]["total"] + 3


def test_words_are_found_whatever_their_case_accents_and_order(world: World) -> None:
    schools(world.installation, 1, name="Lycée Ça-et-Là", locality="97400 Saint-Œdipe", contact_last_name="Ñandú")
    for said in (
        "LYCEE",
        "ca-et-la",
        "çà-et",
        "là lycée",
        "oedipe",
        "nandu",
        "  974   lyc ",
        "1000",
        "ecole@1000.test",
    ):
        assert numbers(world, q=said) == [1000], said
    assert numbers(world, q="lycée autre") == []


def test_what_means_anything_in_patterns_means_itself(world: World) -> None:
    schools(world.installation, 1, name="100 % réussite_")
    schools(world.installation, 1, first=1001, name=r"Anti\slash")
    for said, found in (
        ("%", [1000]),
        ("_", [1000]),
        ("0 %", [1000]),
        ("\\", [1001]),
        ("[a-z]", []),
        ("*", []),
        ("'", []),
    ):
        assert numbers(world, q=said) == found, said


def test_a_filter_keeps_what_it_says(world: World) -> None:
    schools(world.installation, 3, state=EstablishmentState.BLOCKED)
    filed = zone(world.installation, "Zone Azurite")
    assert numbers(world, status="blocked") == [1000, 1001, 1002]
    assert numbers(world, zone=filed) == [1]
    assert numbers(world, zone=filed, status="blocked") == []
    assert numbers(world, q="école", status="active") == []


def test_what_an_address_says_wrongly_counts_as_not_said(world: World) -> None:
    nonsense = {
        "sort": "secret", "page": "x", "size": "7", "status": "creating", "zone": "all", "unknown": "1",
        "q": "\0\ud800",
    }  # fmt: skip
    page = world.asked(establishments.page, Query.read(nonsense))
    assert (page["sort"], page["page"], page["size"], page["total"]) == ("name", 1, 50, 2)
    for sort in ("__class__", "-", "--name", "stamp", "-secret", "name; drop", "x" * 1000):
        assert world.asked(establishments.page, Query.read({"sort": sort}))["sort"] == "name"


def test_every_sort_works_both_ways_and_tells_equals_apart(world: World) -> None:
    schools(world.installation, 30)
    for sort in establishments.ORDER.columns:
        for direction in ("", "-"):
            said = {"sort": f"{direction}{sort}", "size": "20"}
            pages = [numbers(world, **said, page=page) for page in ("1", "2")]
            assert sorted(pages[0] + pages[1]) == [1, 2, *range(1000, 1030)]
    assert numbers(world, sort="-number", size="20")[:2] == [1029, 1028]


def test_names_are_sorted_as_people_expect(world: World) -> None:
    for number, name in enumerate(("Zola", "Éluard", "eluard B", "Œuvre", "Apollinaire", "oeuvre A"), start=1000):
        schools(world.installation, 1, first=number, name=name)
    rows = world.asked(establishments.page, Query(q="ville"))["rows"]
    assert [row["name"] for row in rows] == ["Apollinaire", "Éluard", "eluard B", "Œuvre", "oeuvre A", "Zola"]


def test_a_page_beyond_the_last_is_the_last(world: World) -> None:
    schools(world.installation, 41, locality="Loin")
    for said, shown, rows in (("0", 1, 20), ("3", 3, 1), ("4", 3, 1), ("99999", 3, 1), ("-1", 1, 20), ("2.5", 1, 20)):
        page = world.asked(establishments.page, Query.read({"q": "loin", "size": "20", "page": said}))
        assert (page["page"], len(page["rows"]), page["total"]) == (shown, rows, 41), said
    page = world.asked(establishments.page, Query.read({"q": "nowhere", "page": "9"}))
    assert (page["page"], page["rows"], page["total"]) == (1, [], 0)


def test_whoever_turns_pages_is_told_the_truth_where_it_matters(world: World) -> None:
    schools(world.installation, 41, locality="Loin")
    for known, shown, rows, total in ((41, 2, 20, 41), (45, 2, 20, 45), (39, 2, 20, 41), (80, 3, 1, 41)):
        asked = replace(Query.read({"q": "loin", "size": "20", "page": str(shown)}), known=known)
        with asking() as said:
            page = world.asked(establishments.page, asked)
        assert (page["page"], len(page["rows"]), page["total"]) == (shown, rows, total), known
        assert sum("count(" in each.words for each in said) == (known < shown * 20 or known == 80)
    gone = world.asked(establishments.page, replace(Query.read({"q": "loin", "size": "20", "page": "4"}), known=80))
    assert (gone["page"], len(gone["rows"]), gone["total"]) == (3, 1, 41)


def test_counting_stops_where_nobody_needs_to_know_but_pages_go_on(sqlite_world: World) -> None:
    row = {"recipient": "a@b.fr", "subject": "Many", "text": "", "html": "", "search": "many"}
    with sqlite_world.installation.databases.platform_session(writes=True) as db:
        db.connection().execute(insert(Mail), [{**row, "message_id": f"{n}"} for n in range(10_150)])
        db.commit()
    for said, shown, rows in (("1", 1, 100), ("102", 102, 50), ("9999", 102, 50)):
        page = sqlite_world.asked(mails.page, Query.read({"q": "many", "size": "100", "page": said}))
        assert (page["page"], len(page["rows"]), page["total"]) == (shown, rows, 10_001)


@given(st.dictionaries(st.sampled_from(["q", "sort", "page", "size", "status", "zone"]), st.text(max_size=300)))
def test_any_address_is_a_query(said: dict[str, str]) -> None:
    query = Query.read(said)
    assert query.size in listing.SIZES
    assert 1 <= query.page <= listing.LAST_PAGE
    assert query.number("zone") is None or 0 <= (query.number("zone") or 0) < 10**9
    assert query.choice("status", EstablishmentState) in {None, *EstablishmentState}
