"""Is what an administrator writes read by the people of a space, and by visitors; is nothing in it ever run (T11)?"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Dialog, Page, expect

from app.models.establishment import Space, SpaceCode
from app.models.platform import Establishment
from app.services import passwords
from app.services.days import today
from tests.e2e.axe import THEMES, examine, examined_by
from tests.e2e.gestures import faulty, names, row, said, title
from tests.e2e.places import settled
from tests.e2e.test_phone import OVERFLOW
from tests.services.test_markdown import HOSTILE
from tests.support.browser import DESK, PHONE, Come, Visitor
from tests.support.portals import PASSWORD, Portal

NOTHING = "Cet établissement ne publie rien pour les visiteurs."


@pytest.fixture
def school(portal: Portal) -> int:
    """A school with an administrator and a pupil, `zoe`."""
    number = portal.inhabited("Collège des Annonces")
    portal.person(number, "Petit", "Zoe", password_hash=passwords.hashed(PASSWORD, portal.settings.bcrypt_cost))
    return number


@pytest.fixture
def admin(come: Come, school: int) -> Visitor:
    visitor = come()
    visitor.sign_in(school, "admin")
    return visitor


def write(page: Page, name: str, text: str, *spaces: str) -> None:
    """Fill the form of a new announcement."""
    page.get_by_label("Titre").fill(name)
    page.get_by_label("Texte").fill(text)
    for space in spaces:
        page.get_by_role("checkbox", name=space).check()


def publish(page: Page) -> None:
    page.get_by_role("button", name="Publier l’annonce").click()


def watch(page: Page, deeds: list[str]) -> None:
    """Note what no announcement may make a page do."""

    def spoke(dialog: Dialog) -> None:
        deeds.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", spoke)
    page.on("request", lambda request: deeds.append(request.url) if "evil" in request.url else None)


def opened_to_visitors(portal: Portal, number: int, *, is_published: bool = True) -> None:
    with portal.people(number) as db:
        db.get_one(Space, SpaceCode.VISITORS).is_published = is_published
        db.commit()


def test_one_is_written_read_changed_and_deleted(admin: Visitor, come: Come, school: int) -> None:
    page = admin.open("/announcements")
    page.get_by_role("link", name="Rédiger une annonce").first.click()
    expect(page.get_by_label("Du", exact=True)).to_have_value(today().isoformat())
    publish(page)
    faulty(page.get_by_label("Titre"), "Remplissez ce champ.")
    faulty(page.get_by_role("checkbox", name="Élèves"), "Choisissez au moins un espace.")
    write(page, "Bal de fin d’année", "# Quand\n\n**Samedi** à 18 h", "Élèves")
    preview = page.get_by_role("region", name="Aperçu")
    expect(preview.get_by_role("heading", name="Quand", level=3)).to_be_visible()
    expect(preview.locator("strong")).to_have_text("Samedi")
    page.get_by_label("Jusqu’au").fill((today() - timedelta(days=1)).isoformat())
    publish(page)
    faulty(page.get_by_label("Jusqu’au"), "La fin précède le début.")
    expect(page.get_by_role("checkbox", name="Élèves")).to_be_checked()
    page.get_by_label("Jusqu’au").fill((today() + timedelta(days=9)).isoformat())
    publish(page)
    expect(title(page, "Bal de fin d’année")).to_be_visible()
    said(page, "L’annonce est ajoutée.")
    expect(page.get_by_text("Personne ne l’a encore lue.")).to_be_visible()

    zoe = come()
    zoe.sign_in(school, "zoe")
    hers = zoe.open("/")
    expect(hers.get_by_text("1 nouvelle annonce", exact=True).first).to_be_visible()
    words = hers.get_by_text("Samedi")
    expect(words).to_be_hidden()
    hers.get_by_text("Bal de fin d’année").click()
    expect(words).to_be_visible()
    expect(hers.get_by_text("1 nouvelle annonce", exact=True)).to_have_count(0)
    hers.reload()
    expect(hers.get_by_text("Bal de fin d’année")).to_be_visible()
    expect(hers.get_by_text("À lire")).to_have_count(0)

    page.reload()
    expect(row(page, "Petit Zoe")).to_be_visible()
    page.get_by_label("Titre").fill("Grand bal")
    page.get_by_role("button", name="Enregistrer").click()
    said(page, "Enregistré")
    expect(title(page, "Grand bal")).to_be_visible()
    page.get_by_role("link", name="Retour à la liste").click()
    expect(row(page, "Grand bal").get_by_role("cell").last).to_have_text("1")
    page.get_by_role("checkbox", name="Sélectionner Grand bal").check()
    page.get_by_role("region", name="Actions").get_by_role("button", name="Supprimer").click()
    dialog = page.get_by_role("dialog", name="Supprimer : Grand bal")
    expect(dialog).to_contain_text("1 lecture est oubliée")
    dialog.get_by_role("button", name="Confirmer").click()
    said(page, "1 annonce est supprimée.")
    expect(page.get_by_text("Aucune annonce pour l’instant.")).to_be_visible()


def test_who_was_slower_keeps_what_they_typed(admin: Visitor) -> None:
    page = admin.open("/announcements/new")
    write(page, "Conseil", "Deux", "Élèves")
    publish(page)
    expect(title(page, "Conseil")).to_be_visible()
    other = admin.tab().open(page.url.removeprefix(admin.portal.address))
    expect(other.get_by_label("Texte")).to_have_value("Deux")
    page.get_by_label("Titre").fill("Premier")
    page.get_by_role("button", name="Enregistrer").click()
    said(page, "Enregistré")
    other.get_by_label("Texte").fill("Troisième")
    other.get_by_role("button", name="Enregistrer").click()
    expect(other.get_by_text("admin a modifié cette annonce entre-temps").first).to_be_visible()
    expect(other.get_by_label("Texte")).to_have_value("Troisième")
    other.get_by_role("button", name="Voir leurs valeurs").click()
    expect(other.get_by_label("Titre")).to_have_value("Premier")
    expect(other.get_by_label("Texte")).to_have_value("Deux")


def test_visitors_see_what_is_for_them_or_one_sentence(admin: Visitor, come: Come, portal: Portal, school: int) -> None:
    page = admin.open("/announcements/new")
    write(page, "Portes ouvertes", "**Samedi**", "Visiteurs")
    publish(page)
    expect(title(page, "Portes ouvertes")).to_be_visible()
    visitor = come()
    texts = set[str]()
    for address in (f"/visit?e={school}", "/visit?e=999999", "/visit?e=", "/visit"):
        shown = visitor.open(address)
        expect(shown.get_by_text(NOTHING)).to_be_visible()
        texts.add(shown.get_by_role("main").inner_text())
    assert len(texts) == 1
    sign_in = visitor.open(f"/sign-in?e={school}")
    expect(sign_in.get_by_label("Établissement")).to_have_value(re.compile("Annonces"))
    expect(sign_in.get_by_role("link", name="Visiter sans se connecter")).to_have_count(0)
    opened_to_visitors(portal, school)
    sign_in = visitor.open("/sign-in")
    with portal.installation.databases.platform_session(writes=False) as db:
        uai = db.get_one(Establishment, school).uai or ""
    sign_in.get_by_label("Établissement").fill(uai)
    sign_in.get_by_role("option").first.click()
    sign_in.get_by_role("link", name="Visiter sans se connecter").click()
    expect(title(sign_in, "Collège des Annonces")).to_be_visible()
    expect(sign_in.get_by_role("heading", name="Portes ouvertes")).to_be_visible()
    expect(sign_in.locator("strong")).to_have_text("Samedi")
    for path in ("/", "/announcements", "/people"):
        visitor.open(path)
        expect(sign_in).to_have_url(re.compile("/sign-in"))


def test_nothing_that_is_announced_ever_runs(admin: Visitor, come: Come, portal: Portal, school: int) -> None:
    """The console says of whatever the content policy stops: that fails the journey by itself."""
    page, deeds = admin.open("/announcements/new"), list[str]()
    watch(page, deeds)
    text = "\n\n".join(
        [*(each for each in HOSTILE if "\n" not in each and "\x01" not in each and "\u202e" not in each), "Fin"]
    )
    write(page, "<img src=x onerror=alert(1)>", text, "Visiteurs", "Élèves")
    expect(page.get_by_role("region", name="Aperçu").get_by_text("Fin", exact=True)).to_be_visible()
    publish(page)
    expect(title(page, "<img src=x onerror=alert(1)>")).to_be_visible()
    opened_to_visitors(portal, school)
    visitor = come()
    watch(visitor.page, deeds)
    seen = visitor.open(f"/visit?e={school}")
    expect(seen.get_by_text("Fin", exact=True)).to_be_visible()
    tags = "() => [...document.querySelectorAll('.rx-Html *')].map(e => e.tagName.toLowerCase())"
    assert {*seen.evaluate(tags)} <= {
        "p",
        "br",
        "a",
        "strong",
        "em",
        "code",
        "pre",
        "ul",
        "ol",
        "li",
        "blockquote",
        "h4",
    }
    for link in seen.locator(".rx-Html a").all():
        assert re.match("(https?://|mailto:)", link.get_attribute("href") or "", re.IGNORECASE)
    seen.wait_for_timeout(200)
    assert deeds == []


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_nothing_is_found_on_its_pages_and_they_fit(size: str, come: Come, portal: Portal, school: int) -> None:
    visitor = examined_by(come(viewport=DESK if size == "wide" else PHONE))
    visitor.sign_in(school, "admin")
    themes = THEMES if size == "wide" else ("light",)

    def see(page: Page, what: str) -> None:
        settled(page)
        examine(page, what, themes)
        assert page.evaluate(OVERFLOW) == [], what

    see(visitor.open("/announcements"), "an empty list")
    page = visitor.open("/announcements/new")
    see(page, "an empty form")
    publish(page)
    expect(page.get_by_text("Choisissez au moins un espace.")).to_be_visible()
    see(page, "faults")
    text = "### Un\n# Deux\n\n> cité\n\n- liste\n\n```\n" + "code" * 60 + "\n```\n\nhttps://exemple.fr/" + "x" * 90
    write(page, "Annonce " + "longue" * 15, text, "Visiteurs", "Élèves")
    publish(page)
    expect(title(page, re.compile("^Annonce longue"))).to_be_visible()
    see(page, "one of them")
    page.get_by_role("button", name="Supprimer").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    see(page, "the dialog")
    page = visitor.open("/announcements")
    expect(names(page)).to_have_count(1)
    see(page, "a list")
    see(visitor.open("/announcements/999999"), "one that is not there")
    see(visitor.open("/visit?e=0"), "nothing to visit")
    opened_to_visitors(portal, school)
    page = visitor.open(f"/visit?e={school}")
    expect(page.get_by_role("heading", name="Deux")).to_be_visible()
    see(page, "a visit")
    visitor.sign_in(school, "zoe")
    page = visitor.open("/")
    page.get_by_text(re.compile("^Annonce longue")).click()
    expect(page.get_by_text("À lire")).to_have_count(0)
    see(page, "an announcement at home")
