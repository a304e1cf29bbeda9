"""Is a password judged by all that was typed, and by the policy (P4, T23)?"""

import string
import time
import unicodedata

import bcrypt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services import passwords

COST = 4
LOWER, UPPER, DIGIT, SPECIAL = string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation


def fault(password: str, username: str = "", email: str | None = None) -> str:
    found = passwords.fault(password, username, email)
    return found.text("en") if found else ""


def test_a_hash_is_bcrypt_of_the_cost_asked_for() -> None:
    hashed = passwords.hashed("Juste-un-cheval-42", COST)
    assert hashed.startswith("$2b$04$")
    assert passwords.cost_of(hashed) == COST
    assert passwords.is_right("Juste-un-cheval-42", hashed, COST)


@given(st.text(min_size=1, max_size=200), st.text(min_size=1, max_size=200))
def test_a_password_opens_what_it_closed_and_nothing_else(password: str, other: str) -> None:
    hashed = passwords.hashed(password, COST)
    assert passwords.is_right(password, hashed, COST)
    is_same = [unicodedata.normalize("NFC", p.encode("utf-8", "replace").decode()) for p in (password, other)]
    assert passwords.is_right(other, hashed, COST) is (is_same[0] == is_same[1])


@pytest.mark.parametrize("length", [71, 72, 73, 150, 199])
def test_the_last_of_many_characters_matters(length: int) -> None:
    hashed = passwords.hashed("é" * length + "a", COST)
    assert not passwords.is_right("é" * length + "b", hashed, COST)


def test_a_character_of_nothing_ends_no_password() -> None:
    hashed = passwords.hashed("abc\0def", COST)
    assert not passwords.is_right("abc\0xyz", hashed, COST)
    assert not passwords.is_right("abc", hashed, COST)


def test_accents_may_be_typed_either_way() -> None:
    assert passwords.is_right("e\u0301t\u00e9", passwords.hashed("\u00e9te\u0301", COST), COST)


def test_a_password_longer_than_any_is_refused_at_once() -> None:
    hashed = passwords.hashed("x" * passwords.LONGEST, 12)
    began = time.perf_counter()
    assert not passwords.is_right("x" * 1_000_000, hashed, 12)
    assert fault("xX3-" * 250_000) == "A password has at most 200 characters."
    assert time.perf_counter() - began < 0.1


def test_nothing_to_compare_with_takes_as_long_as_a_comparison() -> None:
    usual, light = passwords.hashed("another", 7), passwords.hashed("another", passwords.GENERATED_COST)
    lasts = dict[str | None, float]()
    for _ in range(9):
        for stored in (usual, light, None):
            began = time.thread_time()
            assert not passwords.is_right("a password", stored, 7)
            lasts[stored] = min(lasts.get(stored, 9.0), time.thread_time() - began)
    assert 0.7 < lasts[None] / lasts[usual] < 1.4
    assert 0.7 < lasts[light] / lasts[usual] < 1.4


@pytest.mark.parametrize(
    "password",
    [
        "abcdefghijkL1",
        "abcdefghijk1-",
        "ABCDEFGHIJKl-",
        "ÉÀÇ-éàç-éàç-éàç",
        "aaaaaaaaaaB中",
        "x X " * 3,
        "Aa1" + "a" * 197,
    ],
)
def test_twelve_characters_of_three_kinds_are_taken(password: str) -> None:
    assert fault(password) == ""


@pytest.mark.parametrize(
    "password", ["abcdefghijkL", "abcdefghijk-", "ABCDEFGHIJK1", "1234567890-_", "中中中中中中中中中中中a"]
)
def test_two_kinds_are_too_few(password: str) -> None:
    assert fault(password) == "A password mixes at least three of: lower case, upper case, digits, other characters."


def test_eleven_characters_are_too_few_and_201_too_many() -> None:
    assert fault("Abcdefghi-1") == "A password has at least 12 characters."
    assert fault("Aa1" + "a" * 198) == "A password has at most 200 characters."


@pytest.mark.parametrize("password", ["Hélène.Petit-1900", "HELENE.PETIT-1900", "helene.Petit-1900"])
def test_the_username_is_no_password_however_it_is_written(password: str) -> None:
    assert fault(password, "Hélène.Petit-1900") == "A password is neither the username nor the e-mail address."


def test_the_address_is_no_password() -> None:
    assert fault("Helene@Casier.test", "hp", "helene@casier.test")


def test_generated_passwords_differ_are_easy_to_copy_and_satisfy_the_policy() -> None:
    generated = {passwords.generated() for _ in range(1000)}
    assert len(generated) == 1000
    assert {fault(password) for password in generated} == {""}
    assert not set("".join(generated)) & set("lo01IO")


def test_what_is_kept_tells_nothing_of_the_password() -> None:
    assert b"secret" not in bcrypt.hashpw(b"secret", bcrypt.gensalt(COST))
    assert "Juste" not in passwords.hashed("Juste-un-cheval-42", COST)
