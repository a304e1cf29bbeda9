"""Are fields checked as people read them, with a sentence each?"""

import pytest

from app.services.errors import Invalid
from app.services.validation import Checks, is_email


def fault(check: Checks, field: str = "field") -> str:
    return check.faults[field].text("en") if field in check.faults else ""


def text(value: str, longest: int = 20, *, required: bool = True, lines: bool = False) -> str:
    checks = Checks()
    checks.text("field", value, longest, required=required, lines=lines)
    return fault(checks)


@pytest.mark.parametrize("value", ["Collège d’Été", "  trimmed  ", "Ⅷ – « ça »", "👩🏽‍🏫", "a" * 20, "مدرسة"])
def test_words_of_any_language_are_taken(value: str) -> None:
    assert text(value) == ""


@pytest.mark.parametrize(
    "value",
    ["a\nb", "a\rb", "a\tb", "a\0b", "a\x1bb", "a\x85b", "a\u2028b", "a\u2029b", "a\ud800b", "a\u202eb", "a\u2066b"],
)
def test_line_breaks_controls_and_turned_words_are_refused(value: str) -> None:
    assert text(value) == "Line breaks and control characters cannot be used here."


def test_lines_are_taken_where_there_may_be_lines() -> None:
    assert text("one\r\ntwo\nthree", lines=True) == ""
    assert text("one\u2028two", lines=True)
    assert text("one\x00two", lines=True)


def test_a_text_too_long_says_how_long_it_may_be() -> None:
    assert text("a" * 21) == "At most 20 characters."
    assert text("a" * 10_000) == "At most 20 characters."


@pytest.mark.parametrize("value", ["", " ", "\n", "\u00a0"])
def test_nothing_is_not_enough_where_something_is_required(value: str) -> None:
    assert text(value) == "Please fill in this field."
    assert text(value, required=False) == ""


@pytest.mark.parametrize(
    "value",
    [
        "c.petit@college-jaures.fr",
        "ce.0951099d@ac-versailles.fr",
        "o'neil+x@a.b.org",
        "a@b.fr",
        "x" * 64 + "@b.fr",
        "a@xn--cole-9oa.fr",
    ],
)
def test_addresses_are_known(value: str) -> None:
    assert is_email(value)


@pytest.mark.parametrize(
    "value",
    [
        "", "a", "a@", "@b.fr", "a@b", "a b@c.fr", "a@b..fr", ".a@b.fr", "a.@b.fr", "a@-b.fr", "a@b-.fr", "a@b.1",
        "a@[1.2.3.4]", "a@b.fr\nBcc: x@y.fr", "a@b.fr\r", "a\u2028@b.fr", "a@b.fr,c@d.fr", "a@b.fr;c@d.fr", "a@b.fr\0",
        "Anne <a@b.fr>", "é@b.fr", "a@é.fr", '"a b"@c.fr', "a@b.fr>", "a%0a@b.fr a@b.fr", "x" * 250 + "@b.fr",
    ],
)  # fmt: skip
def test_what_is_no_address_or_more_than_one_is_refused(value: str) -> None:
    assert not is_email(value)


def test_an_address_is_kept_in_lower_case_and_without_spaces_around() -> None:
    checks = Checks()
    assert checks.email("field", " C.Petit@Jaures.FR ") == "c.petit@jaures.fr"
    checks.settle()


def test_a_uai_is_put_right_where_it_can_be() -> None:
    checks = Checks()
    assert checks.uai("field", " 0951099d ") == "0951099D"
    assert checks.uai("field", "  ") is None
    checks.settle()


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("0951099E", "The check letter is wrong: 0951099 goes with D."),
        ("0951099", "A UAI is seven digits and a letter, like 0951099D."),
        ("095109DD", "A UAI is seven digits and a letter, like 0951099D."),
        ("\u0660951099D", "A UAI is seven digits and a letter, like 0951099D."),
        ("0951099D0951099D", "A UAI is seven digits and a letter, like 0951099D."),
    ],
)
def test_a_wrong_uai_is_refused_with_what_is_wrong(value: str, sentence: str) -> None:
    checks = Checks()
    checks.uai("field", value)
    assert fault(checks) == sentence


@pytest.mark.parametrize(("value", "number"), [("1", 1), (" 042 ", 42), ("999999999", 999_999_999), ("", None)])
def test_a_number_is_read(value: str, number: int | None) -> None:
    checks = Checks()
    assert checks.number("field", value) == number
    checks.settle()


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "1e3", "1000000000", "\u0663", "²", "x", "1\n2"])
def test_what_is_no_number_is_refused(value: str) -> None:
    checks = Checks()
    checks.number("field", value)
    assert fault(checks) == "A number is a whole number from 1 to 999999999."


def test_everything_wrong_is_said_at_once_and_the_first_fault_of_a_field_stays() -> None:
    checks = Checks()
    checks.text("name", "", 5)
    checks.email("email", "nobody")
    checks.text("name", "x" * 9, 5)
    with pytest.raises(Invalid) as refused:
        checks.settle()
    assert {field: message.text("en") for field, message in refused.value.fields.items()} == {
        "name": "Please fill in this field.",
        "email": "This is not an e-mail address. Example: c.petit@college-jaures.fr",
    }
