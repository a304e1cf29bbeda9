"""Do the ministry's schools become establishments, and are bad files refused in a sentence? (E11)."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.gestures import LIST, names, title, warned
from tests.support.browser import Visitor
from tests.support.portals import Portal

HEADINGS = "numero_uai;appellation_officielle;code_postal_uai;libelle_commune;libelle_academie"


@pytest.fixture
def import_page(webmaster: Visitor) -> Page:
    page = webmaster.open(LIST)
    page.get_by_role("link", name="Importer l’annuaire").click()
    expect(title(page, "Importer l’annuaire")).to_be_visible()
    return page


def _directory(portal: Portal) -> str:
    """Thirty lines: the eleventh has a wrong letter, the last one is the first one again."""
    rows = [f"{portal.uai()};Collège Azalée {chr(97 + i)};29200;Brest;Rennes" for i in range(29)]
    right = rows[10]
    rows[10] = right[:7] + ("B" if right[7] == "A" else "A") + right[8:]
    return "\n".join([HEADINGS, *rows, rows[0]])


def _send(page: Page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("Choisir un fichier").set_input_files(file)  # type: ignore[arg-type]


def test_a_directory_is_previewed_imported_and_listed(import_page: Page, portal: Portal) -> None:
    text = _directory(portal)
    _send(import_page, "annuaire.csv", text.encode())
    plan = import_page.get_by_role("main")
    for fact in ("Lignes lues 30", "Établissements à ajouter 28", "Lignes refusées 2"):
        expect(plan.locator("dl > div").filter(has_text=fact.rsplit(" ", 1)[0])).to_contain_text(fact.rsplit(" ", 1)[1])
    refused = import_page.get_by_role("table").get_by_role("row")
    expect(refused.nth(1)).to_contain_text("12")
    expect(refused.nth(1)).to_contain_text("La lettre de contrôle est fausse")
    expect(refused.nth(2)).to_contain_text("31")
    expect(refused.nth(2)).to_contain_text("est déjà à la ligne 2.")
    expect(plan).to_contain_text("Zones à ajouter : Rennes")

    import_page.get_by_role("button", name="Importer 28 établissements").click()
    expect(import_page.get_by_role("progressbar", name="Import de l’annuaire")).to_be_visible()
    result = import_page.get_by_role("status").filter(has_text="Terminé")
    expect(result).to_contain_text("28 faits")
    expect(result).to_contain_text("2 refusés")

    _send(import_page, "annuaire.csv", text.encode())
    expect(plan.locator("dl > div").filter(has_text="Déjà comme dans le fichier")).to_contain_text("28")
    expect(import_page.get_by_role("button", name="Importer 0 établissement")).to_be_disabled()

    import_page.goto(f"{portal.address}{LIST}?q=azalée")
    expect(names(import_page)).to_have_count(28)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("annuaire.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" + bytes(200), "Le fichier n’est pas un CSV."),
        ("vide.csv", b"", "Le fichier est vide."),
        ("autre.csv", b"nom;ville\nLyc\xe9e;Brest\n", "Il manque au fichier ces colonnes"),
        ("classeur.xlsx", b"PK\x03\x04" + bytes(200), "Le fichier est un classeur, pas un CSV."),
    ],
    ids=["a PDF", "nothing", "other columns", "a workbook"],
)
def test_a_wrong_file_is_refused_in_a_sentence(import_page: Page, name: str, content: bytes, sentence: str) -> None:
    _send(import_page, name, content)
    warned(import_page, sentence)
    expect(import_page.get_by_role("heading", name="Ce que fera l’import")).to_have_count(0)


def test_a_file_too_large_is_not_even_sent(import_page: Page, tmp_path: Path) -> None:
    file = tmp_path / "annuaire.csv"
    with file.open("wb") as whole:
        whole.truncate(200_000_000)
    import_page.get_by_label("Choisir un fichier").set_input_files(file)
    warned(import_page, "Ce fichier est trop lourd")
