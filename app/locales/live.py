"""How does the browser choose between languages? Messages are two-branch values, resolved where pages are compiled."""
# pyright: standard
# Reflex's values tell few types.

import re
from typing import Any, TypeAlias

import reflex as rx
from reflex.vars import StringVar

from app.locales import DEFAULT, is_plural, plural, singular

Value: TypeAlias = Any  # a constant, or a value of the state


class Language(rx.State):
    """Two letters; the browser keeps them, so they are never more than a preference."""

    locale: str = rx.LocalStorage(DEFAULT, name="locale", sync=True)


def _filled(template: str, values: dict[str, Value]) -> Value:
    """The template with its placeholders taken by constants or by values of the state."""
    parts = re.split(r"%\((\w+)\)[sd]", template.replace("%%", "%"))
    whole: Value = None
    for i, part in enumerate(parts):
        piece = _text(values[part]) if i % 2 else part
        if isinstance(piece, str) and not piece:
            continue
        whole = piece if whole is None else rx.Var.create(whole).to(str) + piece
    return "" if whole is None else whole


def _text(value: Value) -> Value:
    if not isinstance(value, rx.Var):
        return str(value)
    return value if isinstance(value, StringVar) else value.to_string()


def _chosen(french: Value, english: Value) -> Value:
    if isinstance(french, str) and french == english:
        return french
    return rx.cond(Language.locale == "en", english, french)


def _(msgid: str, **values: Value) -> Value:
    """A message as a value of the page."""
    return _chosen(*(_filled(singular(language, msgid), values) for language in ("fr", "en")))


def _n(one: str, many: str, n: Value, **values: Value) -> Value:
    """A counted message as a value of the page; `%(n)d` is the count."""
    return _chosen(*(_counted(language, plural(language, one, many), n, values) for language in ("fr", "en")))


def _counted(language: str, forms: tuple[str, str], n: Value, values: dict[str, Value]) -> Value:
    single, several = (_filled(form, {"n": n, **values}) for form in forms)
    if isinstance(n, rx.Var):
        count = n.to(int)
        return rx.cond(count > 1 if language == "fr" else count != 1, several, single)
    return several if is_plural(language, n) else single
