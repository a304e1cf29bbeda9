"""Is every good line of a directory file read, and every bad one refused with its number and a sentence?"""

import codecs
import time
import tracemalloc
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from app.models.uai import check_letter
from app.services.directory import MAX_NAME, DirectoryRow, read
from app.services.directory_columns import MAX_BYTES
from tests.support.imports import refusals, whole_refusal

HEADINGS = "UAI;Nom;Code postal;Commune;Académie;Courriel"
NO_UAI = "A UAI is seven digits and a letter, like 0951099D."
UNPAIRED = (
    "The quotation marks of this line do not match: one is opened and never closed, or stands inside a quoted text."
)
TOO_MANY = (
    "This line has 7 columns where the headings have 6; "
    "a text that holds the separator must stand between quotation marks."
)
Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Put lines, text or bytes in a file."""

    def write(*lines: str | bytes, encoding: str = "utf-8", end: str = "\r\n") -> Path:
        path = tmp_path / "directory.csv"
        path.write_bytes(b"".join(x if isinstance(x, bytes) else (x + end).encode(encoding) for x in lines))
        return path

    return write


def uai(number: int) -> str:
    return f"{number:07d}{check_letter(f'{number:07d}')}"


def school(number: int, name: str = "Collège Érasme", email: str = "") -> str:
    return f"{uai(number)};{name};94000;Créteil;Créteil;{email}"


def rows(path: Path) -> list[DirectoryRow]:
    return [each for each in read(path) if isinstance(each, DirectoryRow)]


def test_a_school_is_read_with_all_that_is_known_of_it(written: Written) -> None:
    path = written(HEADINGS, "0951099D; Lycée  Jean\tMoulin ;95100;Argenteuil;Versailles;ce.0951099D@ac-versailles.fr")
    [row] = rows(path)
    assert row == DirectoryRow(
        2, "0951099D", "Lycée Jean Moulin", "95100", "Argenteuil", "Versailles", "ce.0951099d@ac-versailles.fr"
    )
    assert row.locality == "95100 Argenteuil"


@pytest.mark.parametrize(
    "headings",
    [
        "Identifiant_de_l_etablissement;Nom_etablissement;Code_postal;Nom_commune;Libelle_academie;Mail",
        "numero_uai;appellation_officielle;code_postal_uai;localite_acheminement_uai;libelle_academie;courriel",
        "Code établissement;Dénomination principale;Code postal;Localité d'acheminement;Académie;Adresse mail",
        "Code UAI;denomination_principale;CP;libelle_commune;academie;E-mail",
        "RNE;Dénomination;CODE POSTAL;Ville;ACADÉMIE;courriel",
        "uai;name;postcode;town;zone;email",
        "UAI code;School name;ZIP;City;Academy;E-mail address",
    ],
)
def test_columns_of_any_year_and_language_are_found(written: Written, headings: str) -> None:
    [row] = rows(written(headings, school(1, email="a@b.fr")))
    assert (row.uai, row.name, row.locality) == (uai(1), "Collège Érasme", "94000 Créteil")
    assert (row.zone, row.email) == ("Créteil", "a@b.fr")


def test_columns_come_in_any_order_among_others(written: Written) -> None:
    path = written("etat,town,SIRET,Name,zip,UAI", f'FERME,Nice,1,"École, annexe",06000,{uai(6)}')
    [row] = rows(path)
    assert (row.uai, row.name, row.locality, row.zone, row.email) == (uai(6), "École, annexe", "06000 Nice", "", "")


def test_the_more_specific_of_two_headings_wins(written: Written) -> None:
    path = written(
        "denomination_principale;appellation_officielle;RNE;numero_uai;CP;Commune;Nom_commune",
        f"COLLEGE;Collège Érasme;x;{uai(1)};94000;x;Créteil",
    )
    [row] = rows(path)
    assert (row.uai, row.name, row.town) == (uai(1), "Collège Érasme", "Créteil")


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found_even_when_a_heading_holds_others(written: Written, delimiter: str) -> None:
    headings = ["UAI", "Nom", '"Divers (a,b;c|d,e;f|g,h;i|j)"', "CP", "Ville"]
    path = written(delimiter.join(headings), delimiter.join([uai(1), "Érasme", "", "94000", "Créteil"]))
    assert rows(path)[0].name == "Érasme"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_accents_are_read_in_any_usual_encoding(written: Written, encoding: str) -> None:
    name = "Collège Œuvre d’Édith" if encoding != "latin-1" else "Collège Édith"
    path = written(f"{HEADINGS}\r\n{school(1, name)}\r\n{school(2, 'Noël')}", encoding=encoding)
    assert [row.name for row in rows(path)] == [name, "Noël"]
    assert rows(path)[0].zone == "Créteil"


def test_utf_16_of_either_byte_order_is_read(written: Written) -> None:
    text = f"{HEADINGS}\r\n{school(1)}\r\n"
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        assert rows(written(mark, text.encode(encoding)))[0].name == "Collège Érasme"


def test_an_accent_found_late_in_a_large_latin_1_file_counts(written: Written) -> None:
    path = written(*(f"{uai(n)};Ecole;94000;Paris;;{' ' * 100}" for n in range(5000)), encoding="latin-1")
    path.write_bytes(b"UAI;Nom;CP;Ville;academie;mail\r\n" + path.read_bytes() + school(9999).encode("latin-1"))
    assert rows(path)[-1].name == "Collège Érasme"


def test_one_damaged_byte_does_not_spoil_the_accents_of_the_other_lines(written: Written) -> None:
    path = written(HEADINGS, school(1), school(2, "Coll\udce8ge").encode("utf-8", "surrogateescape"), b"\n", school(3))
    assert [row.name for row in rows(path)] == ["Collège Érasme"] * 2
    assert refusals(read(path)) == {3: "This line holds characters that cannot be read; save the file in UTF-8."}


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_lines_are_counted_as_in_a_text_editor(written: Written, end: str) -> None:
    path = written(HEADINGS, school(1), f'{uai(2)};"Érasme{end}annexe";94000;Créteil;;', "", school(3), "bad", end=end)
    assert [(row.line, row.name) for row in rows(path)] == [
        (2, "Collège Érasme"),
        (3, "Érasme annexe"),
        (6, "Collège Érasme"),
    ]
    assert list(refusals(read(path))) == [7]


def test_signs_that_no_editor_takes_for_a_line_break_are_none(written: Written) -> None:
    path = written(HEADINGS, school(1, "A\u2028B\x0bC\x0cD\x85E"), school(2))
    assert [(row.line, row.name) for row in rows(path)] == [(2, "A B C D E"), (3, "Collège Érasme")]


def test_blank_lines_before_the_headings_and_rows_of_separators_are_passed_over(written: Written) -> None:
    path = written("", HEADINGS, ";;;;;", school(1), "  ", ";;;")
    assert [row.line for row in rows(path)] == [4]
    assert refusals(read(path)) == {}


def test_a_lower_case_uai_is_put_right(written: Written) -> None:
    assert [row.uai for row in rows(written(HEADINGS, school(951099).replace("D;", "d;", 1)))] == ["0951099D"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (school(951099).replace("D;", "E;", 1), "The check letter is wrong: 0951099 goes with D."),
        (school(951099).replace("D;", "I;", 1), "The check letter is wrong: 0951099 goes with D."),
        (school(951099).replace("D;", ";", 1), NO_UAI),
        (school(951099).replace("D;", "9;", 1), NO_UAI),
        (school(951099)[1:], NO_UAI),
        (school(951099)[8:], "The UAI is missing."),
        ("\x1b[31m" + school(1), NO_UAI),
        (school(1, email="\x1b[31mnobody" + "x" * 99), "·[31mnobody" + "x" * 48 + "… is not an e-mail address."),
        (school(1, "  "), "The name is missing."),
        (school(1, "x" * (MAX_NAME + 1)), "The name is longer than 200 characters."),
        (school(1, "x" * 10_000), "The name is longer than 200 characters."),
        (school(1, "x" * 10_001), "This line holds a text of more than 10000 characters."),
        (school(1) + "x" * 150_000, "This line holds a text of more than 10000 characters."),
        (
            school(1).replace(";94000;", f";{'9' * 200};"),
            "Postcode and town are longer than 200 characters together.",
        ),
        (school(1).replace(";Créteil;Créteil", f";Créteil;{'C' * 101}"), "The académie is longer than 100 characters."),
        (school(1, "Coll\x07ge"), "This line holds characters that cannot be read; save the file in UTF-8."),
        (school(1, email="nobody"), "nobody is not an e-mail address."),
        (school(1, email="a@b"), "a@b is not an e-mail address."),
        (school(1, email="a..b@c.fr"), "a..b@c.fr is not an e-mail address."),
        (school(1, email="a@b.fr,c@d.fr"), "a@b.fr,c@d.fr is not an e-mail address."),
        (school(1, email="a@" + "b" * 250 + ".fr"), "a@" + "b" * 57 + "… is not an e-mail address."),
        (school(1, email='"a@b.fr\r\nBcc: c@d.fr"'), "a@b.fr Bcc: c@d.fr is not an e-mail address."),
        (school(1, '"Collège "Érasme""'), UNPAIRED),
        (
            school(1, "Érasme; annexe"),
            TOO_MANY,
        ),
        (f"{uai(1)};Collège Ér", "This line stops after 2 of 6 columns; the file may be cut short."),
    ],
)
def test_a_bad_line_is_refused_and_its_neighbours_are_read(written: Written, line: str, sentence: str) -> None:
    path = written(HEADINGS, school(101), line, school(102))
    assert refusals(read(path)) == {3: sentence}
    assert [row.uai for row in rows(path)] == [uai(101), uai(102)]


def test_a_second_line_of_the_same_uai_names_the_first(written: Written) -> None:
    path = written(HEADINGS, school(1, ""), school(1), school(2), school(1).lower())
    assert refusals(read(path)) == {2: "The name is missing.", 5: f"The UAI {uai(1)} is already on line 3."}


def test_a_file_cut_within_a_character_loses_only_that_line(written: Written) -> None:
    path = written(HEADINGS, school(1), school(2))
    path.write_bytes(path.read_bytes().rsplit("è".encode(), 1)[0] + "è".encode()[:1])
    assert [row.name for row in rows(path)] == ["Collège Érasme"]
    assert refusals(read(path)) == {3: "This line stops after 2 of 6 columns; the file may be cut short."}


@pytest.mark.parametrize("place", [2, 30, 99])
def test_a_quotation_mark_never_closed_swallows_no_other_line(written: Written, place: int) -> None:
    lines = [school(n, '"Collège Érasme"' if n % 3 else "Collège") for n in range(1, 101)]
    lines[place - 2] = school(place - 1, '"Collège')
    path = written(HEADINGS, *lines)
    assert list(refusals(read(path))) == [place]
    assert len(rows(path)) == 99


def test_a_quotation_mark_never_closed_in_an_unquoted_file_swallows_no_other_line(written: Written) -> None:
    path = written(HEADINGS, school(1, '"Collège'), *(school(n) for n in range(2, 200)), school(200, '"Collège'))
    assert list(refusals(read(path))) == [2, 201]
    assert len(rows(path)) == 198


def test_quotation_marks_inside_an_unquoted_text_are_kept(written: Written) -> None:
    assert rows(written(HEADINGS, school(1, 'École "Les Lilas"')))[0].name == 'École "Les Lilas"'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf\r\n \r\n", "The file is empty."),
        (codecs.BOM_UTF16_LE, "The file is empty."),
        (HEADINGS.encode(), "The file holds headings and nothing below them."),
        (HEADINGS.encode() + b"\r\n;;;;;\r\n\r\n", "The file holds headings and nothing below them."),
        (
            b"PK\x03\x04\x14\x00",
            "The file is a workbook, not a CSV. Open it in a spreadsheet program and save it as CSV.",
        ),
        (b"%PDF-1.7\n", "The file is not a CSV."),
        (b"\x89PNG\r\n\x1a\n", "The file is not a CSV."),
        (b"\n <!doctype html><title>404</title>", "The file is not a CSV."),
        (b'[{"uai": "0951099D"}]', "The file is not a CSV."),
        (HEADINGS.encode() + b"\r\n" + b"x" * 300_000 + b"\0", "The file is not a CSV."),
        (
            b"UAI;Nom;Ville;Pays\r\n1;2;3;4\r\n",
            "The file lacks these columns: postcode. The headings found on its first line are: UAI, Nom, Ville, Pays.",
        ),
        (
            b"Bonjour,\r\nvoici le fichier",
            "The file lacks these columns: UAI, name, postcode, town. ",
        ),
        (b"UAI;Nom;CP;Ville;nom\r\n1;2;3;4;5\r\n", "The heading Nom stands there twice; keep only one."),
    ],
)
def test_a_file_that_is_no_directory_is_refused_whole(written: Written, content: bytes, sentence: str) -> None:
    assert whole_refusal(read, written(content)).startswith(sentence)


def test_a_refusal_of_headings_stays_short(written: Written) -> None:
    assert len(whole_refusal(read, written("x;" * 40_000, "1"))) < 500


def test_a_file_of_200_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(2 * MAX_BYTES)
    assert whole_refusal(read, path) == "The file weighs 200 MB; at most 100 are read."


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    assert whole_refusal(read, tmp_path / "absent.csv") == "There is no file absent.csv."
    assert whole_refusal(read, tmp_path) == f"There is no file {tmp_path.name}."


@pytest.mark.parametrize("end", ["\r\n", ""])
def test_a_large_file_is_never_held_in_memory(written: Written, end: str) -> None:
    lines = [school(n) + ";" + "é" * 1000 for n in range(1, 10_001)]
    path = written(f"{HEADINGS};Divers\r\n", *lines, end=end)
    assert path.stat().st_size > 20_000_000
    tracemalloc.start()
    try:
        assert sum(1 for _ in read(path)) == (10_000 if end else 1)
        assert tracemalloc.get_traced_memory()[1] < 6_000_000
    finally:
        tracemalloc.stop()


def test_reading_can_stop_half_way(written: Written) -> None:
    assert [row.line for row in islice(read(written(HEADINGS, school(1), school(2), school(3))), 2)] == [2, 3]


def test_every_good_one_of_2000_is_read_and_every_malformed_one_refused(written: Written) -> None:
    lines = [school(n) if n % 17 else school(n).replace(";", "?;", 1) for n in range(1, 2001)]
    path = written(HEADINGS, *(line.lower() if n % 2 else line for n, line in enumerate(lines)))
    assert list(refusals(read(path))) == [n + 1 for n in range(17, 2001, 17)]
    assert [row.uai for row in rows(path)] == [uai(n) for n in range(1, 2001) if n % 17]


def test_400_schools_are_read_in_no_time(written: Written) -> None:
    path = written(HEADINGS, *(school(n) for n in range(1, 401)))
    start = time.process_time()
    assert len(rows(path)) == 400
    assert time.process_time() - start < 0.3
