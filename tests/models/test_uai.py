"""Does the UAI rule of the glossary hold for every number?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.uai import LETTERS, check_letter, is_uai, normalised

DIGITS = st.text("0123456789", min_size=7, max_size=7)


def test_the_example_of_the_glossary_is_right_and_its_neighbour_is_not() -> None:
    assert check_letter("0951099") == "D"
    assert is_uai("0951099D")
    assert not is_uai("0951099E")


@given(DIGITS)
def test_exactly_one_letter_fits_each_number(digits: str) -> None:
    assert [letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if is_uai(digits + letter)] == [check_letter(digits)]


@given(DIGITS, st.integers(0, 6), st.sampled_from("0123456789"))
def test_one_mistyped_digit_is_always_caught(digits: str, place: int, typed: str) -> None:
    mistyped = digits[:place] + typed + digits[place + 1 :]
    assert is_uai(mistyped + check_letter(digits)) == (mistyped == digits)


@given(DIGITS)
def test_lower_case_and_blanks_around_are_put_right(digits: str) -> None:
    uai = digits + check_letter(digits)
    assert not is_uai(uai.lower())
    assert is_uai(normalised(f"\t{uai.lower()}\u00a0\n"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0951099",
        "951099D",
        "00951099D",
        "0951099DD",
        "O951099D",
        "0951099D\n",
        " 0951099D",
        "0951 099D",
        "\u0660951099D",
        "\uff10951099D",
    ],
)
def test_any_other_shape_is_no_uai(text: str) -> None:
    assert not is_uai(text)


def test_a_letter_of_another_alphabet_does_not_become_ours() -> None:
    digits = next(f"{n:07d}" for n in range(len(LETTERS)) if check_letter(f"{n:07d}") == "S")
    assert not is_uai(normalised(digits + "\u017f"))


@given(st.text())
def test_no_text_makes_the_rule_fail(text: str) -> None:
    assert is_uai(text) in {True, False}
