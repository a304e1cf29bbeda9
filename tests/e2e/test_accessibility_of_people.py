"""Does axe-core find nothing in what the pages of people, roles and rights come to show, wide and on a phone? (X3)."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from app.models.establishment import PersonState
from tests.e2e import places
from tests.e2e.axe import THEMES, examine, examined_by
from tests.e2e.gestures import confirm, names, preview, said, title, warned
from tests.support.browser import DESK, PHONE, Come, Visitor
from tests.support.portals import Portal


@dataclass
class Examiner:
    """An administrator on a screen, whose every page is examined."""

    visitor: Visitor
    portal: Portal
    school: int
    themes: tuple[str, ...]

    @property
    def page(self) -> Page:
        return self.visitor.page

    def open(self, path: str) -> Page:
        page = self.visitor.open(path)
        places.settled(page)
        return page

    def see(self, what: str) -> None:
        examine(self.page, what, self.themes)

    def see_dialog(self, opener: Locator) -> None:
        """What a button asks; then thinking again."""
        opener.click()
        expect(self.page.get_by_role("dialog")).to_be_visible()
        self.see(f"the dialog of {opener}")
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("dialog")).to_have_count(0)


@pytest.fixture(params=["wide", "phone"])
def examiner(request: pytest.FixtureRequest, come: Come, portal: Portal) -> Examiner:
    is_wide = request.param == "wide"
    visitor = examined_by(come(viewport=DESK if is_wide else PHONE))
    school = portal.inhabited("Lycée Angélique")
    visitor.sign_in(school, "admin")
    return Examiner(visitor, portal, school, THEMES if is_wide else ("light",))


def test_nothing_is_found_while_many_people_are_acted_on(examiner: Examiner) -> None:
    portal, school = examiner.portal, examiner.school
    portal.person(school, "Zola", "Zoé", email="zoe@casier.test")
    portal.person(school, "Ybert", "Yann", state=PersonState.BLOCKED)
    portal.person(school, "Xavier", "Xena", "TEACHER", state=PersonState.PENDING, email="xena@casier.test")
    page = examiner.open("/people")
    expect(names(page)).to_have_count(4)
    for name in ("Filtres", "Plus de filtres", "Colonnes"):
        opener = page.get_by_role("button", name=name, exact=True)
        if opener.is_visible():
            opener.click()
    examiner.see("all filters and the choice of columns")
    page.get_by_role("button", name=re.compile("Raccourcis")).click()
    expect(page.get_by_role("link", name="Élèves")).to_be_visible()
    examiner.see("the shortcuts")
    page.keyboard.press("Escape")
    for box in page.get_by_role("rowheader").locator("xpath=..").get_by_role("checkbox").all():
        box.check()
    examiner.see("the bulk bar")
    for action in (
        "Ajouter une fonction", "Retirer une fonction", "Bloquer", "Débloquer", "Annuler des comptes",
        "Exiger un nouveau mot de passe", "Envoyer un code d’activation",
    ):  # fmt: skip
        dialog = preview(page, action)
        examiner.see(action)
        if action == "Annuler des comptes":
            dialog.get_by_role("radio", name="Supprimer avec le contenu").check()
            expect(dialog).to_contain_text("C’est irréversible")
            dialog.get_by_role("button", name="Continuer").click()
            expect(dialog.get_by_label("Tapez le nombre de comptes")).to_be_visible()
            examiner.see("a way that is final")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
    confirm(preview(page, "Ajouter une fonction"))
    result = page.get_by_role("status").filter(has_text="Terminé")
    expect(result).to_be_visible()
    expect(page.get_by_role("button", name="Annuler l’action")).to_be_visible()
    examiner.see("what came of it")
    page.get_by_role("link", name="Détail").click()
    expect(title(page, "Ajouter une fonction")).to_be_visible()
    expect(names(page).first).to_be_visible()
    places.settled(page)
    examiner.see("the page of a job")
    examiner.open("/jobs")
    examiner.see("the jobs")


def test_nothing_is_found_in_what_a_person_page_comes_to_show(examiner: Examiner) -> None:
    portal, school = examiner.portal, examiner.school
    zoe = portal.person(school, "Zola", "Zoé", email="zoe@casier.test", password_hash="none")
    yann = portal.person(school, "Ybert", "Yann", state=PersonState.BLOCKED)
    xena = portal.person(school, "Xavier", "Xena", state=PersonState.PENDING, email="xena@casier.test")
    page = examiner.open(f"/people/{xena}")
    examiner.see_dialog(page.get_by_role("button", name="Envoyer un lien d’activation"))
    page = examiner.open(f"/people/{yann}")
    examiner.see_dialog(page.get_by_role("button", name="Débloquer"))
    page = examiner.open(f"/people/{zoe}")
    for deed in ("Exiger un nouveau mot de passe", "Fermer toutes les sessions", "Bloquer"):
        examiner.see_dialog(page.get_by_role("button", name=deed))
    page.get_by_label("Validateur").check()
    page.get_by_label("Du", exact=True).and_(page.locator(":visible")).fill("2090-09-01")
    examiner.see("a role with its dates")
    page.get_by_label("Au", exact=True).and_(page.locator(":visible")).fill("2090-07-01")
    page.get_by_label("Courriel").fill("zoe")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_label("Courriel")).to_be_focused()
    examiner.see("faults")
    other = examiner.visitor.tab().open(f"/people/{zoe}")
    other.get_by_label("Prénom").fill("Zoé-Anne")
    other.get_by_role("button", name="Enregistrer").click()
    said(other, "Enregistré.")
    page.get_by_label("Courriel").fill("zoe@casier.test")
    page.get_by_label("Au", exact=True).and_(page.locator(":visible")).fill("2091-07-01")
    page.get_by_role("button", name="Enregistrer").click()
    warned(page, "admin a modifié cette personne")
    expect(page.get_by_role("button", name="Voir leurs valeurs")).to_be_visible()
    examiner.see("somebody else was first")
    page = examiner.open("/people/1?tab=sign-ins")
    expect(page.get_by_text("ce navigateur")).to_be_visible()
    examiner.see("open sessions")
    page = examiner.open("/people/new")
    page.get_by_role("button", name="Ajouter la personne").click()
    expect(page.get_by_label("Nom", exact=True)).to_be_focused()
    examiner.see("faults of a new person")
    page.get_by_label("La personne se connecte").select_option(label="avec un lien d’activation envoyé par courriel")
    expect(page.get_by_label("Mot de passe")).to_have_count(0)
    examiner.see("an activation link")


def test_nothing_is_found_while_an_account_is_cancelled(examiner: Examiner) -> None:
    zoe = examiner.portal.person(examiner.school, "Zola", "Zoé")
    page = examiner.open(f"/people/{zoe}/cancel")
    examiner.see("the choice")
    page.get_by_role("radio", name="Supprimer avec le contenu").check()
    expect(page.get_by_text("C’est irréversible")).to_be_visible()
    examiner.see("a way that is final")
    page.get_by_role("button", name="Continuer").click()
    typed = page.get_by_label("Tapez l’identifiant du compte")
    expect(typed).to_be_visible()
    examiner.see("the confirmation")
    typed.fill("quelqu’un")
    page.get_by_role("button", name="Confirmer").click()
    expect(typed).to_be_focused()
    examiner.see("a wrong username")
    typed.fill("zoe")
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_role("status").filter(has_text="Terminé")).to_be_visible()
    examiner.see("what came of it")
    examiner.open("/people/999999/cancel")
    examiner.see("nobody to cancel")


def test_nothing_is_found_while_roles_come_and_go(examiner: Examiner) -> None:
    page = examiner.open("/roles/new")
    for code in ("CLUB_PHOTO", "THEATRE_CLUB"):
        page.get_by_label("Code", exact=True).fill(code)
        page.get_by_label("Code", exact=True).press("Tab")
        if code == "THEATRE_CLUB":
            expect(page.get_by_role("status").filter(has_text="CLUB_THEATRE")).to_be_visible()
            page.get_by_role("button", name="Ajouter la fonction").click()
            expect(page.get_by_label("Dénomination")).to_be_focused()
            examiner.see("advice, and a fault")
        page.get_by_label("Dénomination").fill(f"Club {code.lower()}")
        page.get_by_role("button", name="Ajouter la fonction").click()
        expect(title(page, f"Club {code.lower()}")).to_be_visible()
        examiner.see_dialog(page.get_by_role("button", name="Supprimer"))
        page = examiner.open("/roles/new")
    page = examiner.open("/roles?q=club")
    for box in page.get_by_role("checkbox", name=re.compile("Sélectionner Club")).all():
        box.check()
    examiner.see("the bar")
    examiner.see_dialog(page.get_by_role("region", name="Actions").get_by_role("button", name="Supprimer"))


def test_nothing_is_found_while_rights_change(examiner: Examiner) -> None:
    page = examiner.open("/permissions")
    page.get_by_role("checkbox", name="Consulter les personnes – Inspection").check()
    page.get_by_role("checkbox", name="Ajouter des personnes – Direction").uncheck()
    # Ticking scrolls: a box that the column of names half covers meanwhile is no small target.
    page.get_by_role("table").evaluate("table => table.parentElement.scrollTo(0, 0)")
    examiner.see("ticks")
    examiner.see_dialog(page.get_by_role("button", name="Enregistrer"))
    page.get_by_role("button", name="Enregistrer").click()
    confirm(page.get_by_role("dialog"))
    said(page, "2 droits sont modifiés.")
    page.get_by_role("button", name="Historique").click()
    history = page.get_by_role("dialog", name="Historique des droits")
    expect(history.get_by_role("button", name="Défaire")).to_be_visible()
    examiner.see("the history")
    history.get_by_role("button", name="Défaire").click()
    expect(page.get_by_role("dialog", name="Enregistrer 2 modifications des droits")).to_be_visible()
    examiner.see("a reversal")
    page.keyboard.press("Escape")
    page.get_by_label("Rechercher un droit").fill("zzz")
    expect(page.get_by_text("Aucun droit ne contient ces mots.")).to_be_visible()
    examiner.see("no right at all")


def test_nothing_is_found_while_services_come_and_go(examiner: Examiner) -> None:
    examiner.portal.person(examiner.school, "Zola", "Zoé")
    page = examiner.open("/services")
    page.get_by_role("button", name="Ajouter le service").click()
    expect(page.get_by_label("Nom du nouveau service")).to_be_focused()
    examiner.see("a fault")
    for name in ("Intendance", "Vie scolaire"):
        page.get_by_label("Nom du nouveau service").fill(name)
        page.get_by_role("button", name="Ajouter le service").click()
        expect(page.get_by_role("listitem").filter(has_text=name)).to_be_visible()
    examiner.see("services")
    service = page.get_by_role("listitem").filter(has_text="Intendance")
    for deed in ("Renommer", "Supprimer"):
        examiner.see_dialog(service.get_by_role("button", name=deed))
    page.get_by_role("link", name=re.compile("Personnes du service Intendance")).click()
    page.get_by_label("Rattacher quelqu’un").fill("z")
    expect(page.get_by_role("button", name="Rattacher Zola Zoé")).to_be_visible()
    examiner.see("nobody yet, and a candidate")
    page.get_by_role("button", name="Rattacher Zola Zoé").click()
    expect(page.get_by_role("rowheader", name="Zola Zoé")).to_be_visible()
    examiner.see("the people of a service")
    page.get_by_label("Rattacher quelqu’un").fill("zzz")
    expect(page.get_by_text("Personne d’autre")).to_be_visible()
    examiner.see("nobody else")


def test_nothing_is_found_when_a_right_is_explained(examiner: Examiner) -> None:
    for name in ("Zoé", "Zoélie"):
        examiner.portal.person(examiner.school, "Zola", name)
    for address, words in (
        ("/access?q=zola", "Plusieurs personnes"),
        ("/access?q=zzz", "Personne n’a ces mots"),
        ("/access?person=1&right=people.add", "a ce droit"),
        ("/access?q=zoelie&right=people.add", "n’a pas ce droit"),
    ):
        page = examiner.open(address)
        expect(page.get_by_text(words)).to_be_visible()
        examiner.see(address)
