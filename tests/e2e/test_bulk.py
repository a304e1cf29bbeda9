"""Is something done to many establishments as it was previewed, and told row by row? (E8, P2)."""

import csv
import re
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.gestures import LIST, confirm, faulty, names, preview, row, said, take_all, title
from tests.support.browser import Frames, Visitor
from tests.support.portals import Portal


def _schools(portal: Portal, word: str, n: int) -> list[int]:
    """Schools of one word, told apart by letters: figures are in UAI codes too."""
    return [portal.school(f"Lycée {word} {chr(ord('a') + i) * 3}", contact_email=_contact(word, i)) for i in range(n)]


def _contact(word: str, i: int) -> str:
    return f"{i}@{word.lower()}.test"


def _listed(visitor: Visitor, word: str, n: int) -> Page:
    page = visitor.open(f"{LIST}?q={word}&size=20")
    expect(names(page)).to_have_count(min(n, 20))
    return page


def _tick(page: Page, word: str, *letters: str) -> None:
    for letter in letters:
        page.get_by_role("checkbox", name=f"Sélectionner Lycée {word} {letter * 3}").check()


def _over(page: Page, *counts: str) -> None:
    """The bar moves, then gives way to what came of it."""
    result = page.get_by_role("status").filter(has_text="Terminé")
    for count in counts:
        expect(result).to_contain_text(count)
    expect(page.get_by_role("main").get_by_role("progressbar")).to_have_count(0)


def test_ticking_rows_asks_nothing_of_the_server(webmaster: Visitor, portal: Portal) -> None:
    _schools(portal, "Capucine", 4)
    frames = Frames(webmaster.page)
    page = _listed(webmaster, "Capucine", 4)
    asked = len(frames.sent)
    bar = page.get_by_role("region", name="Actions")
    expect(bar).to_have_count(0)
    _tick(page, "Capucine", "a", "c")
    expect(bar).to_contain_text("2 sélectionnés")
    page.get_by_role("checkbox", name="Tout sélectionner sur la page").check()
    expect(bar).to_contain_text("4 sélectionnés")
    page.get_by_role("checkbox", name="Sélectionner Lycée Capucine bbb").uncheck()
    expect(bar).to_contain_text("3 sélectionnés")
    expect(page.get_by_role("checkbox", name="Tout sélectionner sur la page")).not_to_be_checked()
    bar.get_by_role("button", name="Tout décocher").click()
    expect(bar).to_have_count(0)
    assert len(frames.sent) == asked
    _tick(page, "Capucine", "a")
    preview(page, "Bloquer")
    assert len(frames.sent) == asked + 1


def test_what_is_left_out_is_said_before_and_told_afterwards(webmaster: Visitor, portal: Portal) -> None:
    numbers = _schools(portal, "Lavande", 4)
    portal.block(numbers[0], "Déjà")
    page = _listed(webmaster, "Lavande", 4)
    _tick(page, "Lavande", "a", "b", "c")
    dialog = preview(page, "Bloquer")
    expect(dialog).to_contain_text("2 établissements : Lycée Lavande bbb, Lycée Lavande ccc")
    expect(dialog).to_contain_text("1 laissé de côté : déjà bloqué (Lycée Lavande aaa)")
    dialog.get_by_label("Motif").fill("Vacances")
    confirm(dialog)
    expect(page.get_by_role("main").get_by_role("progressbar")).to_be_visible()
    _over(page, "2 faits", "1 laissé de côté")
    expect(page.get_by_role("region", name="Actions")).to_have_count(0)
    for letter, state in (("a", "Bloqué"), ("b", "Bloqué"), ("c", "Bloqué"), ("d", "Actif")):
        expect(row(page, f"Lycée Lavande {letter * 3}")).to_contain_text(state)

    page.get_by_role("link", name="Détail").click()
    expect(title(page, "Bloquer")).to_be_visible()
    expect(row(page, "Lycée Lavande bbb")).to_contain_text("Fait")
    expect(row(page, "Lycée Lavande aaa")).to_contain_text("Laissé de côté")
    expect(row(page, "Lycée Lavande aaa")).to_contain_text("déjà bloqué")
    page.get_by_label("Résultat").select_option(label="Laissé de côté")
    expect(names(page)).to_have_count(1)


def test_thinking_again_keeps_what_was_ticked(webmaster: Visitor, portal: Portal) -> None:
    _schools(portal, "Bleuet", 2)
    page = _listed(webmaster, "Bleuet", 2)
    _tick(page, "Bleuet", "a")
    preview(page, "Bloquer").get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("region", name="Actions")).to_contain_text("1 sélectionné")
    expect(page.get_by_role("button", name="Appliquer aux éléments sélectionnés")).to_be_focused()
    expect(row(page, "Lycée Bleuet aaa")).to_contain_text("Actif")


