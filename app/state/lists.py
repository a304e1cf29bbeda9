"""What does a list keep? One page of rows and what the address said; the address is the source of truth."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import reflex as rx

from app.services.listing import Page, Query


class ListState(rx.State, mixin=True):
    """A subclass declares `rows` with its type, and a `load(scope, ahead)` that shows a page.

    The controls of a list say to `load` which address they are going to: the rows come while the browser goes there,
    and the `load` of its arrival has nothing left to do.
    """

    total: int = -1
    page: int = 1
    size: int = 50
    sort: str = ""
    q: str = ""
    filters: dict[str, str] = {}
    _shown_ahead: dict[str, str] | None = None

    def _show(self, read: Callable[[Query], Page[Any]], ahead: str = "") -> bool:
        """Put a page on the screen, overwriting whatever was there: that of the address, or of the one `ahead`.

        Says whether there was anything left to do.
        """
        said = dict(parse_qsl(urlsplit(ahead).query) if ahead else self.router.url.query_parameters)
        is_shown, self._shown_ahead = not ahead and said == self._shown_ahead, None
        if is_shown:
            return False
        query = Query.read(said)
        found = read(query)
        self.rows, self.total, self.page = found["rows"], found["total"], found["page"]
        self.size, self.sort, self.q, self.filters = found["size"], found["sort"], query.q, dict(query.filters)
        self._shown_ahead = said if ahead else None
        return True
