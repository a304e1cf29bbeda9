"""Does every word that people see come from the catalogues (X2)?"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

APP: Final = Path(__file__).parents[2] / "app"
SPOKEN: Final = {"alt", "aria_label", "content", "description", "label", "placeholder", "title"}
ALLOWED: Final = {
    "Casier": "the name of the product",
    "Français": "a language is named in itself",
    "English": "likewise",
}
TRANSLATED: Final = {"_", "_n", "js", "msg", "msgn"}  # `js` is a program
LETTER: Final = re.compile(r"[^\W\d_]")
SENTENCE: Final = re.compile(r"^[A-ZÀ-Ý][a-zà-ÿ]+([\s.,’']|$)")


def spoken(call: ast.Call) -> Iterator[ast.expr]:
    """What a call puts before people: the children of an element, and what is read aloud or shown of any piece."""
    if ast.unparse(call.func).startswith(("el.", "rx.el.")):
        yield from call.args
    for keyword in call.keywords:
        if keyword.arg in SPOKEN:
            yield keyword.value
        if keyword.arg == "custom_attrs" and isinstance(keyword.value, ast.Dict):
            named = zip(keyword.value.keys, keyword.value.values, strict=True)
            yield from (value for key, value in named if key and ast.unparse(key).strip("'\"") == "aria-label")


def literals(expression: ast.expr) -> Iterator[str]:
    """The words that stand in an expression itself: also in an f-string, in a list, in either case of two."""
    match expression:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield " ".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
        case ast.Starred(value=inner):
            yield from literals(inner)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            for item in items:
                yield from literals(item)
        case ast.IfExp(body=one, orelse=other):
            yield from (*literals(one), *literals(other))
        case ast.Call(func=function, args=[_, *cases]) if ast.unparse(function) == "rx.cond":
            for case in cases:
                yield from literals(case)
        case _:
            pass


def unspoken(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The lines where words stand that no catalogue knows: letters in what is spoken, sentences in any call."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        anything = [] if ast.unparse(call.func) in TRANSLATED else [*call.args, *(each.value for each in call.keywords)]
        for pattern, expressions in ((LETTER, list(spoken(call))), (SENTENCE, anything)):
            for expression in expressions:
                yield from ((expression.lineno, text) for text in literals(expression) if pattern.search(text))


def test_no_word_bypasses_the_catalogues() -> None:
    bypassing = {
        f"{file.relative_to(APP.parent)}:{line} {text}"
        for file in [*APP.glob("pages/*.py"), *APP.glob("components/*.py"), *APP.glob("state/*.py"), APP / "app.py"]
        for line, text in unspoken(ast.parse(file.read_text()))
        if text not in ALLOWED
    }
    assert sorted(bypassing) == []


def test_words_are_seen_wherever_they_stand() -> None:
    for seen in (
        "el.p('words')",
        "rx.el.p(f'{n} words')",
        "el.p(rx.cond(n, _('Words'), 'words'))",
        "el.p(*['words'])",
        "el.input(placeholder='words')",
        "button('Words')",
        "el.p(custom_attrs={'aria-label': 'words'})",
    ):
        assert [text.strip().lower() for _, text in unspoken(ast.parse(seen))][:1] == ["words"], seen
    for unseen in ("el.p(_('Words'), class_name='flex gap-2', type='submit')", "js('Math.max(1)')", "el.p('· 1 –')"):
        assert list(unspoken(ast.parse(unseen))) == [], unseen


def test_every_word_that_may_is_still_there() -> None:
    said = "".join(file.read_text() for folder in ("pages", "components") for file in APP.glob(f"{folder}/*.py"))
    assert [word for word in ALLOWED if f'{word}"' not in said] == []
