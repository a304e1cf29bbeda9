"""Pictures every page for docs/screenshots: wide and phone, light and dark; `python -m tools.screenshots [NAME …]`."""

import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlmodel import select

from app.models.establishment import Role
from app.models.jobs import OPEN
from app.models.platform import Establishment
from app.services import (
    bulk,
    establishment_bulk,
    establishment_creation,
    people_bulk,
    person_jobs,
    sessions,
    sign_in,
)
from app.services.establishment_form import EstablishmentForm
from app.services.listing import Query
from app.services.role_form import MEGABYTE
from app.services.scope import PersonActor, Visit, open_establishment, open_platform
from tests.e2e.depositing import attach, choose, deed
from tests.support.browser import Visitor, chromium, visiting
from tests.support.lockers import deposited
from tests.support.portals import PASSWORD, TEST, Portal, served

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
SIZES: Final = {"wide": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 760}}
OF_A_PAGE: Final = (("wide", "light"), ("wide", "dark"), ("phone", "light"), ("phone", "dark"))
OF_A_STATE: Final = (("wide", "light"), ("phone", "dark"))
CLASSES: Final = iter("ABCDEFGHIJKL")
PDF: Final = b"%PDF-1.4 " + b"x" * 300_000


@dataclass(frozen=True)
class Scene:
    """A page, who looks at it, and what they do there before the picture; `before` is what must be so by then.

    A path that ends in a slash is one that a link in a mail leads to.
    """

    path: str
    who: str = "webmaster"
    gesture: Callable[[Page], None] | None = None
    is_state: bool = False
    before: Callable[[Portal], None] | None = None

    @property
    def views(self) -> tuple[tuple[str, str], ...]:
        """A page is pictured in every way, a state of it in two."""
        return OF_A_STATE if self.gesture or self.is_state else OF_A_PAGE


def _open_menu(page: Page) -> None:
    page.get_by_role("button", name="Menu du compte").click()


def _tick(page: Page) -> None:
    boxes = page.get_by_role("rowheader").locator("xpath=..").get_by_role("checkbox")
    for place in (0, 2, 3):
        boxes.nth(place).check()


def _grant(page: Page) -> None:
    page.get_by_role("cell").get_by_role("checkbox", disabled=False).first.check()


def _preview(action: str) -> Callable[[Page], None]:
    def gesture(page: Page) -> None:
        _tick(page)
        page.locator("#bulk-action").select_option(action)
        page.get_by_role("region", name="Actions").get_by_role("button").last.click()
        expect(page.get_by_role("dialog")).to_be_visible()

    return gesture


def _wrong(page: Page) -> None:
    page.locator("#name").fill("Collège Louise-Michel")
    page.locator("#uai").fill("0951099E")
    page.locator("#contact_email").fill("l.michel")
    page.locator("form button[type=submit]").last.click()
    expect(page.locator("[aria-invalid=true]").first).to_be_focused()


def _press(name: str) -> Callable[[Page], None]:
    def gesture(page: Page) -> None:
        page.get_by_role("button", name=name, exact=True).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()

    return gesture


def _unfold(page: Page) -> None:
    for name in ("Filtres", "Plus de filtres", "Colonnes"):
        opener = page.get_by_role("button", name=name, exact=True)
        if opener.is_visible():
            opener.click()


def _last_way(page: Page) -> None:
    page.get_by_role("radio").last.check()
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("#typed")).to_be_focused()


def _review(page: Page) -> None:
    _grant(page)
    _press("Enregistrer")(page)


def _type_town(page: Page) -> None:
    page.get_by_role("combobox").fill("lycée")
    expect(page.get_by_role("option").first).to_be_visible()


