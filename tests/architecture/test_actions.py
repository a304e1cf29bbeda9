"""Is a bulk action whole once it is declared: offered, run by any process, and said in both languages (P2)?"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import pages
from app.frontend import ROOT
from app.locales import LANGUAGES, Message, catalogue
from app.services import bulk, declared, jobs
from app.services.bulk import ACTIONS, BulkAction
from app.services.deeds import DEEDS
from app.services.people_bulk import LISTED
from app.services.work import WORKS
from app.settings import Settings

declared.load()
EVERY = pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
# What a process knows that serves commands, before it is asked for anything.
KNOWN = """
from app.cli.opening import opened
from app.services.bulk import ACTIONS
from app.services.work import WORKS
with opened():
    print(*(name for name in WORKS if name in ACTIONS))
"""
# An action that is one file, wherever modules of services are.
WAVING = """
from app.locales import msg
from app.services.bulk import BulkAction, declare_action
from app.services.bulk_sets import by_sets
from app.services.people_bulk import LISTED
from app.services.people_rows import REASONS, exclusion
from app.services.permissions import Permission

declare_action(
    BulkAction(
        "people.wave",
        msg("Wave"),
        Permission.PEOPLE_BLOCK,
        LISTED,
        lambda scope, _choice: exclusion(scope),
        REASONS,
        by_sets(lambda _scope, _span: None),
        deed="people.waved",
        told=msg("Waved at"),
    )
)
"""
FOUND = """
import sys
from app import services
services.__path__.append(sys.argv[1])
from app import pages
from app.services import deeds
from app.services.work import WORKS
page = str(pages.people.page().render())
print('value:"people.wave"' in page, "Wave" in page, "people.wave" in WORKS, deeds.words("people.waved", "en"))
"""


@pytest.fixture(scope="module")
def rendered() -> str:
    """Everything that pages with lists are made of."""
    listing = (pages.people, pages.guardians, pages.received, pages.sent, pages.locker_trash, pages.establishments)
    return "".join(str(page.page().render()) for page in listing)


@EVERY
def test_it_is_offered_on_the_page_of_its_list(action: BulkAction, rendered: str) -> None:
    assert f'value:"{action.name}"' in rendered


def test_people_are_offered_theirs_as_the_product_lists_them() -> None:
    assert [action.name.removeprefix("people.") for action in bulk.actions_on(LISTED)] == [
        "give_role", "take_role", "block", "unblock", "cancel", "require_password", "send_activation",
    ]  # fmt: skip


def test_a_new_process_knows_how_to_run_them_all(settings: Settings) -> None:
    environment = {**os.environ, **settings.environment()}
    known = subprocess.run(
        [sys.executable, "-c", KNOWN], check=True, capture_output=True, text=True, cwd=ROOT, env=environment
    )
    assert set(known.stdout.split()) == set(ACTIONS) > {"people.block", "establishments.delete"}


def test_another_one_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "people_waving.py").write_text(WAVING)
    command = [sys.executable, "-c", FOUND, str(tmp_path)]
    found = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    assert found.stdout.splitlines()[-1] == "True True True Waved at"


@EVERY
def test_it_can_be_taken_back_where_it_says_so(action: BulkAction) -> None:
    assert (action.name in jobs.UNDOABLE) is (action.undo is not None)
    assert WORKS[action.name].permission is action.permission


@EVERY
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_it_says_has_words(action: BulkAction, language: str) -> None:
    for message in _said(action):
        found = catalogue(language).get(message.msgid)
        assert found, message
        assert found.string, message


def _said(action: BulkAction) -> Iterator[Message]:
    yield action.label
    yield from action.reasons.values()
    yield from action.typed or ()
    if action.asked:
        yield action.asked.words
    if action.deed:
        yield DEEDS[action.deed]


def test_what_is_done_to_people_is_told_by_the_journal() -> None:
    assert [action.name for action in bulk.actions_on(LISTED) if not (action.deed and action.told)] == []
