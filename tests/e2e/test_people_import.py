"""Do the people of a file become people of the school, by any means, and is each line accounted for (F1)?"""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import select

from app.models.establishment import Grant, Management, Role
from app.services import passwords
from tests.e2e import places
from tests.e2e.axe import THEMES, examine, examined_by
from tests.e2e.gestures import names, title, warned
from tests.e2e.keys import is_at, press, reach
from tests.support.browser import DESK, PHONE, Come
from tests.support.portals import PASSWORD, Portal

PRONOTE = """NOM;PRENOM;Classe;Adresse e-mail;Identifiant;Profil;Autres fonctions
Le Goff;Anne-Marie;;am.legoff@bergamote.test;;Professeur;Éditeur
Œil d’Or;Éloïse;6e A;;;;
Zola;Zélie;;;zoe;;
=1+1;Luc;3e B;l.petit;;;
Roux;Zoé;;z.roux@bergamote.test;;Cuisinier;
"""


@pytest.fixture
def school(portal: Portal) -> int:
    school = portal.inhabited("Collège Bergamote")
    portal.person(school, "Zola", "Zoé")
    return school


def _open(come: Come, school: int, login: str = "admin", **options: object) -> Page:
    visitor = examined_by(come(**options))
    visitor.sign_in(school, login)
    return visitor.open("/people/import")


def _send(page: Page, text: str = PRONOTE, encoding: str = "utf-8") -> None:
    file = {"name": "personnes.csv", "mimeType": "text/csv", "buffer": text.encode(encoding)}
    page.get_by_label("Choisir un fichier").set_input_files(file)  # type: ignore[arg-type]


def _fact(page: Page, name: str) -> Locator:
    return page.get_by_role("main").locator("dl > div").filter(has_text=name).locator("dd")


def test_people_are_previewed_imported_reported_and_listed(
    come: Come, portal: Portal, school: int, tmp_path: Path
) -> None:
    page = _open(come, school)
    _send(page, encoding="cp1252")
    for fact, n in (
        ("Lignes lues", 5), ("Personnes à ajouter", 2), ("Personnes à mettre à jour", 1), ("Lignes refusées", 2),
    ):  # fmt: skip
        expect(_fact(page, fact)).to_have_text(str(n))
    main = page.get_by_role("main")
    expect(main).to_contain_text("Profil → Fonction principale")
    expect(main).to_contain_text("Colonnes ignorées : Classe")
    first = page.get_by_role("table", name="Les premières personnes").get_by_role("row")
    expect(first.nth(1)).to_contain_text("anne-marie.le-goff")
    expect(first.nth(1)).to_contain_text("Professeur, Éditeur")
    expect(page.get_by_role("table", name="Les premières mises à jour")).to_contain_text("Zoé → Zélie")
    refused = page.get_by_role("table", name="Lignes qui ne seront pas importées").get_by_role("row")
    expect(refused.nth(1)).to_contain_text("Ce n’est pas une adresse de courriel")
    expect(refused.nth(2)).to_contain_text("La fonction Cuisinier n’existe pas.")

    page.get_by_label("Ce que l’import peut faire").select_option(label="Seulement ajouter les absents")
    expect(main).to_contain_text("1 personne est déjà là.")
    expect(page.get_by_role("button", name="Importer 2 personnes")).to_be_enabled()
    page.get_by_label("Ce que l’import peut faire").select_option(label="Ajouter et mettre à jour")
    page.get_by_role("button", name="Importer 3 personnes").click()
    result = page.get_by_role("status").filter(has_text="Terminé")
    expect(result).to_contain_text("3 faits")
    expect(result).to_contain_text("2 refusés")
    expect(_fact(page, "Ajoutés")).to_have_text("2")

    with page.expect_download() as downloading:
        page.get_by_role("link", name="Télécharger le rapport").click()
    report = tmp_path / "report.csv"
    downloading.value.save_as(report)
    with report.open(encoding="utf-8-sig", newline="") as file:
        _heading, *rows = csv.reader(file, delimiter=";")
    assert [(row[0], row[4]) for row in rows] == [
        ("2", "ajouté"), ("3", "ajouté"), ("4", "mis à jour"), ("5", "refusé"), ("6", "refusé"),
    ]  # fmt: skip

    page.get_by_role("link", name="Détail").click()
    expect(title(page, "Import de personnes")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Zoé Roux")).to_contain_text("La fonction Cuisinier n’existe pas.")
    page.go_back()
    page.goto(f"{portal.address}/people?status=pending&source=CSV&sort=-created")
    expect(names(page)).to_contain_text(["Œil d’Or Éloïse", "Le Goff Anne-Marie"])

    page.goto(f"{portal.address}/people/import")
    _send(page)
    expect(_fact(page, "Déjà comme dans le fichier")).to_have_text("2")
    expect(page.get_by_role("button", name="Importer 0 personne")).to_be_disabled()


def test_a_file_is_imported_without_a_mouse(come: Come, school: int) -> None:
    visitor = come()
    visitor.sign_in(school, "admin")
    page = visitor.open("/people")
    page.on("filechooser", lambda _: None)  # from now on the browser tells, instead of opening one
    press(page, "Importer")
    expect(title(page, "Importer des personnes")).to_be_focused()
    expect(page.get_by_label("Ce que l’import peut faire")).to_have_value("both")
    places.settled(page)
    reach(page, "Ce que l’import peut faire")
    reach(page, "Choisir un fichier")
    is_at(page.get_by_label("Choisir un fichier"))
    with page.expect_file_chooser() as choosing:
        page.keyboard.press("Enter")
    choosing.value.set_files({"name": "p.csv", "mimeType": "text/csv", "buffer": PRONOTE.encode()})
    expect(page.get_by_role("heading", name="Ce que fera l’import")).to_be_visible()
    press(page, "Importer 3 personnes")
    expect(page.get_by_role("status").filter(has_text="Terminé")).to_be_visible()
    press(page, "Voir les personnes ajoutées")
    expect(names(page)).to_have_count(2)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("%PDF-1.7\n" + "x" * 200, "Le fichier n’est pas un CSV. Exportez la liste"),
        ("", "Le fichier est vide."),
        ("Ville;Pays\nBrest;France\n", "Il manque au fichier ces colonnes"),
    ],
    ids=["a PDF", "nothing", "other columns"],
)
def test_a_wrong_file_is_refused_in_a_sentence(come: Come, school: int, content: str, sentence: str) -> None:
    page = _open(come, school)
    _send(page, content)
    warned(page, sentence)
    expect(page.get_by_role("heading", name="Ce que fera l’import")).to_have_count(0)