def test_when_nothing_can_be_done_nothing_can_be_confirmed(webmaster: Visitor, portal: Portal) -> None:
    _schools(portal, "Muguet", 1)
    page = _listed(webmaster, "Muguet", 1)
    _tick(page, "Muguet", "a")
    dialog = preview(page, "Débloquer")
    expect(dialog).to_contain_text("Aucune ligne ne peut être prise.")
    expect(dialog).to_contain_text("1 laissé de côté : pas bloqué")
    expect(dialog.get_by_role("button", name="Confirmer")).to_have_count(0)
    dialog.get_by_role("button", name="Fermer").click()
    expect(dialog).to_have_count(0)


def test_all_results_are_counted_shown_as_bars_and_downloaded(webmaster: Visitor, portal: Portal) -> None:
    _schools(portal, "Tulipe", 22)
    page = _listed(webmaster, "Tulipe", 22)
    take_all(page, 20, 22)
    dialog = preview(page, "Calculer les statistiques")
    expect(dialog).to_contain_text("22 établissements : ")
    confirm(dialog)
    _over(page, "22 faits")
    page.get_by_role("link", name="Voir les statistiques").click()
    expect(title(page, "Statistiques")).to_be_visible()
    expect(names(page)).to_have_count(22)
    expect(page.locator("[aria-hidden=true] .bg-accent")).to_have_count(22 + 1)  # with the legend's
    with page.expect_download() as coming:
        page.get_by_role("link", name="Télécharger en CSV").click()
    with Path(coming.value.path()).open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    assert lines[0][:3] == ["Numéro", "Dénomination", "UAI"]
    assert sorted(line[1] for line in lines[1:]) == sorted(f"Lycée Tulipe {chr(97 + i) * 3}" for i in range(22))


def test_an_export_is_a_zip_of_zips(webmaster: Visitor, portal: Portal) -> None:
    _schools(portal, "Narcisse", 2)
    page = _listed(webmaster, "Narcisse", 2)
    page.get_by_role("checkbox", name="Tout sélectionner sur la page").check()
    confirm(preview(page, "Exporter données et bases"))
    _over(page, "2 faits")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Télécharger l’export").click()
    with zipfile.ZipFile(coming.value.path()) as whole:
        assert whole.testzip() is None
        parts = [name for name in whole.namelist() if name.endswith(".zip")]
        assert len(parts) == 2
        with whole.open(parts[0]) as part, zipfile.ZipFile(part) as inner:
            assert "manifest.json" in inner.namelist()


def test_contacts_are_written_to(webmaster: Visitor, portal: Portal) -> None:
    _schools(portal, "Iris", 2)
    page = _listed(webmaster, "Iris", 2)
    page.get_by_role("checkbox", name="Tout sélectionner sur la page").check()
    dialog = preview(page, "Écrire un courriel")
    dialog.get_by_label("Objet").fill("Coupure du réseau")
    dialog.get_by_label("Message").fill("Bonjour,\n\nle réseau sera coupé samedi.")
    confirm(dialog)
    _over(page, "2 faits")
    for i in (0, 1):
        mail = portal.mail_to(_contact("Iris", i))
        assert mail["subject"] == "Coupure du réseau"
        assert "le réseau sera coupé samedi." in mail["text"]
    mails = webmaster.open("/platform/mail?q=iris.test")
    expect(mails.get_by_role("button", name="Coupure du réseau")).to_have_count(2)


def test_many_go_only_when_their_number_was_typed(webmaster: Visitor, portal: Portal) -> None:
    _schools(portal, "Coquelicot", 3)
    page = _listed(webmaster, "Coquelicot", 3)
    _tick(page, "Coquelicot", "a", "b")
    dialog = preview(page, "Supprimer")
    typed = dialog.get_by_label("Tapez le nombre d’établissements à supprimer")
    typed.fill("3")
    dialog.get_by_role("button", name="Confirmer").click()
    faulty(typed, "Tapez 2, le nombre d’établissements à supprimer, pour confirmer.")
    expect(typed).to_be_focused()
    typed.fill("2")
    confirm(dialog)
    _over(page, "2 faits")
    expect(names(page)).to_have_text([re.compile("Coquelicot ccc")])


def test_work_is_found_again_in_the_list_of_works(webmaster: Visitor, portal: Portal) -> None:
    _schools(portal, "Cyclamen", 1)
    page = _listed(webmaster, "Cyclamen", 1)
    _tick(page, "Cyclamen", "a")
    confirm(preview(page, "Calculer les statistiques"))
    page.get_by_role("navigation", name="Principale").get_by_role("link", name="Travaux").click()
    expect(title(page, "Travaux")).to_be_visible()
    first = page.get_by_role("row").nth(1)
    expect(first).to_contain_text("Calculer les statistiques")
    expect(first).to_contain_text("Terminé")  # by itself, when it was not yet
    expect(first.get_by_role("progressbar", name="Calculer les statistiques")).to_be_visible()
    first.get_by_role("link").click()
    said(page, "1 fait")
    expect(row(page, "Lycée Cyclamen aaa")).to_contain_text("Fait")
