"""Where is the cursor when the page changes under it? At the title of a new page, at a fault, else back where it was."""

from typing import Any

import reflex as rx

from app.components.browser import Change, run

# In the head of every page: what was last used outside of a dialog, and of a bar that goes when its deed is done.
REMEMBER = """
addEventListener('focusin', (e) => { if (!e.target.closest('dialog, [data-passing]')) window.casierLast = e.target });
"""
TITLE = """() => {
  const h = document.querySelector('h1'), here = location.pathname.replace(/[/]$/, '');
  if (h && window.casierPath !== undefined && window.casierPath !== here) h.focus();
  window.casierPath = here;
  document.body.style.visibility = '';
}"""
HERE = "() => document.querySelector('nav [aria-current]')?.scrollIntoView({block: 'nearest', inline: 'center'})"
FAULT = "() => setTimeout(() => document.querySelector('[aria-invalid=true]')?.focus(), 0)"
BACK = """() => setTimeout(() => {
  const here = document.activeElement, last = window.casierLast;
  if (!last || (here !== document.body && !here.disabled)) return;
  const there = last?.isConnected ? last : document.getElementById(last?.id);
  const usable = there?.disabled ? there.parentElement.querySelector('button:not(:disabled)') : there;
  (usable || document.querySelector('h1'))?.focus();
}, 0)"""


def at_title() -> Any:
    """When a page appears: its title is read out, unless it is the first one of the tab."""
    return run(TITLE)


def to_title() -> Any:
    """When a button takes itself away."""
    return run("() => document.querySelector('h1')?.focus({preventScroll: true})")


def in_sight() -> Any:
    """When entries appear in the navigation, of which a phone shows a part: the one of this page."""
    return run(HERE)


def back() -> Any:
    """When what had the cursor is gone: to what was used before, or to what has its id now."""
    return run(BACK)


def at_first_fault(errors_seq: Any) -> rx.Component:
    """In a form: at the first field that something is wrong with, each time the server says so."""
    return Change.create(of=errors_seq, on_change=run(FAULT))


def kept(seq: Any) -> rx.Component:
    """Among parts that are drawn anew whenever `seq` changes: the cursor stays where it was."""
    return Change.create(of=seq, on_change=back())