def test_who_may_only_update_is_offered_that_and_who_may_neither_nothing(
    come: Come, portal: Portal, school: int
) -> None:
    hashed = passwords.hashed(PASSWORD, portal.settings.bcrypt_cost)
    for name, role, rights in (("Eva", "EDITOR", ("people.read", "people.edit")), ("Rémi", "STAFF", ("people.read",))):
        portal.person(school, "Seul", name, role, password_hash=hashed)
        with portal.people(school) as db:
            identity = db.exec(select(Role.id).where(Role.code == role)).one() or 0
            there = {grant.permission for grant in db.exec(select(Grant).where(Grant.role_id == identity))}
            db.add_all(Grant(role_id=identity, permission=right) for right in rights if right not in there)
            student = db.exec(select(Role.id).where(Role.code == "STUDENT")).one() or 0
            db.add(Management(role_id=identity, managed_id=student))
            db.commit()
    page = _open(come, school, "eva")
    expect(page.get_by_label("Ce que l’import peut faire").locator("option")).to_have_text(
        ["Seulement mettre à jour les présents"]
    )
    _send(page)
    expect(_fact(page, "Personnes à mettre à jour")).to_have_text("1")
    expect(page.get_by_role("main")).to_contain_text(re.compile("personnes sont absentes"))
    page = _open(come, school, "remi")
    expect(page.get_by_text("Vous n’avez pas le droit d’ouvrir cette page.")).to_be_visible()


@pytest.mark.parametrize("is_wide", [True, False], ids=["wide", "phone"])
def test_axe_finds_nothing_from_the_file_to_the_report(come: Come, school: int, is_wide: bool) -> None:  # noqa: FBT001  a screen
    page = _open(come, school, viewport=DESK if is_wide else PHONE)
    places.settled(page)
    examine(page, "the page", THEMES)
    _send(page)
    expect(page.get_by_role("button", name="Importer 3 personnes")).to_be_visible()
    examine(page, "the preview", THEMES)
    page.get_by_role("button", name="Importer 3 personnes").click()
    expect(page.get_by_role("status").filter(has_text="Terminé")).to_be_visible()
    examine(page, "what came of it", THEMES)
    page.get_by_role("link", name="Détail").click()
    expect(names(page).first).to_be_visible()
    places.settled(page)
    examine(page, "the page of the job", THEMES)
