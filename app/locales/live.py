"""How does the browser choose between languages? Messages become two-branch values, resolved where pages are compiled."""

import re
from typing import Any

import reflex as rx

from app.locales import DEFAULT, is_plural, plural, singular


class Language(rx.State):
    """Two letters; the browser keeps them, so they are never more than a preference."""

    locale: str = rx.LocalStorage(DEFAULT, name="locale", sync=True)


def _filled(template: str, values: dict[str, Any]) -> Any:
    """The template with its placeholders taken by constants or by values of the state."""
    parts = re.split(r"%\((\w+)\)[sd]", template.replace("%%", "%"))
    whole: Any = None
    for i, part in enumerate(parts):
        piece = _text(values[part]) if i % 2 else part
        if isinstance(piece, str) and not piece:
            continue
        whole = piece if whole is None else rx.Var.create(whole).to(str) + piece
    return "" if whole is None else whole


def _text(value: Any) -> Any:
    if not isinstance(value, rx.Var):
        return str(value)
    return value if value._var_type is str else value.to_string()


def _(msgid: str, **values: Any) -> Any:
    """A message as a value of the page."""
    french, english = (_filled(singular(language, msgid), values) for language in ("fr", "en"))
    if isinstance(french, str) and french == english:
        return french
    return rx.cond(Language.locale == "en", english, french)


def _n(one: str, many: str, n: Any, **values: Any) -> Any:
    """A counted message as a value of the page; `%(n)d` is the count."""
    if not isinstance(n, rx.Var):
        return _chosen(one, many, n, values)
    spoken: dict[str, Any] = {}
    for language, is_many in (("fr", n > 1), ("en", n != 1)):
        single, several = plural(language, one, many)
        spoken[language] = rx.cond(is_many, _filled(several, {"n": n, **values}), _filled(single, {"n": n, **values}))
    return rx.cond(Language.locale == "en", spoken["en"], spoken["fr"])


def _chosen(one: str, many: str, n: int, values: dict[str, Any]) -> Any:
    french, english = (
        _filled(plural(language, one, many)[is_plural(language, n)], {"n": n, **values}) for language in ("fr", "en")
    )
    return rx.cond(Language.locale == "en", english, french)
