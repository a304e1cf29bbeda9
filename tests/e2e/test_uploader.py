"""Can files be sent, several at once, by button, drop and keyboard; stopped, sent again, taken out? (L4)."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, Route, expect
from sqlmodel import Session, delete, select

from app.models.establishment import Upload
from app.models.platform import Establishment
from tests.support.browser import Come
from tests.support.portals import Portal

PDF = b"%PDF-1.7\n" + b"x" * 200_000


REFUSED = re.compile("status of 41[35]")  # what Chromium says of it, too


@pytest.fixture
def page(come: Come, portal: Portal) -> Page:
    """Where a teacher deposits; nothing is sent yet."""
    with _school(portal) as db:
        db.exec(delete(Upload))
        db.commit()
    visitor = come(REFUSED)
    visitor.context.add_init_script(AXE_SCRIPT)
    visitor.sign_in(1, "prof")
    return visitor.open("/locker/deposit")


def _school(portal: Portal) -> Session:
    with portal.installation.databases.platform_session(writes=False) as db:
        home = db.get_one(Establishment, 1)
    return portal.installation.databases.session(home, writes=True)


def _sent(portal: Portal) -> int:
    with _school(portal) as db:
        return len(db.exec(select(Upload)).all())


def file(name: str, content: bytes = PDF) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def until(what: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + 10
    while not what():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def choose(page: Page, *files: dict[str, object]) -> None:
    page.get_by_label("Choisir des fichiers").set_input_files(list(files))  # type: ignore[arg-type]


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name="Fichiers").get_by_role("listitem").filter(has_text=name)


def test_several_are_sent_at_once_and_each_can_be_taken_out(page: Page) -> None:
    choose(page, *(file(f"cours {n}.pdf", PDF + bytes([n])) for n in range(5)))
    for n in range(5):
        expect(row(page, f"cours {n}.pdf")).to_contain_text("Prêt")
    expect(page.get_by_role("status").filter(has_text="Les fichiers sont sur le serveur.")).to_have_count(1)
    page.get_by_role("button", name="Retirer : cours 3.pdf").click()
    expect(row(page, "cours 3.pdf")).to_have_count(0)
    expect(page.get_by_label("Choisir des fichiers")).to_be_focused()
    expect(page.get_by_role("list", name="Fichiers").get_by_role("listitem")).to_have_count(4)
    found = page.evaluate("async () => (await axe.run(document)).violations.map((v) => v.id)")
    assert found == []


def test_what_was_sent_is_there_when_the_page_is_opened_again(page: Page, portal: Portal) -> None:
    choose(page, file("restera.pdf", PDF + b"again"))
    expect(row(page, "restera.pdf")).to_contain_text("Prêt")
    page.reload()
    expect(row(page, "restera.pdf")).to_contain_text("Prêt")
    page.get_by_role("button", name="Retirer : restera.pdf").click()
    expect(row(page, "restera.pdf")).to_have_count(0)
    until(lambda: _sent(portal) == 0, "what was taken out is still on the server")
    page.reload()
    expect(page.get_by_label("Choisir des fichiers")).to_be_attached()
    expect(row(page, "restera.pdf")).to_have_count(0)


def test_one_dropped_is_sent_too(page: Page) -> None:
    dropped = page.evaluate_handle(
        """() => { const all = new DataTransfer();
        all.items.add(new File(['un'], 'un.txt')); all.items.add(new File(['deux'], 'deux.txt')); return all; }"""
    )
    page.get_by_text("Glissez des fichiers ici").dispatch_event("drop", {"dataTransfer": dropped})
    for name in ("un.txt", "deux.txt"):
        expect(row(page, name)).to_contain_text("Prêt")


def test_one_can_be_stopped_by_keyboard_and_sent_again(page: Page) -> None:
    held = list[Route]()
    page.route("**/files", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks what it is given
    choose(page, file("longue.pdf"), file("autre.pdf", PDF + b"2"), file("suivante.pdf", PDF + b"3"))
    expect(page.get_by_role("progressbar", name="longue.pdf")).to_be_visible()
    expect(row(page, "suivante.pdf")).to_contain_text("En attente")
    page.get_by_role("button", name="Arrêter : longue.pdf").press("Enter")
    expect(row(page, "longue.pdf").get_by_role("alert")).to_have_text("L’envoi a été arrêté.")
    expect(page.get_by_role("progressbar", name="suivante.pdf")).to_be_visible()
    for each in held[1:]:
        each.continue_()
    page.unroute("**/files")
    page.get_by_role("button", name="Envoyer de nouveau : longue.pdf").press("Enter")
    for name in ("longue.pdf", "autre.pdf", "suivante.pdf"):
        expect(row(page, name)).to_contain_text("Prêt")


def test_a_refused_one_keeps_its_sentence(page: Page, tmp_path: Path) -> None:
    program, large = tmp_path / "cours.pdf", tmp_path / "grand.pdf"
    program.write_bytes(b"MZ\x90\0" + bytes(1000))
    with large.open("wb") as whole:
        whole.truncate(400_000_000)
    page.get_by_label("Choisir des fichiers").set_input_files([program, large])
    expect(row(page, "cours.pdf").get_by_role("alert")).to_contain_text("Ce fichier est un programme.")
    expect(row(page, "grand.pdf").get_by_role("alert")).to_contain_text("Ce fichier est trop lourd")
    expect(page.get_by_role("button", name="Envoyer de nouveau")).to_have_count(0)
    page.get_by_role("button", name="Retirer : cours.pdf").click()
    page.get_by_role("button", name="Retirer : grand.pdf").click()
    expect(page.get_by_role("list", name="Fichiers").get_by_role("listitem")).to_have_count(0)
