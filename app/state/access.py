"""What does the page that explains rights show? The address says whom and what it is asked about."""

import reflex as rx

from app.services import access
from app.services.access import Candidate, Explanation, Right
from app.services.errors import NotFound
from app.services.listing import Query
from app.services.permissions import Permission
from app.services.scope import Scope
from app.state.door import action

NOTHING = Explanation(person=0, name="", right=Right(value="", role=""), is_granted=False, steps=[])


class AccessState(rx.State):
    """`said` is what is in the search box; `found` those whom it may mean; `asked` counts the questions."""

    rights: list[Right] = []
    right: str = ""
    said: str = ""
    found: list[Candidate] = []
    answer: Explanation = NOTHING
    is_missing: bool = False
    is_loaded: bool = False
    asked: int = 0

    @action(reads=True)
    def load(self, scope: Scope):
        """Answer what the address asks."""
        query = Query.read(self.router.url.query_parameters)
        self.answer, self.found, self.is_missing, self.is_loaded = NOTHING, [], False, True
        self.rights, asked = access.choices(scope), query.filters.get("right", "")
        self.asked += 1
        self.right = asked if asked in {right["value"] for right in self.rights} else str(Permission.PEOPLE_READ)
        self.said, self.found = query.q, access.candidates(scope, query.q)
        self._explain(scope, query.number("person"))

    def _explain(self, scope: Scope, person: int | None) -> None:
        """The person named, or the only one found."""
        if person is None and len(self.found) == 1:
            person = self.found[0]["id"]
        if person is None:
            return
        try:
            self.answer = access.explain(scope, person, self.right)
        except NotFound:
            self.is_missing = True
        else:
            self.found, self.said = [], self.answer["name"]
