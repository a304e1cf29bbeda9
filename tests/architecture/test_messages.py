"""Can everything that people read be read in both languages (X2)?"""

import re

import pytest

from app.locales import LANGUAGES, catalogue
from tools import messages

SAID = sorted(messages.messages(), key=str)
AGAIN = "run `make messages`, then translate what it names"


def forms(message: messages.Found) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else message


def translated(language: str, message: messages.Found) -> tuple[str, ...]:
    """What the catalogue says for a message, form by form; empty where it says nothing."""
    found = catalogue(language).get(forms(message)[0])
    string = found.string if found else ""
    return (string,) if isinstance(string, str) else tuple(string or ())


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\((\w+)\)[sd]", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_what_the_code_says_and_nothing_else(language: str) -> None:
    there = sorted(str(message.id) for message in catalogue(language) if message.id)
    assert there == sorted({str(_merged(message)) for message in SAID}), AGAIN


def _merged(message: messages.Found) -> messages.Found:
    """A message that is also counted elsewhere is one entry."""
    return next((other for other in SAID if not isinstance(other, str) and other[0] == message), message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_its_words(language: str) -> None:
    assert [message for message in SAID if not all(translated(language, message) or ("",))] == [], AGAIN


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess(language: str) -> None:
    assert [message.id for message in catalogue(language) if message.id and message.fuzzy] == []


def test_english_is_as_the_code_says_it() -> None:
    assert [message for message in SAID if forms(_merged(message)) != translated("en", message)] == [], AGAIN


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_filled_in_everywhere(language: str) -> None:
    """A counted message's singular may leave its count out: "one minute"."""
    for message in SAID:
        for original, said in zip(reversed(forms(message)), reversed(translated(language, message)), strict=False):
            expected = set(placeholders(original)) - {"n"}
            assert expected <= set(placeholders(said)) <= {*placeholders(original), "n"}, message


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_percent_sign_is_a_placeholder_where_there_are_any(language: str) -> None:
    for message in SAID:
        for said in translated(language, message):
            if "%(" in said:
                assert said % _Anything(), said


def test_french_keeps_its_double_signs_with_their_words() -> None:
    """None of them begins a line, nor does a guillemet end one."""
    faulty = re.compile("[^\\s\u00a0\u202f](?<!%)[!?;»](?!\\w)| [:;!?»]|«[^\u00a0\u202f]|\\w'\\w")
    assert [said for message in SAID for said in translated("fr", message) if faulty.search(said)] == []


class _Anything(dict[str, int]):
    """Fills in whatever a message asks for."""

    def __missing__(self, _name: str) -> int:
        return 1
