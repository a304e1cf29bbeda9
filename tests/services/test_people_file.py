"""Is every good line of a file of people read, and every bad one refused with its number and a sentence (F1)?"""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.services.people_columns import MAX_BYTES
from app.services.people_file import MOST_LINES, PersonLine, count, looked_at, named, read
from tests.support.imports import refusals, whole_refusal

HEADINGS = "Nom;Prénom;Courriel;Identifiant;Fonction;Autres fonctions;Services;Langue"
Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Put lines in a file."""

    def write(*lines: str, encoding: str = "utf-8", end: str = "\r\n") -> Path:
        path = tmp_path / "people.csv"
        path.write_bytes((end.join(lines) + end).encode(encoding))
        return path

    return write


def people(path: Path) -> list[PersonLine]:
    return [row for row in read(path) if isinstance(row, PersonLine)]


def test_a_person_is_read_with_all_that_the_line_says(written: Written) -> None:
    path = written(
        HEADINGS, " Le  Goff ;Anne-Marie;AM.LeGoff@Azurite.test;am.legoff;TEACHER;Éditeur, VALIDATOR;CDI;Anglais"
    )
    [row] = people(path)
    assert row == PersonLine(
        2, "Le Goff", "Anne-Marie", "am.legoff@azurite.test", "am.legoff", "am.legoff", "le goff anne-marie",
        "TEACHER", "Éditeur, VALIDATOR", "CDI", "en",
    )  # fmt: skip


@pytest.mark.parametrize(
    "headings",
    [
        "NOM;PRENOM;ADRESSE E-MAIL;IDENTIFIANT;FONCTION;AUTRES FONCTIONS;SERVICE;LANGUE",
        "Nom de famille,Prénom usuel,Mail,Identifiant ENT,Profil,Rôles secondaires,Services,Langue",
        "last name\tfirst name\te-mail address\tlogin\tprimary role\tother roles\tdepartments\tlocale",
        "Surname|Given name|Email|Username|Role|Roles|Department|Language",
    ],
)
def test_columns_are_found_by_their_headings_whatever_the_delimiter(written: Written, headings: str) -> None:
    delimiter = next(sign for sign in ";,\t|" if sign in headings)
    cells = ["Le Goff", "Anne", "a@b.fr", "alg", "TEACHER", "EDITOR", "CDI", "fr"]
    [row] = people(written(headings, delimiter.join(cells)))
    assert [*row[1:5], *row[7:]] == cells


def test_what_is_recognised_and_what_is_ignored_is_told(written: Written) -> None:
    columns = looked_at(written("Classe;NOM;Né(e) le;PRENOM;;Nom de naissance", "3A;Le Goff;1.1.2010;Anne;;x")).columns
    assert columns.found() == {"last_name": "NOM", "first_name": "PRENOM"}
    assert columns.ignored() == ["Classe", "Né(e) le", "Nom de naissance"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_accents_are_read_in_any_usual_encoding(written: Written, encoding: str) -> None:
    [row] = people(written("Nom;Prénom", "Érasme;Éloïse", encoding=encoding))
    assert (row.last_name, row.first_name) == ("Érasme", "Éloïse")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (";;;;;;;", None),
        (";Anne;;;;;;", "This line says neither a username, nor an e-mail address, nor a last name."),
        ("x" * 101 + ";;;;;;;", "Last name: At most 100 characters."),
        ("Le Goff;" + "x" * 101 + ";;;;;;", "First name: At most 100 characters."),
        ("Le Goff;;nobody;;;;;", "E-mail: This is not an e-mail address. Example: c.petit@college-jaures.fr"),
        (
            "Le Goff;;;a b;;;;",
            "Username: A username is made of letters, digits, dots, hyphens and underscores.",
        ),
        ("Le Goff;;;" + "x" * 101 + ";;;;", "Username: At most 100 characters."),
        ("Le Goff;;;;;;;klingon", "Language: klingon is not one of the languages: fr, en."),
        ("Le\x07Goff;;;;;;;", "This line holds characters that cannot be read; save the file in UTF-8."),
        ("Le\u202eGoff;;;;;;;", "This line holds characters that cannot be read; save the file in UTF-8."),
        ("Le\u2028Goff;;;;;;;", None),
        ("Le Goff;;;", "This line stops after 4 of 8 columns; the file may be cut short."),
        ("Durand;;;prof;;;;", "Username: the same is already on line 2."),
        ("Durand;;;PRÔF;;;;", "Username: the same is already on line 2."),
        ("Durand;;PROF@azurite.test;other;;;;", "E-mail: the same is already on line 2."),
        (
            "petit;CLAIRE;;;;;;",
            "CLAIRE petit is already on line 2. Give each a username or an e-mail address, if they are two.",
        ),
        ("Petit;Claire;;claire2;;;;", None),
    ],
)
def test_a_bad_line_is_refused_and_its_neighbours_are_read(written: Written, line: str, sentence: str | None) -> None:
    path = written(HEADINGS, "Petit;Claire;prof@azurite.test;prof;;;;", line, "Martin;Luc;;;;;;")
    assert refusals(read(path)) == ({3: sentence} if sentence else {})
    assert [people(path)[0].line, people(path)[-1].line] == [2, 4]
    assert count(path) == len([*read(path)])


def test_of_a_line_that_was_refused_nothing_is_taken_for_said(written: Written) -> None:
    path = written(HEADINGS, "Petit;;nobody;claire;;;;", "Petit;;c@azurite.test;claire;;;;")
    assert [*refusals(read(path))] == [2]
    assert [row.line for row in people(path)] == [3]


def test_a_cell_that_was_made_harmless_means_what_it_meant_before(written: Written) -> None:
    [row, other] = people(written("Nom;Prénom", "'=Goff;'+Anne", "'Hara;d'Or"))
    assert (row.last_name, row.first_name, other.last_name) == ("=Goff", "+Anne", "'Hara")


def test_the_usernames_that_a_file_names_are_known_before_any_is_made(written: Written) -> None:
    path = written("Nom;Identifiant", "Petit;", "Durand;PÉTIT")
    assert named(path) == {"petit"}


def test_a_file_without_such_names_names_none(written: Written) -> None:
    assert named(written("Nom;Prénom", "Petit;")) == frozenset()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"Nom;Courriel\n", "The file holds headings and nothing below them."),
        (b"%PDF-1.7\n", "The file is not a CSV. Export the list of people as CSV and try again."),
        (b"PK\x03\x04", "The file is a workbook, not a CSV. Open it in a spreadsheet program and save it as CSV."),
        (b"Ville;Pays\n1;2\n", "The file lacks these columns: Username, E-mail, Last name. The headings found"),
        (b"Nom;nom\n1;2\n", "The heading Nom stands there twice; keep only one."),
    ],
)
def test_a_file_that_is_no_list_of_people_is_refused_whole(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    assert whole_refusal(read, path).startswith(sentence)


def test_a_file_too_large_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert whole_refusal(read, path) == "The file weighs 21 MB; at most 20 are read."


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_a_file_of_more_lines_than_can_be_kept_in_mind_is_refused(written: Written, end: str) -> None:
    path = written("Nom", *(["Petit"] * (MOST_LINES + 1)), end=end)
    assert whole_refusal(read, path).startswith(f"The file has more than {MOST_LINES} lines.")
