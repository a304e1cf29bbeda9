"""Does an administrator do all about people, roles and rights without a mouse, and see where they are? (X3)."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from app.services import passwords, services, sessions, sign_in
from app.services.scope import PersonActor, Visit, open_establishment
from tests.e2e.gestures import names, row, said, title, warned
from tests.e2e.keys import here, is_at, is_inside, leave, press, reach, think_twice
from tests.support.browser import Come, Visitor
from tests.support.portals import PASSWORD, Portal


@pytest.fixture
def school(portal: Portal) -> int:
    return portal.inhabited("Collège Fenugrec")


@pytest.fixture
def admin(come: Come, school: int) -> Visitor:
    visitor = come()
    visitor.sign_in(school, "admin")
    return visitor


def _type(page: Page, name: str, words: str) -> None:
    """Walk to a field, and type."""
    reach(page, name)
    page.keyboard.type(words)


def _attach(portal: Portal, school: int, person: int, service: str) -> None:
    """The administrator lets somebody belong to a service, elsewhere."""
    place = portal.installation
    session = sign_in.enter(Visit(place, "192.0.2.1"), str(school), "admin", PASSWORD).token
    actor = sessions.actor(place, sessions.hash_of(session))
    assert isinstance(actor, PersonActor)
    with open_establishment(place, actor, writes=True) as scope:
        services.attach(scope, services.create(scope, service), person)


def _retype(page: Page, name: str, words: str) -> None:
    """Walk to a field, and type over what is there."""
    reach(page, name)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)


def test_a_person_is_added(admin: Visitor) -> None:
    page = admin.open("/people")
    expect(names(page)).to_have_count(1)
    press(page, "Ajouter une personne")
    expect(title(page, "Ajouter une personne")).to_be_focused()
    expect(page.get_by_label("Fonction principale").locator("option:checked")).to_have_text("Élève")
    _type(page, "Nom", "Le Goff")
    _type(page, "Prénom", "Anne")
    _type(page, "Mot de passe", "court")
    reach(page, "Éditeur")
    page.keyboard.press("Space")
    reach(page, "Du")
    page.keyboard.type("01092090")
    press(page, "Ajouter la personne")
    is_at(page.get_by_label("Mot de passe", exact=True))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Une-belle-girafe-7")
    page.keyboard.press("Enter")
    expect(title(page, "Anne Le Goff")).to_be_focused()
    expect(page.get_by_label("Éditeur")).to_be_checked()


def test_people_are_found_ticked_and_given_a_role(admin: Visitor, portal: Portal, school: int) -> None:
    for name in ("Zoé", "Zélie", "Zéphyr"):
        portal.person(school, "Zola", name, "TEACHER")
    page = admin.open("/people")
    expect(names(page)).to_have_count(4)
    _type(page, "Rechercher", "zola")
    expect(names(page)).to_have_count(3)
    is_at(page.get_by_label("Rechercher"))
    reach(page, "Fonction")
    page.keyboard.type("Professeur")
    expect(page).to_have_url(re.compile("role="))
    is_at(page.get_by_label("Fonction", exact=True))
    press(page, "Colonnes")
    reach(page, "Courriel")
    page.keyboard.press("Space")
    expect(page.get_by_role("columnheader", name="Courriel")).to_have_count(0)
    is_at(page.get_by_role("checkbox", name="Courriel"))
    for name in ("Zélie", "Zoé"):
        reach(page, f"Sélectionner Zola {name}")
        page.keyboard.press("Space")
    bar = page.get_by_role("region", name="Actions")
    expect(bar).to_contain_text("2 sélectionnés")
    reach(page, "Action", "Shift+Tab")
    page.keyboard.type("Ajouter")
    press(page, "Appliquer aux éléments sélectionnés")
    dialog = page.get_by_role("dialog", name="Ajouter une fonction")
    think_twice(dialog, bar.get_by_role("button", name="Appliquer aux éléments sélectionnés"))
    expect(dialog.get_by_label("Fonction à ajouter")).to_be_focused()
    page.keyboard.type("Validateur")
    expect(dialog.get_by_label("Fonction à ajouter").locator("option:checked")).to_have_text("Validateur")
    expect(dialog).to_contain_text("2 personnes")
    is_at(dialog.get_by_label("Fonction à ajouter"))
    press(page, "Confirmer")
    expect(dialog).to_have_count(0)
    result = page.get_by_role("status").filter(has_text="Terminé")
    expect(result).to_contain_text("2 faits")
    expect(row(page, "Zola Zoé")).to_contain_text("Validateur")
    expect(title(page, "Personnes")).to_be_focused()  # the bar is gone
    press(page, "Annuler l’action")
    expect(page.get_by_role("status").filter(has_text="Annulation")).to_contain_text("Terminé")
    expect(row(page, "Zola Zoé")).not_to_contain_text("Validateur")
    is_at(title(page, "Personnes"))


def test_roles_are_changed_and_an_account_is_blocked(admin: Visitor, portal: Portal, school: int) -> None:
    zoe = portal.person(school, "Zola", "Zoé")
    page = admin.open(f"/people/{zoe}")
    expect(title(page, "Zoé Zola")).to_be_visible()
    reach(page, "Validateur")
    page.keyboard.press("Space")
    reach(page, "Au")
    page.keyboard.type("07072090")
    press(page, "Enregistrer")
    said(page, "Enregistré.")
    is_at(page.get_by_role("button", name="Enregistrer"))
    page.reload()
    expect(page.get_by_label("Validateur")).to_be_checked()
    expect(page.get_by_label("Au", exact=True).and_(page.locator(":visible"))).to_have_value("2090-07-07")
    press(page, "Bloquer")
    dialog = page.get_by_role("dialog", name="Bloquer ce compte")
    think_twice(dialog, page.get_by_role("button", name="Bloquer"))
    press(page, "Confirmer")
    expect(page.get_by_role("button", name="Débloquer")).to_be_visible()
    assert here(page) != ""


def test_a_conflict_is_settled_by_looking_at_the_others_values(admin: Visitor, portal: Portal, school: int) -> None:
    zoe = portal.person(school, "Zola", "Zoé")
    page = admin.open(f"/people/{zoe}")
    first = page.get_by_label("Prénom")
    expect(first).to_have_value("Zoé")
    _attach(portal, school, zoe, "Intendance")
    _retype(page, "Prénom", "Zélie")
    page.keyboard.press("Enter")
    warned(page, "admin a modifié cette personne à l’instant.")
    expect(first).to_have_value("Zélie")
    is_at(page.get_by_role("button", name="Voir leurs valeurs"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Intendance")).to_be_checked()
    expect(first).to_have_value("Zoé")
    expect(page.get_by_role("button", name="Voir leurs valeurs")).to_have_count(0)
    is_at(title(page, "Zoé Zola"))
    _retype(page, "Prénom", "Zélie")
    page.keyboard.press("Enter")
    said(page, "Enregistré.")
    page.reload()
    expect(first).to_have_value("Zélie")
    expect(page.get_by_label("Intendance")).to_be_checked()


def test_ones_own_account_is_changed(come: Come, portal: Portal, school: int) -> None:
    hashed = passwords.hashed(PASSWORD, portal.settings.bcrypt_cost)
    portal.person(school, "Zola", "Zoé", "TEACHER", password_hash=hashed)
    zoe = come()
    zoe.sign_in(school, "zoe")
    page = zoe.open("/account")
    expect(page.get_by_label("Prénom")).to_have_value("Zoé")
    _retype(page, "Prénom", "Zélie")
    reach(page, "Me prévenir par courriel")
    page.keyboard.type("Une fois")
    press(page, "English")
    expect(title(page, "My account")).to_be_visible()
    is_at(page.get_by_role("main").get_by_role("button", name="English"))
    expect(page.get_by_label("First name")).to_have_value("Zélie")
    press(page, "Save", "Shift+Tab")
    said(page, "Saved.")
    is_at(page.get_by_role("button", name="Save"))
    page.reload()
    expect(title(page, "My account")).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value("Zélie")
    expect(page.get_by_label("Tell me by e-mail").locator("option:checked")).to_have_text("Once a day, at 7 a.m.")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_an_account_is_cancelled_with_a_step_back(admin: Visitor, portal: Portal, school: int) -> None:
    zoe = portal.person(school, "Zola", "Zoé")
    page = admin.open(f"/people/{zoe}")
    expect(title(page, "Zoé Zola")).to_be_visible()
    press(page, "Annuler le compte")
    expect(title(page, "Annuler le compte")).to_be_focused()
    reach(page, "Bloquer et garder le contenu")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    last = page.get_by_role("radio", name="Supprimer avec le contenu")
    expect(last).to_be_checked()
    is_at(last)
    expect(page.get_by_text("C’est irréversible")).to_be_visible()
    press(page, "Continuer")
    typed = page.get_by_label("Tapez l’identifiant du compte")
    is_at(typed)
    press(page, "Annuler")
    expect(last).to_be_checked()
    is_at(last)
    press(page, "Continuer")
    is_at(typed)
    page.keyboard.type("quelqu’un")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tapez zoe, l’identifiant du compte")).to_be_visible()
    is_at(typed)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("zoe")
    press(page, "Confirmer")
    expect(page.get_by_role("status").filter(has_text="Terminé")).to_be_visible()
    is_at(title(page, "Annuler le compte"))
    press(page, "Retour à la liste")
    expect(title(page, "Personnes")).to_be_focused()


def previewed(page: Page, action: str) -> Locator:
    """What would be done to what is ticked, in a dialog that the keyboard is in."""
    reach(page, "Action", "Shift+Tab")
    page.keyboard.type(action.partition(" ")[0])
    press(page, "Appliquer aux éléments sélectionnés")
    dialog = page.get_by_role("dialog", name=action)
    is_inside(dialog)
    return dialog


def test_many_are_blocked_and_cancelled(admin: Visitor, portal: Portal, school: int) -> None:
    for name in ("Zoé", "Zélie"):
        portal.person(school, "Zola", name)
    page = admin.open("/people?q=zola")
    expect(names(page)).to_have_count(2)
    for name in ("Zélie", "Zoé"):
        reach(page, f"Sélectionner Zola {name}")
        page.keyboard.press("Space")
    dialog = previewed(page, "Bloquer")
    expect(dialog).to_contain_text("2 personnes")
    press(page, "Confirmer")
    expect(page.get_by_role("status").filter(has_text="Terminé")).to_contain_text("2 faits")
    expect(title(page, "Personnes")).to_be_focused()
    expect(row(page, "Zola Zoé")).to_contain_text("Bloqué")

    reach(page, "Sélectionner Zola Zoé")
    page.keyboard.press("Space")
    dialog = previewed(page, "Annuler des comptes")
    first = dialog.get_by_role("radio", name="Bloquer et dépublier le contenu")
    expect(first).to_be_checked()  # blocked already, so that the first way is closed
    reach(page, "Bloquer et dépublier le contenu")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    last = dialog.get_by_role("radio", name="Supprimer avec le contenu")
    expect(last).to_be_checked()
    press(page, "Continuer")
    typed = dialog.get_by_label("Tapez l’identifiant du compte")
    is_at(typed)
    press(page, "Annuler")
    is_at(last)
    press(page, "Continuer")
    is_at(typed)
    page.keyboard.type("zoe")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(names(page)).to_have_count(1)


def test_a_role_is_created_given_rights_and_deleted(admin: Visitor) -> None:
    page = admin.open("/roles")
    expect(names(page).first).to_be_visible()
    press(page, "Ajouter une fonction")
    expect(title(page, "Ajouter une fonction")).to_be_focused()
    _type(page, "Code", "CLUB_PHOTO")
    press(page, "Ajouter la fonction")
    is_at(page.get_by_label("Dénomination"))
    page.keyboard.type("Club photo")
    page.keyboard.press("Enter")
    expect(title(page, "Club photo")).to_be_focused()

    press(page, "Modifier ses droits")
    expect(title(page, "Droits")).to_be_focused()
    _type(page, "Rechercher un droit", "consulter les personnes")
    reach(page, "Consulter les personnes – Club photo")
    page.keyboard.press("Space")
    press(page, "Enregistrer")
    dialog = page.get_by_role("dialog", name="Enregistrer 1 modification des droits")
    is_inside(dialog)
    press(page, "Confirmer")
    said(page, "1 droit est modifié.")
    expect(dialog).to_have_count(0)
    is_at(page.get_by_role("table").locator(":focus"))  # where one was before the bar, which is gone
    press(page, "Historique", "Shift+Tab")
    history = page.get_by_role("dialog", name="Historique des droits")
    is_inside(history)
    leave(history)
    is_at(page.get_by_role("button", name="Historique"))

    page = admin.open("/roles/CLUB_PHOTO")
    expect(title(page, "Club photo")).to_be_visible()
    press(page, "Supprimer")
    dialog = page.get_by_role("dialog", name=re.compile("Supprimer.*Club photo"))
    think_twice(dialog, page.get_by_role("button", name="Supprimer"))
    press(page, "Confirmer")
    said(page, "1 fonction est supprimée.")
    expect(title(page, "Fonctions")).to_be_focused()


def test_a_service_is_created_and_people_are_attached(admin: Visitor, portal: Portal, school: int) -> None:
    for name in ("Zoé", "Zélie"):
        portal.person(school, "Zola", name)
    page = admin.open("/services")
    expect(title(page, "Services")).to_be_visible()
    field = page.get_by_label("Nom du nouveau service")
    press(page, "Ajouter le service")
    is_at(field)
    page.keyboard.type("Intendance")
    page.keyboard.press("Enter")
    said(page, "Le service est ajouté.")
    is_at(field)
    expect(field).to_have_value("")
    press(page, "Personnes du service Intendance")
    is_at(page.get_by_role("heading", name="Personnes du service Intendance"))
    words = page.get_by_label("Rattacher quelqu’un")
    _type(page, "Rattacher quelqu’un", "zola")
    expect(page.get_by_role("button", name=re.compile("^Rattacher Zola"))).to_have_count(2)
    is_at(words)
    press(page, "Rattacher Zola Zoé")
    said(page, "Zola Zoé est rattaché.")
    expect(page.get_by_role("rowheader", name="Zola Zoé")).to_be_visible()
    is_at(words)
    press(page, "Rattacher Zola Zélie")
    expect(names(page)).to_have_count(2)
    is_at(words)
    press(page, "Détacher Zola Zoé")
    expect(names(page)).to_have_count(1)
    is_at(page.get_by_role("heading", name="Personnes du service Intendance"))

    press(page, "Renommer", "Shift+Tab")
    dialog = page.get_by_role("dialog", name="Renommer le service")
    is_inside(dialog)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    is_at(dialog.get_by_label("Dénomination"))
    page.keyboard.type("Gestion")
    page.keyboard.press("Enter")
    said(page, "Le service est renommé.")
    is_at(page.get_by_role("button", name="Renommer"))
    press(page, "Supprimer")
    is_inside(page.get_by_role("dialog", name="Supprimer le service Gestion"))
    press(page, "Confirmer")
    said(page, "Le service est supprimé.")
    is_at(title(page, "Services"))


def test_a_right_is_explained(admin: Visitor, portal: Portal, school: int) -> None:
    for name in ("Zoé", "Zélie"):
        portal.person(school, "Zola", name)
    page = admin.open("/access")
    expect(page.get_by_text("Choisissez une personne et un droit.")).to_be_visible()
    _type(page, "Personne", "zola")
    reach(page, "Droit")
    page.keyboard.type("Ajouter des personnes")
    press(page, "Vérifier")
    expect(page.get_by_text("Plusieurs personnes correspondent.")).to_be_visible()
    is_at(page.get_by_role("button", name="Vérifier"))
    press(page, "Zoé Zola")
    expect(page.get_by_text("Zoé Zola n’a pas ce droit : Ajouter des personnes.")).to_be_visible()
    assert here(page) != ""
    reach(page, "Personne", "Shift+Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("admin")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Anne Petit a ce droit : Ajouter des personnes.")).to_be_visible()
    is_at(page.get_by_label("Personne", exact=True))
