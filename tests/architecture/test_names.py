"""Are things named as the style asks, so that a name tells what it does?"""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

APP: Final = Path(__file__).parents[2] / "app"
EMPTY_VERBS: Final = re.compile(r"^_?(get|do|handle|process)_")
EMPTY_NOUNS: Final = re.compile(r"(Service|Manager|Helper|Utils?|Base|Common)$")
OF_SCHOOLS: Final = {"Service"}  # a school has some: the word of the glossary
OF_LIBRARIES: Final = {
    "process_bind_param": "SQLAlchemy calls it",
    "process_result_value": "SQLAlchemy calls it",
}


@cache
def trees() -> list[tuple[Path, ast.Module]]:
    return [(file.relative_to(APP), ast.parse(file.read_text())) for file in sorted(APP.rglob("*.py"))]


def test_functions_say_what_they_do() -> None:
    functions = [
        f"{file}: {node.name}"
        for file, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if EMPTY_VERBS.match(node.name) and node.name not in OF_LIBRARIES
    ]
    assert functions == []


def test_classes_are_things() -> None:
    classes = [
        f"{file}: {node.name}"
        for file, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and EMPTY_NOUNS.search(node.name) and node.name not in OF_SCHOOLS
    ]
    assert classes == []


def test_files_are_named_after_what_they_hold() -> None:
    assert [str(file) for file, _ in trees() if re.search(r"util|helper|common|misc|manager", file.stem)] == []


def test_a_module_begins_with_the_question_it_settles() -> None:
    """In one line; a page's begins with its address."""
    wordless = [str(file) for file, tree in trees() if not _first_line(tree)]
    assert wordless == []
    unasked = [
        str(file)
        for file, tree in trees()
        if file.parts[0] in {"models", "services", "storage", "state", "http"}
        if file.name != "__init__.py" and "?" not in _first_line(tree)
    ]
    assert unasked == []


def _first_line(tree: ast.Module) -> str:
    return (ast.get_docstring(tree) or "").partition("\n")[0]
