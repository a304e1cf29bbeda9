"""Does a mail say what it should, in either language, whatever the names in it (E3, E5, E8)?"""

from html.parser import HTMLParser

import pytest

from app.locales import LANGUAGES
from app.services import letters
from app.services.letters import Letter

EVIL = "<script>alert('x')</script> & \"Co\" 100 % %(name)s"
ADDRESS = 'https://casier.test/sign-in?e=1&x="><script>'
LETTERS = {
    "welcome": letters.welcome(EVIL, EVIL, ADDRESS, EVIL, EVIL),
    "new credentials": letters.new_credentials(EVIL, EVIL, ADDRESS, EVIL, EVIL),
    "reset link": letters.reset_link(EVIL, ADDRESS, 30),
    "activation": letters.activation(EVIL, EVIL, EVIL, ADDRESS, 14),
    "new e-mail": letters.new_email(EVIL, EVIL, ADDRESS, 24),
    "e-mail changing": letters.email_changing(EVIL, EVIL),
    "written": letters.written(EVIL, EVIL, f"{EVIL}\n\n{EVIL}\nthe end"),
}


class Reader(HTMLParser):
    """What a mail program shows, and the elements it met."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.elements, self.links = "", set[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += f"{data}\n"


def read(letter: Letter, language: str) -> Reader:
    reader = Reader()
    reader.feed(letter.html(language))
    return reader


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_names_are_words_and_never_more(letter: Letter, language: str) -> None:
    reader = read(letter, language)
    assert "script" not in reader.elements
    assert EVIL in reader.words
    assert EVIL in letter.text(language)
    assert set(reader.links) <= {ADDRESS}


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_each_language_says_it_in_its_own_words(letter: Letter) -> None:
    french, english = (letter.text(language) for language in ("fr", "en"))
    assert french != english
    assert letter.html("fr").startswith('<!doctype html><html lang="fr">')
    assert letter.html("en").startswith('<!doctype html><html lang="en">')


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_and_html_say_the_same(language: str) -> None:
    letter = letters.welcome("Anne Petit", "Collège Jaurès", "https://casier.test/sign-in?e=1", "admin", "Abcd2-efghi")
    said = read(letter, language).words
    for part in ("Anne Petit", "Collège Jaurès", "admin", "Abcd2-efghi"):
        assert part in letter.text(language)
        assert part in said
    assert "https://casier.test/sign-in?e=1" in letter.text(language)


def test_words_of_a_person_are_kept_as_they_are() -> None:
    letter = letters.written("Anne", "Rentrée", "Bonjour,\n\nà lundi.\nL’équipe")
    assert letter.subject.text("en") == "Rentrée"
    assert "Bonjour,\n\nà lundi.\nL’équipe" in letter.text("en")
    assert "<p>à lundi.<br>L’équipe</p>" in letter.html("en")


def test_nobody_in_particular_is_greeted_too() -> None:
    assert letters.written("", "Objet", "Texte").text("en").startswith("Hello,\n")
