"""Are an establishment's files kept, counted and wiped, in a folder as on S3, and never another's?"""

import secrets
from pathlib import Path

import pytest

from app.storage.files import BATCH, Files
from tests.support import installations


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.s3)])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    """An empty store."""
    if request.param == "folder":
        return Files(installations.settings(tmp_path))
    prefix = secrets.token_hex(4)
    return Files(installations.settings(tmp_path, **request.getfixturevalue("s3_server").settings(prefix)))


def content(files: Files, name: str) -> bytes:
    return b"".join(files.chunks(name))


def test_what_was_put_comes_back(files: Files) -> None:
    files.put("1/documents/a", b"content")
    assert content(files, "1/documents/a") == b"content"


def test_a_large_file_comes_back_in_pieces(files: Files) -> None:
    large = secrets.token_bytes(3 << 20)
    files.put("1/large", large)
    chunks = list(files.chunks("1/large"))
    assert b"".join(chunks) == large
    assert len(chunks) > 1


def test_putting_again_replaces(files: Files) -> None:
    files.put("1/a", b"before")
    files.put("1/a", b"after")
    assert content(files, "1/a") == b"after"


def test_names_carry_their_sizes(files: Files) -> None:
    files.put("1/a", b"12345")
    files.put("1/deep/er/b", b"123")
    assert sorted(files.names(1)) == [("1/a", 5), ("1/deep/er/b", 3)]
    assert files.size(1) == 8


def test_nothing_is_kept_for_an_establishment_that_stored_nothing(files: Files) -> None:
    assert list(files.names(1)) == []
    assert files.size(1) == 0


def test_a_file_that_is_not_there_is_said_to_be_missing(files: Files) -> None:
    with pytest.raises(FileNotFoundError):
        content(files, "1/a")


def test_establishment_one_is_not_establishment_ten(files: Files) -> None:
    files.put("1/a", b"1")
    files.put("10/a", b"22")
    files.put("11", b"333")
    assert list(files.names(1)) == [("1/a", 1)]
    files.wipe(1)
    assert list(files.names(1)) == []
    assert list(files.names(10)) == [("10/a", 2)]
    assert content(files, "11") == b"333"


def test_wiping_can_be_repeated(files: Files) -> None:
    files.put("1/a", b"1")
    files.wipe(1)
    files.wipe(1)
    assert files.size(1) == 0


@pytest.mark.parametrize("name", ["1/é à.pdf", "1/a+b&c=d?e#f%20", "1/ leading", "1/" + "x" * 200])
def test_names_of_any_letters_are_kept(files: Files, name: str) -> None:
    files.put(name, b"1")
    assert list(files.names(1)) == [(name, 1)]
    assert content(files, name) == b"1"
    files.wipe(1)
    assert files.size(1) == 0


def test_nobody_gets_out_of_the_store(files: Files) -> None:
    with pytest.raises(Exception, match=r"(?i)path|\.\."):
        files.put("1/../../out", b"1")


def test_more_files_than_one_batch_are_wiped(tmp_path: Path) -> None:
    files = Files(installations.settings(tmp_path))
    folder = tmp_path / "files" / "1"
    folder.mkdir()
    for number in range(BATCH + 1):
        (folder / str(number)).touch()
    assert len(list(files.names(1))) == BATCH + 1
    files.wipe(1)
    assert list(tmp_path.glob("files/*")) == []


@pytest.mark.parametrize("folder", ["kept here", "100%", "é"])
def test_the_folder_can_be_chosen(tmp_path: Path, folder: str) -> None:
    files = Files(installations.settings(tmp_path, files_url=(tmp_path / folder).as_uri()))
    files.put("1/a", b"1")
    assert (tmp_path / folder / "1" / "a").read_bytes() == b"1"
