"""What does a page say while the server is away, and does it go on afterwards? (X5)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.gestures import LIST, names, said, title
from tests.support.browser import Come
from tests.support.portals import Portal, served

AWAY = re.compile("WebSocket|ERR_CONNECTION|Failed to load resource")
SENTENCE = "La connexion est interrompue. Ce que vous avez saisi est gardé"


@pytest.fixture
def own_portal(tmp_path: Path) -> Iterator[Portal]:
    with served(tmp_path, schools=2, people=6) as portal:
        yield portal


def test_a_page_survives_a_server_that_was_killed(come: Come, own_portal: Portal) -> None:
    visitor = come(AWAY, own_portal)
    visitor.sign_in()
    page = visitor.open(f"{LIST}/1")
    expect(page.get_by_label("Localité")).not_to_have_value("")
    page.get_by_label("Localité").fill("35000 Rennes")
    own_portal.kill()
    expect(page.get_by_role("alert").filter(has_text=SENTENCE)).to_be_visible()
    own_portal.start()
    expect(page.get_by_role("alert").filter(has_text=SENTENCE)).to_have_count(0)
    expect(page.get_by_label("Localité")).to_have_value("35000 Rennes")
    page.get_by_role("button", name="Enregistrer").click()
    said(page, "Enregistré.")
    page.get_by_role("link", name="Retour à la liste").click()
    expect(title(page, "Gestion des établissements")).to_be_visible()
    expect(names(page)).to_have_count(2)
    expect(page.get_by_text("35000 Rennes")).to_be_visible()
