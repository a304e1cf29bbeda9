"""Are an establishment's files kept, counted and wiped, in a folder as on S3, and never another's?"""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from app.models.types import now
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


def written(files: Files, name: str, *pieces: bytes) -> None:
    writer = files.writer(name)
    for piece in pieces:
        writer.write(piece)
    writer.close()


def test_a_file_is_written_in_pieces_and_read_from_anywhere(files: Files) -> None:
    whole = secrets.token_bytes(11 << 20)  # three pieces of S3's, six of ours
    written(files, "1/a", *(whole[at : at + (1 << 20)] for at in range(0, len(whole), 1 << 20)))
    assert list(files.names(1)) == [("1/a", len(whole))]
    assert content(files, "1/a") == whole
    assert b"".join(files.chunks("1/a", 5, 9)) == whole[5:9]
    assert b"".join(files.chunks("1/a", (6 << 20) - 3)) == whole[(6 << 20) - 3 :]


def test_an_empty_file_is_a_file(files: Files) -> None:
    written(files, "1/a")
    assert list(files.names(1)) == [("1/a", 0)]
    assert content(files, "1/a") == b""


def test_a_file_is_there_once_it_is_whole(files: Files) -> None:
    writer = files.writer("1/a")
    for _ in range(11):
        writer.write(bytes(1 << 20))
    assert list(files.names(1)) == []
    assert files.size(1) == 0
    writer.close()
    assert files.size(1) == 11 << 20


@pytest.mark.parametrize("pieces", [0, 1, 11])
def test_of_what_was_abandoned_nothing_is_left(files: Files, pieces: int) -> None:
    writer = files.writer("1/a")
    for _ in range(pieces):
        writer.write(bytes(1 << 20))
    writer.abandon()
    assert list(files.untouched(1, now() + timedelta(hours=1))) == []


def test_also_after_it_was_closed(files: Files) -> None:
    writer = files.writer("1/a")
    writer.write(b"1")
    writer.close()
    writer.abandon()
    assert list(files.untouched(1, now() + timedelta(hours=1))) == []


def test_what_nobody_touches_any_more_is_told_half_written_or_not(files: Files) -> None:
    written(files, "1/whole", b"1")
    half = files.writer("1/half")
    half.write(b"1")
    assert list(files.untouched(1, now() - timedelta(minutes=1))) == []
    there = set(files.untouched(1, now() + timedelta(minutes=1)))
    assert there == {"1/whole"} | ({"1/half.part"} if files.path("1/half") else set())
    files.wipe(1)
    assert list(files.untouched(1, now() + timedelta(hours=1))) == []
    half.abandon()


def test_files_are_deleted_and_missing_ones_forgiven(files: Files) -> None:
    for name in ("1/a", "1/b", "2/a"):
        files.put(name, b"1")
    files.delete(["1/a", "1/gone", "2/a"])
    files.delete([])
    assert [list(files.names(number)) for number in (1, 2)] == [[("1/b", 1)], []]


def test_a_file_is_its_owners_alone_and_leaves_no_folder(tmp_path: Path) -> None:
    files = Files(installations.settings(tmp_path))
    written(files, "1/a", b"1")
    path = files.path("1/a")
    assert path
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    files.delete(["1/a"])
    assert not path.parent.exists()


@pytest.mark.parametrize("name", ["../out", "1/../../out", "/etc/passwd"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    files = Files(installations.settings(tmp_path))
    for use in (files.path, files.writer):
        with pytest.raises(ValueError, match="subpath"):
            use(name)


def test_writers_and_deleters_of_one_folder_do_not_disturb_each_other(tmp_path: Path) -> None:
    """The folder goes with its last file, and comes with its first."""
    files = Files(installations.settings(tmp_path))

    def again_and_again(worker: int) -> None:
        for turn in range(100):
            written(files, f"1/{worker}-{turn}", b"1")
            files.delete([f"1/{worker}-{turn}"])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(again_and_again, range(4)))
    assert files.size(1) == 0


def test_a_folder_knows_its_room_and_s3_does_not(files: Files) -> None:
    room = files.room()
    assert (room is None) is (files.path("1/a") is None)
    assert room is None or room > 0
