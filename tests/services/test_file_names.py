"""Are names kept for people, and harmless to computers? (T10)."""

import unicodedata
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.file_names import LONGEST, NAMELESS, apart, cleaned, disposition, portable, said


@pytest.mark.parametrize(
    "name",
    [
        "Bulletin 3e trimestre.pdf", "Élèves – 6e B (liste).ods", "été_2026.pdf", "日本語.txt", "قائمة.pdf",
        "👩‍🏫 emploi du temps.png", "Ça va ? Oui : 10 %; 'a' & <b>.txt", ".htaccess", "-rf.txt", "a.tar.gz", "sans",
        "=1+1.csv", "a,b;c.txt", "conseil.pdf", "COMMUNE.pdf", "nul_ici.txt", "100%25.pdf", "$(touch x).txt",
        "`id`.txt", "'; DROP TABLE document; --.pdf", "{{7*7}}.txt", "%s%n.txt", "ﷺ.txt", "Ω≈ç√∫.doc",
    ],
)  # fmt: skip
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert cleaned(name) == name
    assert said(quote(name, safe="")) == name


@pytest.mark.parametrize(
    ("hostile", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\cmd.exe", "cmd.exe"),
        ("/absolute/a.pdf", "a.pdf"),
        ("C:\\Users\\a.pdf", "a.pdf"),
        ("a/b/", "b"),
        ("..", NAMELESS),
        (".", NAMELESS),
        ("", NAMELESS),
        (" \t\n ", NAMELESS),
        ("///", NAMELESS),
        ("a\0b.pdf", "ab.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie: x=1.pdf"),
        ("a\x1b[31m.pdf", "a[31m.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("\u2066a\u2069\u200f\u061c.pdf", "a.pdf"),
        ("\ufeffa\u200b.pdf", "a.pdf"),
        ("a\u2028b\u2029c.pdf", "a b c.pdf"),
        ("a\ud800.pdf", "a.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("  a  b .pdf  ", "a b .pdf"),
        ("a.pdf...", "a.pdf"),
        ("a.pdf. . ", "a.pdf"),
        ("CON", "_CON"),
        ("con.pdf", "_con.pdf"),
        ("Aux .txt", "_Aux .txt"),
        ("LPT1.tar.gz", "_LPT1.tar.gz"),
        ("COM¹", "_COM¹"),
        ("\u202eCON", "_CON"),
        ("CON.", "_CON"),
        ("nul", "_nul"),
    ],
)
def test_hostile_names_are_made_harmless(hostile: str, name: str) -> None:
    assert cleaned(hostile) == name


@pytest.mark.parametrize("letter", ["a", "é", "日", "😀"])
@pytest.mark.parametrize("count", [251, 252, 255, 256, 10_000])
def test_long_names_are_cut_before_their_extension(letter: str, count: int) -> None:
    name = cleaned(letter * count + ".pdf")
    assert len(name.encode()) <= LONGEST
    assert len(name.encode()) > LONGEST - 8 or len(name) == count + 4
    assert name.endswith(f"{letter}.pdf")


def test_what_is_too_long_for_an_extension_is_none() -> None:
    assert cleaned("a." + "b" * 300) == "a." + "b" * 253


def test_a_letter_keeps_its_accents_or_goes() -> None:
    """q̇ has no form of one character."""
    name = cleaned("q\u0307" * 200 + ".pdf")
    assert len(name.encode()) <= LONGEST
    assert name.removesuffix(".pdf").endswith("q\u0307")


@given(st.text(max_size=400))
def test_whatever_the_name_what_is_kept_is_harmless(name: str) -> None:
    kept = cleaned(name)
    assert kept
    assert cleaned(kept) == kept
    assert len(kept.encode()) <= LONGEST
    assert not {*kept} & {*"/\\\0\r\n\t\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"}
    assert kept == unicodedata.normalize("NFC", kept)
    assert kept.strip(". ")


@given(st.text(max_size=300).map(cleaned))
def test_a_name_comes_back_from_its_header(name: str) -> None:
    """RFC 6266: a browser takes `filename*`; an old one something like it."""
    for is_shown, kind in ((True, "inline"), (False, "attachment")):
        header = disposition(name, is_shown=is_shown)
        assert header.isascii()
        assert header.isprintable()
        first, plain, whole = header.split("; ", 2) if header.count("; ") == 2 else _parted(header)
        assert first == kind
        assert plain.startswith('filename="')
        assert unquote(whole.removeprefix("filename*=UTF-8''"), errors="strict") == name


def _parted(header: str) -> tuple[str, str, str]:
    kind, _, rest = header.partition("; ")
    plain, _, whole = rest.rpartition("; ")
    return kind, plain, whole


def test_a_quote_ends_no_header() -> None:
    assert disposition('a"; filename="b.exe', is_shown=False) == (
        "attachment; filename=\"a_; filename=_b.exe\"; filename*=UTF-8''a%22%3B%20filename%3D%22b.exe"
    )


def test_a_name_that_was_not_percent_encoded_or_not_in_utf_8_is_one_too() -> None:
    assert said("plain name.pdf") == "plain name.pdf"
    assert said("%E9t%E9.pdf") == "\ufffdt\ufffd.pdf"
    assert said("%2e%2e%2fa.pdf") == "a.pdf"
    assert said("%") == "%"
    assert said("%00%0d%0a") == NAMELESS


def test_no_two_names_in_one_folder_are_alike() -> None:
    assert apart(["a.pdf", "A.PDF", "a.pdf", "a (2).pdf", "b"]) == [
        "a.pdf",
        "A (2).PDF",
        "a (3).pdf",
        "a (2) (2).pdf",
        "b",
    ]
    many = apart(["é" * 125 + ".pdf"] * 1000)
    assert len({name.casefold() for name in many}) == 1000
    assert all(len(name.encode()) <= LONGEST and name.endswith(".pdf") for name in many)


def test_any_system_can_write_a_portable_name() -> None:
    assert portable('Ça va ? <Oui> : "10 %" | *.pdf') == "Ça va _ _Oui_ _ _10 %_ _ _.pdf"
