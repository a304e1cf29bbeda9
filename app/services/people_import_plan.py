"""What would importing a list of people do? Each line's fate, told before anything changes (F1)."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TypedDict

from app.services import staging
from app.services.csv_plans import EXAMPLES, SHOWN, RefusedRow
from app.services.csv_reading import chunks
from app.services.people_columns import LABELS
from app.services.people_fates import Decision, Fate, Rules, told
from app.services.people_file import PersonLine, looked_at, named, people_of
from app.services.people_import import CHUNK
from app.services.people_import_rows import usernames
from app.services.people_ways import require_way
from app.services.permissions import Permission
from app.services.scope import Scope, requires


class Column(TypedDict):
    """A heading of the file, and what it was recognised as."""

    heading: str
    field: str


class Read(TypedDict):
    """A person as the file is understood; the roles are those that it gives."""

    line: int
    name: str
    username: str
    email: str
    roles: str
    services: str


class Updated(TypedDict):
    """Somebody who is there, and what would be another."""

    line: int
    name: str
    changes: str


class Preview(TypedDict):
    """What importing a file would do, bounded for the page; `rows` counts every line read.

    Left out are who is as in the file, who is `there` or `unknown` where this way does not touch them, and who is
    recognised by nothing and has the name of somebody (`namesake`).
    """

    file: str
    columns: list[Column]
    ignored: str
    rows: int
    added: int
    updated: int
    unchanged: int
    there: int
    unknown: int
    namesake: int
    refused_total: int
    refused: list[RefusedRow]
    first: list[Read]
    updates: list[Updated]


@requires(Permission.PEOPLE_READ)
def preview(scope: Scope, file: str, way: str) -> Preview:
    """Read an uploaded file through and say what importing it so would do. Refuses with `FileRefused`."""
    chosen = require_way(scope, way)
    path = staging.found(scope.installation, file, scope.actor)
    rules, counts = Rules(scope, chosen), Counter[Fate]()
    looked, language = looked_at(path), scope.actor.language
    columns = looked.columns
    refused, first, updates = list[RefusedRow](), list[Read](), list[Updated]()
    for chunk in chunks(people_of(looked), CHUNK):
        decisions = rules.decide(chunk)
        counts.update(decision.fate for decision in decisions)
        first = first or _first(scope, path, rules, decisions)
        for decision in decisions:
            row = decision.row
            if decision.fault and len(refused) < SHOWN:
                refused.append(RefusedRow(line=row.line, message=decision.fault.text(language)))
            elif decision.fate is Fate.UPDATED and len(updates) < EXAMPLES and isinstance(row, PersonLine):
                changes = told(decision.changes, language)
                updates.append(Updated(line=row.line, name=row.label, changes=changes))
    return Preview(
        file=file,
        columns=[Column(heading=said, field=LABELS[name].text(language)) for name, said in columns.found().items()],
        ignored=", ".join(columns.ignored()),
        rows=counts.total(),
        added=counts[Fate.ADDED],
        updated=counts[Fate.UPDATED],
        unchanged=counts[Fate.UNCHANGED],
        there=counts[Fate.THERE],
        unknown=counts[Fate.UNKNOWN],
        namesake=counts[Fate.NAMESAKE],
        refused_total=counts[Fate.REFUSED],
        refused=refused,
        first=first,
        updates=updates,
    )


def _first(scope: Scope, path: Path, rules: Rules, decisions: Sequence[Decision]) -> list[Read]:
    some = [d for d in decisions if isinstance(d.row, PersonLine) and d.fate is not Fate.REFUSED][:EXAMPLES]
    new = [d.row for d in some if d.fate is Fate.ADDED and isinstance(d.row, PersonLine)]
    called = usernames(scope.db, new, partial(named, path))
    return [
        Read(
            line=row.line,
            name=row.label,
            username=called.get(row.line, row.username),
            email=row.email,
            roles=rules.roles(decision),
            services=row.services,
        )
        for decision in some
        if isinstance(row := decision.row, PersonLine)
    ]