def _file(page: Page) -> None:
    lines = ["numero_uai;appellation_officielle;code_postal_uai;libelle_commune;libelle_academie"]
    lines += [
        "0951099D;Lycée Galilée;92230;Gennevilliers;Versailles", "0750001A;Collège Jean Jaurès;75011;Paris;Paris",
        "0790031X;École Ferry;79000;Niort;Poitiers", "0951099D;Lycée Galilée;92230;Gennevilliers;Versailles",
    ]  # fmt: skip
    page.locator("input[type=file]").set_input_files(
        {"name": "annuaire.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    )
    expect(page.locator("details table")).to_be_visible()


def _people_file(page: Page) -> None:
    lines = ["NOM;PRENOM;Classe;Adresse e-mail;Identifiant;Profil;Autres fonctions;Services"]
    lines += [
        f"Le Goff;Anne-Marie;;am.legoff.{next(CLASSES).lower()}@college-jaures.fr;;Professeur;Éditeur;",
        "Diallo;Aminata;3e B;a.diallo@college-jaures.fr;;;;",
        "Œil d’Or;Éloïse;6e A;;;;;",
        "Nouveau nom;;;prof.principal@college-jaures.fr;prof;Direction;Validateur;",
        ";;;;cpe;;;",
        "Petit;Luc;3e B;l.petit;;;;",
        "Roux;Zoé;;z.roux@college-jaures.fr;;Cuisinier;;",
    ]
    page.locator("input[type=file]").set_input_files(
        {"name": "personnes.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    )
    expect(page.locator("details table")).to_be_visible()


def _people_imported(page: Page) -> None:
    _people_file(page)
    page.get_by_role("button", name=re.compile("^(Importer|Import) ")).click()
    expect(page.get_by_role("status").filter(has_text=re.compile("Terminé|Finished"))).to_be_visible()


def _read(page: Page, name: str = "") -> None:
    page.get_by_role("rowheader", name=name).first.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/locker/(sent/)?[0-9]+"))
    expect(page.get_by_text("Chargement…")).to_have_count(0)
    page.wait_for_timeout(800)  # a sandboxed frame does not tell when it is drawn


def _read_pdf(page: Page) -> None:
    _read(page, "Compte rendu du conseil")
    page.wait_for_timeout(2000)  # nor does the viewer of PDFs


def _arrive(page: Page) -> None:
    """Somebody else deposits, in a browser of their own."""
    browser, (scheme, _, host, *_rest) = page.context.browser, page.url.split("/")
    assert browser  # noqa: S101  what the type checker cannot know
    with browser.new_context(locale="fr-FR", base_url=f"{scheme}//{host}") as other:
        form: dict[str, str | float | bool] = {"establishment": "1", "login": "cpe", "password": PASSWORD}
        other.request.post("/auth/sign-in", form=form)
        theirs = other.new_page()
        theirs.goto("/locker/deposit")
        attach(theirs, f"Conseil de classe de 3e {next(CLASSES)}, compte rendu.pdf")
        choose(theirs, "prof", re.compile("^Tous les professeurs, y"))
        expect(deed(theirs)).to_have_text(re.compile("pour"))
        deed(theirs).click()
        page.get_by_role("status").get_by_role("link").hover()  # else it would leave


def _to_storage(page: Page) -> None:
    page.get_by_role("heading", name=re.compile("^(Stockage|Storage)$")).evaluate("it => it.scrollIntoView()")


def _tighten(portal: Portal) -> None:
    """The teacher has nearly used the room of their own, but once."""
    with portal.people(1) as db:
        teacher = db.exec(select(Role).where(Role.code == "TEACHER")).one()
        if teacher.quota:
            return
        teacher.quota = 5 * MEGABYTE
        db.commit()
    with portal.installation.databases.platform_session(writes=False) as db:
        place = sessions.place_of(db.get_one(Establishment, 1))
    film = b"%PDF-1.4 " + b"x" * (4 * MEGABYTE + 600_000)
    deposited(portal.installation, place, by="prof", to=["admin"], name="Sortie au musée, album.pdf", content=film)


def _send(page: Page) -> None:
    pdf = {"name": "Progression de sciences et technologie.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.get_by_label("Choisir des fichiers").set_input_files([pdf])
    expect(page.get_by_text("Prêt")).to_be_visible()
    page.get_by_role("combobox", name="Destinataires").fill("vie")
    expect(page.get_by_role("option").first).to_be_visible()


def _stop(page: Page) -> None:
    page.get_by_role("switch").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _look(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Voir le portail")).first.click()
    page.get_by_role("dialog").get_by_role("button").last.click()
    expect(
        page.get_by_role("region", name=re.compile("Vous voyez")).or_(page.get_by_text("Vous voyez le portail")).first
    ).to_be_visible()
    expect(page.get_by_text("Chargement…")).to_have_count(0)


SCENES: Final = {
    "sign-in": Scene("/sign-in", "stranger"),
    "sign-in-search": Scene("/sign-in", "stranger", _type_town),
    "sign-in-blocked": Scene("/sign-in?e=2&error=blocked", "stranger", is_state=True),
    "platform-sign-in": Scene("/platform/sign-in?error=wrong&left=3", "stranger", is_state=True),
    "forgot": Scene("/forgot", "stranger"),
    "reset": Scene("/reset/", "stranger"),
    "not-found": Scene("/nowhere", "admin"),
    "establishments": Scene("/platform/establishments"),
    "establishments-none": Scene("/platform/establishments?q=zzz", is_state=True),
    "establishments-ticked": Scene("/platform/establishments", gesture=_tick),
    "establishments-block": Scene("/platform/establishments", gesture=_preview("establishments.block")),
    "establishments-write": Scene("/platform/establishments", gesture=_preview("establishments.write")),
    "menu": Scene("/platform/establishments", gesture=_open_menu),
    "establishment": Scene("/platform/establishments/3"),
    "establishment-blocked": Scene("/platform/establishments/2", is_state=True),
    "establishment-delete": Scene("/platform/establishments/3", gesture=_press("Supprimer")),
    "establishment-new": Scene("/platform/establishments/new"),
    "establishment-new-faults": Scene("/platform/establishments/new", gesture=_wrong),
    "import": Scene("/platform/import"),
    "import-preview": Scene("/platform/import", gesture=_file),
    "zones": Scene("/platform/zones"),
    "statistics": Scene("/platform/statistics"),
    "mails": Scene("/platform/mail"),
    "mail": Scene("/platform/mail", gesture=_press("Travaux au réseau")),
    "jobs": Scene("/platform/jobs"),
    "job": Scene("/platform/jobs/3"),
    "journal": Scene("/platform/journal"),
    "home": Scene("/", "admin"),
    "home-teacher": Scene("/", "prof"),
    "home-guardian": Scene("/", "parent"),
    "home-pupil": Scene("/", "eleve", is_state=True),
    "home-school-life": Scene("/", "cpe", is_state=True),
    "home-assistant": Scene("/", "aesh", is_state=True),
    "establishment-journal": Scene("/journal", "admin", is_state=True),
    "people": Scene("/people", "admin"),
    "people-none": Scene("/people?q=zzz", "admin", is_state=True),
    "people-ticked": Scene("/people", "admin", _tick),
    "people-filters": Scene("/people", "admin", _unfold),
    "people-give-role": Scene("/people", "admin", _preview("people.give_role")),
    "person": Scene("/people/7", "admin"),
    "person-sign-ins": Scene("/people/2?tab=sign-ins", "admin", is_state=True),
    "person-rights": Scene("/people/3?tab=rights", "admin", is_state=True),
    "person-new": Scene("/people/new", "admin"),
    "people-import": Scene("/people/import", "admin"),
    "people-import-preview": Scene("/people/import", "admin", _people_file),
    "people-import-done": Scene("/people/import", "admin", _people_imported),
    "person-cancel": Scene("/people/7/cancel", "admin"),
    "person-cancel-confirm": Scene("/people/7/cancel", "admin", _last_way),
    "roles": Scene("/roles", "admin"),
    "role": Scene("/roles/PRINCIPAL", "admin"),
    "role-new": Scene("/roles/new", "admin", is_state=True),
    "permissions": Scene("/permissions", "admin"),
    "permissions-ticked": Scene("/permissions", "admin", _grant),
    "permissions-save": Scene("/permissions", "admin", _review),
    "services": Scene("/services", "admin"),
    "service": Scene("/services?service=1", "admin", is_state=True),
    "access": Scene("/access?person=2&right=people.read", "admin"),
    "entry": Scene("/access?person=4&right=space-TEACHERS", "admin"),
    "spaces": Scene("/spaces", "admin"),
    "space": Scene("/spaces/TEACHERS", "admin"),
    "space-stop": Scene("/spaces", "admin", _stop),
    "guardians": Scene("/guardians", "admin"),
    "guardians-ticked": Scene("/guardians", "admin", _tick),
    "person-family": Scene("/people/5", "admin", is_state=True),
    "announcements": Scene("/announcements", "admin"),
    "announcement": Scene("/announcements/1", "admin"),
    "announcement-new": Scene("/announcements/new", "admin", is_state=True),
    "visit": Scene("/visit?e=1", "stranger"),
    "closed": Scene("/closed?step=space&space=GUARDIANS&e=1", "parent"),
    "view-as": Scene("/people/4", "admin", _look),
    "account": Scene("/account", "prof"),
    "locker": Scene("/locker", "prof"),
    "locker-ticked": Scene("/locker", "prof", _tick),
    "locker-none": Scene("/locker?q=zzz", "prof", is_state=True),
    "locker-document": Scene("/locker", "prof", _read),
    "locker-deposit": Scene("/locker/deposit", "prof"),
    "locker-deposit-files": Scene("/locker/deposit", "prof", _send),
    "locker-sent": Scene("/locker/sent", "admin"),
    "locker-sent-document": Scene("/locker/sent", "admin", _read),
    "locker-trash": Scene("/locker/trash", "admin", is_state=True),
    "locker-categories": Scene("/locker/categories", "admin", is_state=True),
    "locker-document-pdf": Scene("/locker", "prof", _read_pdf),
    "locker-arrival": Scene("/locker", "prof", _arrive),
    "locker-deposit-barred": Scene("/locker/deposit", "aesh", is_state=True),
    "settings": Scene("/settings", "admin"),
    "person-jobs": Scene("/jobs", "admin", is_state=True),
    "person-job": Scene("/jobs/1", "admin", is_state=True),
    "activate": Scene("/activate/", "stranger", is_state=True),
    "confirm": Scene("/confirm/", "stranger", is_state=True),
    "locker-deposit-tight": Scene("/locker/deposit", "prof", before=_tighten),
    "settings-tight": Scene("/settings", "admin", _to_storage, before=_tighten),
}
NOT_THERE: Final = re.compile("404")  # the browser says it of the page that is not there
IN_ENGLISH: Final = (
    "sign-in",
    "establishments",
    "establishment",
    "home",
    "people",
    "permissions",
    "locker",
    "spaces",
    "entry",
    "home-guardian",
    "locker-arrival",
    "locker-deposit-tight",
    "settings-tight",
    "locker-document-pdf",
)


def furnish(portal: Portal) -> None:
    """A platform that has been at work for a while."""
    with open_platform(portal.installation, TEST, writes=True) as scope:
        form: dict[str, Any] = {
            "name": "Collège Louise-Michel", "zone": "1", "locality": "75010 Paris", "uai": portal.uai(),
            "contact_last_name": "Diallo", "contact_first_name": "Aminata", "contact_email": "a.diallo@louise-michel.test",
            "send": "on",
        }  # fmt: skip
        establishment_creation.create(scope, EstablishmentForm(**form))
    words = "Bonjour,\n\nLe réseau sera coupé samedi de 8 h à 12 h.\n\nBonne journée."
    _run(portal, "establishments.write", "lycée", {"subject": "Travaux au réseau", "words": words})
    _run(portal, "establishments.count", "", {})
    portal.block(2, "Travaux dans les locaux jusqu’au 12 janvier")
    portal.block(7, "Changement de direction")
    _run(portal, "establishments.block", "école", {"reason": "Fermeture pendant les vacances d’été"})
    _run(portal, "establishments.unblock", "école", {})
    _run_on_people(portal, "people.require_password", {"kind": "other"})


def _run(portal: Portal, action: str, words: str, fields: dict[str, str]) -> None:
    with open_platform(portal.installation, TEST, writes=True) as scope:
        preview = establishment_bulk.preview(scope, action, bulk.Selection(ids=[], all=True), Query(q=words))
        establishment_bulk.confirm(scope, preview["job"], fields)
    portal.await_jobs()


def _run_on_people(portal: Portal, action: str, filters: dict[str, str]) -> None:
    place = portal.installation
    actor = sessions.actor(
        place, sessions.hash_of(sign_in.enter(Visit(place, "192.0.2.1"), "1", "admin", PASSWORD).token)
    )
    assert isinstance(actor, PersonActor)  # noqa: S101  what the type checker cannot know
    with open_establishment(place, actor, writes=True) as scope:
        preview = people_bulk.preview(scope, action, bulk.Selection(ids=[], all=True), Query(filters=filters))
        people_bulk.confirm(scope, preview["job"], {})
    while True:
        with open_establishment(place, actor, writes=False) as scope:
            if person_jobs.card(scope, preview["job"])["state"] not in OPEN:
                return
        time.sleep(0.1)


def picture(  # noqa: PLR0913, PLR0917  what a picture depends on
    browser: Browser, portal: Portal, name: str, size: str, theme: str, language: str = "fr"
) -> None:
    """One scene, as somebody with that screen, theme and language finds it."""
    scene, suffix = SCENES[name], "" if language == "fr" else f"-{language}"
    kept = f"localStorage.setItem('theme', '{theme}'); localStorage.setItem('locale', '{language}')"
    keep = f"if (window === window.top) {{ {kept} }}"  # a document in the page is sandboxed
    if scene.before:
        scene.before(portal)
    with visiting(browser, portal, NOT_THERE, viewport=SIZES[size]) as visitor:
        visitor.context.add_init_script(keep)
        _enter(visitor, scene.who)
        is_link = scene.path.rstrip("/") != scene.path != "/"
        page = visitor.open(visitor.portal.mailed(scene.path.strip("/")) if is_link else scene.path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        expect(page.get_by_text(re.compile("^(Chargement|Loading)…$"))).to_have_count(0)
        if scene.gesture:
            scene.gesture(page)
        page.screenshot(path=FOLDER / f"{name}-{size}-{theme}{suffix}.png", animations="disabled")


def _enter(visitor: Visitor, who: str) -> None:
    if who == "webmaster":
        visitor.sign_in()
    elif who != "stranger":
        visitor.sign_in(1, who)


def main() -> None:
    """Picture what the arguments name, or everything."""
    wanted = sys.argv[1:] or list(SCENES)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), schools=60, people=200) as portal:
        furnish(portal)
        with sync_playwright() as started, chromium(started, has_viewer=True) as browser:
            for name in wanted:
                for size, theme in SCENES[name].views:
                    picture(browser, portal, name, size, theme)
                if name in IN_ENGLISH:
                    picture(browser, portal, name, "wide", "light", "en")


if __name__ == "__main__":
    main()
