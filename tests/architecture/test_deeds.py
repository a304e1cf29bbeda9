"""Has every deed that a journal may hold a name for those who read it?"""

import ast
from collections.abc import Iterator
from pathlib import Path

from app.services import declared
from app.services.bulk import ACTIONS
from app.services.bulk_sets import undone
from app.services.deeds import DEEDS

SERVICES = Path(__file__).parents[2] / "app" / "services"


def recorded() -> Iterator[str]:
    """What use cases write in journals: by `record`, as a line of an establishment's own, or for many at once."""
    yield from (action.deed for action in ACTIONS.values() if action.deed)
    yield from (undone(action) for action in ACTIONS.values() if action.deed and action.undo)
    for file in SERVICES.glob("*.py"):
        for call in (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)):
            if ast.unparse(call.func).endswith(".record") and not isinstance(call.args[0], ast.Name):
                yield from said(call.args[0])
            if ast.unparse(call.func) == "tell" and [type(deed) for deed in call.args[1:2]] == [ast.Constant]:
                yield from said(call.args[1])
            if ast.unparse(call.func) == "Journal":
                yield from (deed for part in call.keywords if part.arg == "action" for deed in said(part.value))


def said(deed: ast.expr) -> Iterator[str]:
    """A word, or one of two."""
    if isinstance(deed, ast.IfExp):
        yield from (*said(deed.body), *said(deed.orelse))
    else:
        yield ast.literal_eval(deed)


def test_every_deed_has_a_name() -> None:
    declared.load()
    deeds = set(recorded())
    assert len(deeds) > 10
    assert deeds == set(DEEDS)
