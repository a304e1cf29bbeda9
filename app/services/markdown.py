"""What does somebody's Markdown look like as HTML that no browser can be hurt by (T11)?

A fence of two: markdown-it writes every tag itself and escapes whatever was typed, and here is what it may write: no
HTML of the author's, no image, no address but of the web and of mail, no attribute but that address.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

LOWEST: Final = 6
LEADS: Final = re.compile(r"(https?://|mailto:)[^\s]", re.IGNORECASE)
# Indented text is no code here: people indent what they mean to be read. Entities could hide what is typed.
UNWANTED: Final = ("image", "html_block", "html_inline", "entity", "code", "reference")
KEPT: Final = {"link_open": "href", "ordered_list_open": "start"}  # the one attribute that a tag may have
OUTSIDE: Final = {"rel": "noopener noreferrer"}


@lru_cache(maxsize=256)
def rendered(text: str, top: int) -> str:
    """HTML of our own making; its headings begin at level `top`, and none is more than one below the one before."""
    return _READER.render(text, {"top": top})


def _leads_outside(url: str) -> bool:
    """The web or a mail, by its whole address: nothing that runs, and nothing of the portal's own."""
    return LEADS.match(url) is not None


def _tame(state: StateCore) -> None:
    """Take from what was made out all but what is meant to be there."""
    _lower(state.tokens, state.env["top"])
    for token in state.tokens:
        token.info = ""  # it would be written in a class
        for part in (token, *(token.children or [])):
            kept = KEPT.get(part.type)
            part.attrs = {name: value for name, value in part.attrs.items() if name == kept}
            if part.type == "link_open":
                part.attrs |= OUTSIDE


def _lower(tokens: Sequence[Token], top: int) -> None:
    level = top - 1
    for token in tokens:
        if token.type == "heading_open":
            level = min(top + int(token.tag[1:]) - 1, level + 1, LOWEST)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{level}"


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True})
    reader.disable(UNWANTED).enable("linkify")
    reader.validateLink = _leads_outside
    if reader.linkify is None:
        raise RuntimeError("linkify-it is not installed")
    reader.linkify.set({"fuzzy_link": False, "fuzzy_ip": False})  # type: ignore[reportUnknownMemberType]  “fin.Le” is no address
    reader.core.ruler.push("tame", _tame)
    return reader


_READER: Final = _reader()
