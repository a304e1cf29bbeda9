"""What does the page that explains rights show? The address says whom and what it is asked about."""

import reflex as rx

from app.locales import msg
from app.models.establishment import SpaceCode
from app.services import access, entry_explanation, spaces
from app.services.access import Candidate, Explanation, Right
from app.services.entry_explanation import SPACE, EntryExplanation
from app.services.errors import NotFound
from app.services.listing import Query
from app.services.permissions import Permission
from app.services.scope import Scope
from app.state.door import action

NO_ENTRY = EntryExplanation(person=0, name="", space="", enters=False, publishes=False, refusals=0, steps=[])
NOTHING = Explanation(person=0, name="", right=Right(value="", role=""), is_granted=False, steps=[])


SPACES = [Right(value=f"{SPACE}{code}", role="") for code in SpaceCode if code is not SpaceCode.VISITORS]


class AccessState(rx.State):
    """`said` is what is in the search box; `found` those whom it may mean; `asked` counts the questions.

    One asks about a right, and has an `answer`; or about a web space, and has an `entry`.
    """

    rights: list[Right] = []
    right: str = ""
    said: str = ""
    found: list[Candidate] = []
    answer: Explanation = NOTHING
    entry: EntryExplanation = NO_ENTRY
    is_missing: bool = False
    is_loaded: bool = False
    asked: int = 0

    @action(reads=True)
    def load(self, scope: Scope):
        """Answer what the address asks."""
        query = Query.read(self.router.url.query_parameters)
        self.answer, self.entry, self.found, self.is_missing, self.is_loaded = NOTHING, NO_ENTRY, [], False, True
        self.rights, asked = [*access.choices(scope), *SPACES], query.filters.get("right", "")
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
            if self.right.startswith(SPACE):
                self.entry = entry_explanation.explain(scope, person, self.right.removeprefix(SPACE))
            else:
                self.answer = access.explain(scope, person, self.right)
        except NotFound:
            self.is_missing = True
        else:
            self.found, self.said = [], self.answer["name"] or self.entry["name"]

    @action()
    def mend(self, scope: Scope, what: str):
        """Publish what keeps somebody out, and look again."""
        if what == "base":
            spaces.publish_base(scope, True)
        else:
            spaces.publish(scope, self.entry["space"], True)
        self.entry = entry_explanation.explain(scope, self.entry["person"], self.entry["space"])
        return msg("The base is published.") if what == "base" else msg("The space is published.")
