"""Is a file told by what is in it, and can nothing that runs be shown? (T12)."""

import io
import zipfile

import pytest

from app.services.media_types import SEEN, SHOWN, TEXT, UNKNOWN, is_program, is_shown, media_type

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
GIF_AND_SCRIPT = b"GIF89a/*\0\0*/=alert(1)//"


def zipped(*names: str) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name in names:
            content = "application/vnd.oasis.opendocument.text" if name == "mimetype" else "x" * 50
            archive.writestr(name, content)
    return whole.getvalue()


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"GIF87a\x01", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav"),
        (b"12345678WEBP", TEXT),
        (b"\0\0\0\x18ftypmp42", "video/mp4"),
        (b"\x1f\x8b\x08\0", "application/gzip"),
        (zipped("a.txt"), "application/zip"),
        (zipped("mimetype"), "application/vnd.oasis.opendocument.text"),
        (
            zipped("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (b"Cours de 6e : \xc3\xa9crire\r\n", TEXT),
        ("élève".encode() * 1000, TEXT),
        (b"a" + "é".encode() * SEEN, TEXT),
        (b"", UNKNOWN),
        (b"\xe9l\xe8ve en latin-1", UNKNOWN),
        (b"un\0deux", UNKNOWN),
        (b"\x1b[31mrouge", UNKNOWN),
        ("utf-16".encode("utf-16"), UNKNOWN),
    ],
)
def test_the_first_bytes_say_what_it_is(beginning: bytes, kind: str) -> None:
    assert media_type(beginning) == kind


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><p>",
        b"<html>",
        b"\xef\xbb\xbf<html>",
        b"  \n <svg xmlns='http://www.w3.org/2000/svg'>",
        b"<?xml version='1.0'?><svg/>",
        b"<p>un paragraphe</p>",
        b"<!-- --><ScRiPt>alert(1)</script>",
        b"du texte, puis <script>alert(1)</script>",
        b"du texte, puis <IMG src=x><iframe src=//evil>",
        b"<?php echo 1;",
        b"a" * (SEEN - 20) + b"<script>alert(1)",
        "<script>".encode("utf-16"),
        b"+ADw-script+AD4-\x00",
    ],
)
def test_no_page_is_ever_shown(page: bytes) -> None:
    assert media_type(page) == UNKNOWN
    assert not is_shown(media_type(page))


def test_a_polyglot_is_what_it_begins_as() -> None:
    """A picture that is a script, too, is served as a picture, and `nosniff` keeps browsers from running pictures."""
    assert media_type(GIF_AND_SCRIPT) == "image/gif"
    assert media_type(b"<script>/*" + PNG) == UNKNOWN
    assert media_type(b"x" * 10 + b"%PDF-1.7") == TEXT


@pytest.mark.parametrize(
    "program",
    [
        b"MZ\x90\0\x03\0\0\0",
        b"\x7fELF\x02\x01",
        b"\xcf\xfa\xed\xfe\x07",
        b"\xca\xfe\xba\xbe\0\0\0\x34",
        b"#!/bin/sh\nrm -rf ~",
        b"dex\n035\0",
        b"\0asm\x01",
        b"L\0\0\0\x01\x14\x02\0\0",
    ],
)
def test_programs_are_known(program: bytes) -> None:
    assert is_program(program)
    assert not is_shown(media_type(program)) or program.startswith(b"#!")


@pytest.mark.parametrize("words", [b"MZ, dit le Mozart", b"%PDF-1.4", PNG, b"# !pas un script", b"ELF", b""])
def test_words_are_no_programs(words: bytes) -> None:
    assert not is_program(words)


def test_few_types_are_shown() -> None:
    assert {"application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif", "text/plain"} == SHOWN
    assert not any(is_shown(kind) for kind in (UNKNOWN, "image/svg+xml", "text/html", "application/zip", "text/css"))
