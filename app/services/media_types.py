"""What is in a file? Its first bytes say; its name, and what the browser announced, say nothing (T12)."""

from typing import Final

SEEN: Final = 4096  # of the beginning
UNKNOWN: Final = "application/octet-stream"
TEXT: Final = "text/plain"
PDF: Final = "application/pdf"
# What a browser shows and never runs; everything else is given to keep, whatever is asked.
SHOWN: Final = frozenset({PDF, "image/png", "image/jpeg", "image/webp", "image/gif", TEXT})
_SIGNS: Final = (
    (0, b"%PDF-", PDF),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftyp", "video/mp4"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
)
_IN_RIFF: Final = {"image/webp", "audio/wav"}
_OFFICE: Final = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_ODF: Final = b"mimetypeapplication/vnd.oasis.opendocument."
_ODF_KINDS: Final = ("text", "spreadsheet", "presentation", "graphics")
# Programs of Windows (PE, shortcuts), Linux, macOS, Android, Java and browsers, and scripts that name what runs them.
_PROGRAMS: Final = (
    b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf", b"dex\n", b"\0asm", b"L\0\0\0\x01\x14\x02\0", b"#!",
)  # fmt: skip
_MARKUP: Final = (
    b"<!doctype", b"<?xml", b"<?php", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<iframe", b"<object",
    b"<embed", b"<meta", b"<link", b"<style", b"<base", b"<form", b"<math", b"<template", b"<xsl:", b"javascript:",
)  # fmt: skip
_PLAIN: Final = frozenset({*range(0x20, 0x7F), *range(0x80, 0x100), *b"\t\n\r\f"})


def media_type(beginning: bytes) -> str:
    """The type of a file that begins so, one of few; what could run in a browser is of no known type."""
    for at, sign, kind in _SIGNS:
        is_whole = kind not in _IN_RIFF or beginning.startswith(b"RIFF")
        if beginning.startswith(sign, at) and is_whole:
            return _archive(beginning) if kind == "application/zip" else kind
    return TEXT if _is_text(beginning[:SEEN]) else UNKNOWN


def is_program(beginning: bytes) -> bool:
    """It begins as what a computer runs: nobody deposits those, however they are called."""
    is_windows = beginning.startswith(b"MZ") and b"\0" in beginning[:64]
    return is_windows or beginning.startswith(_PROGRAMS)


def is_shown(kind: str) -> bool:
    """Whether a browser may show it in place."""
    return kind in SHOWN


def _archive(beginning: bytes) -> str:
    """Of the many zips, those that offices write; told by the names that such a file begins with."""
    if beginning[30:].startswith(_ODF):
        said = beginning[30 + len(_ODF) :]
        of_which = (kind for kind in _ODF_KINDS if said.startswith(kind.encode()))
        return next((f"application/vnd.oasis.opendocument.{kind}" for kind in of_which), "application/zip")
    if beginning[30:].startswith(b"[Content_Types].xml"):
        return next((kind for folder, kind in _OFFICE if folder in beginning), "application/zip")
    return "application/zip"


def _is_text(beginning: bytes) -> bool:
    """Words in UTF-8 that no browser could take for a page, wherever its markup begins."""
    if not beginning or not _PLAIN.issuperset(beginning) or beginning.lstrip().startswith(b"<"):
        return False
    lowered = beginning.lower()
    return not any(sign in lowered for sign in _MARKUP) and _is_utf8(beginning)


def _is_utf8(beginning: bytes) -> bool:
    try:
        beginning.decode()
    except UnicodeDecodeError as fault:  # a letter that the end cuts is no fault
        return fault.end == len(beginning) == SEEN and fault.reason == "unexpected end of data"
    return True
