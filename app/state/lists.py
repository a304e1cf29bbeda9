"""What does a list keep? One page of rows and what the address said; the address is the source of truth."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import reflex as rx

from app.services.listing import Page, Query


class ListState(rx.State, mixin=True):
    """A subclass declares `rows` with its type, and a `load(scope)` that shows a page."""

    at: str = ""
    total: int = -1
    page: int = 1
    size: int = 50
    sort: str = ""
    q: str = ""
    filters: dict[str, str] = {}

    def _show(self, read: Callable[[Query], Page[Any]], size: int = 0, to: str | None = None) -> None:
        """Put the page that the address names on the screen, overwriting whatever was there.

        `size` is how many rows the person likes, where the address does not say. Whoever turns `to` another page of
        the same list is not told anew how many rows there are in all.
        """
        self.at = to or ""
        usual = {"size": str(size)} if size else {}
        query = Query.read({**usual, **(self.router.url.query_parameters if to is None else _said(to))})
        if to is not None and self.total > 0 and (query.q, query.filters) == (self.q, self.filters):
            query = replace(query, known=self.total)
        found = read(query)
        self.rows, self.total, self.page = found["rows"], found["total"], found["page"]
        self.size, self.sort, self.q, self.filters = found["size"], found["sort"], query.q, dict(query.filters)


def _said(address: str) -> dict[str, str]:
    return dict(parse_qsl(address.partition("?")[2]))
