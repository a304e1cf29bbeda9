"""Are establishments changed as they were meant to be, and blocked at once (E1, E4, E7, G-R6)?"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.models.platform import Establishment, PlatformJournal
from app.services import administrators, establishment_bulk, establishments, sessions, sign_in_names
from app.services.bulk import Selection
from app.services.errors import Conflict, Invalid, NotFound, Refused
from app.services.establishments import EstablishmentRow
from app.services.listing import Query
from app.services.scope import open_platform
from tests.support.world import World, asked_by, form, uai, version, visit, zone


def modify(world: World, number: int = 1, **changes: str) -> None:
    """Send the form as it is now, with these changes."""
    card = world.asked(establishments.card, number)
    typed = form(
        world.installation,
        zone=card["zone_id"],
        name=card["name"],
        locality=card["locality"],
        uai=card["uai"],
        contact_last_name=card["contact_last_name"],
        contact_first_name=card["contact_first_name"],
        contact_email=card["contact_email"],
        version=str(card["version"]),
    )
    typed.update(changes)  # pyright: ignore[reportCallIssue, reportArgumentType]  any field
    world.asked(establishments.modify, number, typed)


def lines(world: World, action: str) -> list[PlatformJournal]:
    return [line for line in world.rows(PlatformJournal) if line.action == f"establishments.{action}"]


def test_the_list_shows_what_administrators_look_for(sqlite_world: World) -> None:
    assert sqlite_world.asked(establishments.page, Query())["rows"][0] == EstablishmentRow(
        id=1,
        number=1,
        name="Collège Azurite",
        uai=uai(1),
        locality="94000 Azurite-sur-Marne",
        zone="Zone Azurite",
        contact="Camille-Azurite Petit-Azurite",
        people=1,
        state="active",
    )
    assert sqlite_world.asked(establishments.page, Query(q="azurite"))["total"] == 1


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("zur", 1),
        ("AZURITE-sur", 1),
        ("94000 cin", 1),
        ("az", 1),
        ("zu", 0),
        ("c su", 2),
        ("9", 2),
        ("-", 2),
        ("az -", 1),
        ("%", 0),
        ('"', 0),
        ("' or", 0),
        ("", 2),
    ],
)
def test_words_are_found_alike_on_both_engines(world: World, said: str, found: int) -> None:
    """Three letters anywhere; one or two at the beginning of a word; signs anywhere."""
    assert world.asked(establishments.page, Query(q=said))["total"] == found


def test_a_change_is_kept_searched_for_and_written_down(world: World) -> None:
    modify(world, name="Lycée Émeraude", zone=zone(world.installation, "Zone Verte"))
    card = world.asked(establishments.card, 1)
    assert (card["name"], card["zone"], card["uai"]) == ("Lycée Émeraude", "Zone Verte", world.azurite.uai)
    assert world.asked(establishments.page, Query(q="emeraude"))["total"] == 1
    [line] = lines(world, "modified")
    assert line.before == {"name": "Collège Azurite", "zone": "Zone Azurite"}
    assert line.after == {"name": "Lycée Émeraude", "zone": "Zone Verte"}
    assert world.asked(establishments.card, 2)["name"] == "Collège Cinabre"


def test_a_change_is_shown_by_the_unit_that_made_it(world: World) -> None:
    changed = form(world.installation, "Azurite", version=version(world, 1), name="Autre")
    with open_platform(world.installation, world.admin, writes=True) as scope:
        establishments.modify(scope, 1, changed)
        assert establishments.card(scope, 1)["name"] == "Autre"
        establishments.block(scope, 1, "Travaux")
        assert establishments.card(scope, 1)["state"] == "blocked"


def test_changing_the_contact_changes_no_administrator(sqlite_world: World) -> None:
    before = sqlite_world.people(sqlite_world.azurite), sqlite_world.asked(administrators.rows, 1)
    modify(
        sqlite_world, contact_last_name="Nouvelle", contact_first_name="Personne", contact_email="autre@azurite.test"
    )
    assert (sqlite_world.people(sqlite_world.azurite), sqlite_world.asked(administrators.rows, 1)) == before


def test_nothing_changed_is_no_change(sqlite_world: World) -> None:
    before = version(sqlite_world, 1)
    modify(sqlite_world)
    assert version(sqlite_world, 1) == before
    assert lines(sqlite_world, "modified") == []


def test_a_form_opened_before_somebody_elses_change_is_refused_with_their_name(world: World) -> None:
    opened = form(world.installation, "Azurite", version=version(world, 1))
    asked_by(world.installation, world.other)(
        establishments.modify, 1, form(world.installation, "Azurite", version=version(world, 1), name="Autre")
    )
    with pytest.raises(Conflict) as refused:
        world.asked(establishments.modify, 1, opened)
    assert refused.value.message.text("en").startswith("bruno@casier.test changed this establishment meanwhile.")
    assert world.asked(establishments.card, 1)["name"] == "Autre"


def test_of_many_changes_at_once_one_is_kept_and_the_others_are_told(world: World) -> None:
    opened = [form(world.installation, "Azurite", version=version(world, 1), name=f"Nom {n}") for n in range(5)]

    def modified(typed: establishments.EstablishmentForm) -> str | None:
        try:
            world.asked(establishments.modify, 1, typed)
        except Conflict:
            return None
        return typed.get("name")

    with ThreadPoolExecutor(5) as people:
        [kept] = [name for name in people.map(modified, opened) if name]
    assert world.asked(establishments.card, 1)["name"] == kept


def test_faults_are_said_by_field_and_nothing_is_changed(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        modify(world, uai=world.cinabre.uai, name="", contact_email="a@b.fr\nBcc: c@d.fr", locality="x" * 10_000)
    assert {field: message.text("en") for field, message in refused.value.fields.items()} == {
        "uai": "This UAI is already the one of Collège Cinabre (number 2).",
        "name": "Please fill in this field.",
        "contact_email": "This is not an e-mail address. Example: c.petit@college-jaures.fr",
        "locality": "At most 200 characters.",
    }
    assert version(world, 1) == "1"


def test_its_own_uai_is_not_taken_and_it_may_lose_it(world: World) -> None:
    modify(world, uai=world.azurite.uai.lower())
    modify(world, uai="")
    row = world.row(Establishment, 1)
    assert row
    assert row.uai is None
    modify(world, number=2, uai=uai(1))


def test_a_form_without_a_version_is_stale(sqlite_world: World) -> None:
    for said in ("", "0", "1 ", "99"):
        with pytest.raises(Conflict):
            modify(sqlite_world, version=said)


def test_blocking_stops_those_inside_and_says_why(world: World) -> None:
    inside, beside = world.signed_in(world.azurite), world.signed_in(world.cinabre)
    world.asked(establishments.block, 1, " Travaux\r\njusqu’à lundi ")
    out = sessions.ended(world.installation, inside)
    assert out
    assert (out.why, out.establishment) == ("blocked", 1)
    assert sessions.ended(world.installation, beside) is None
    chosen = sign_in_names.chosen(visit(world.installation), "1")
    assert chosen
    assert chosen["blocked"] == "Travaux\njusqu’à lundi"
    [line] = lines(world, "blocked")
    assert (line.actor, line.subject, line.reason) == ("alix@casier.test", "1", "Travaux\njusqu’à lundi")


def test_unblocking_lets_people_in_again_but_brings_no_session_back(world: World) -> None:
    inside = world.signed_in(world.azurite)
    world.asked(establishments.block, 1, "Travaux")
    world.asked(establishments.unblock, 1)
    assert sessions.ended(world.installation, inside)
    assert sessions.ended(world.installation, world.signed_in(world.azurite)) is None
    card = world.asked(establishments.card, 1)
    assert (card["state"], card["blocked_reason"], card["blocked_at"]) == ("active", "", "")
    assert lines(world, "unblocked")[0].before == {"reason": "Travaux"}


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 501, "a\0b"])
def test_a_reason_is_asked_for(sqlite_world: World, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        sqlite_world.asked(establishments.block, 1, reason)
    assert refused.value.fields.keys() == {"reason"}
    assert sqlite_world.asked(establishments.card, 1)["state"] == "active"


def test_what_is_already_so_is_refused(sqlite_world: World) -> None:
    with pytest.raises(Refused, match="not blocked"):
        sqlite_world.asked(establishments.unblock, 1)
    sqlite_world.asked(establishments.block, 1, "Travaux")
    with pytest.raises(Refused, match="already blocked"):
        sqlite_world.asked(establishments.block, 1, "Encore")
    assert sqlite_world.asked(establishments.card, 1)["blocked_reason"] == "Travaux"


def test_a_school_that_is_not_there_is_not_found(sqlite_world: World) -> None:
    gestures: tuple[Callable[[], object], ...] = (
        lambda: sqlite_world.asked(establishments.card, 99),
        lambda: sqlite_world.asked(establishments.block, 99, "Travaux"),
        lambda: sqlite_world.asked(establishments.unblock, 99),
        lambda: sqlite_world.asked(establishments.modify, 99, form(sqlite_world.installation)),
    )
    for gesture in gestures:
        with pytest.raises(NotFound):
            gesture()


def test_a_refusal_undoes_everything(world: World) -> None:
    with pytest.raises(Refused):
        world.asked(lambda scope: (establishments.block(scope, 1, "x"), establishments.block(scope, 1, "x")))
    assert world.asked(establishments.card, 1)["state"] == "active"
    assert (
        world.asked(establishment_bulk.preview, "establishments.block", Selection(ids=[1], all=False), Query())[
            "included"
        ]
        == 1
    )
