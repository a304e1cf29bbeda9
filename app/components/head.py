"""What is in the head of every page? The icon, the language before the first paint, and a memory for the cursor."""

import reflex as rx

from app.components.focus import REMEMBER

# Another language than the one the page was built in: hidden until it is there, for a second at the most.
_LANGUAGE = """
try {
  const l = localStorage.getItem('locale');
  if (l === 'en') {
    document.documentElement.lang = 'en';
    const hide = () => { document.body.style.visibility = 'hidden'; setTimeout(() => { document.body.style.visibility = '' }, 1000) };
    document.body ? hide() : document.addEventListener('DOMContentLoaded', hide);
  }
} catch (e) {}
"""

HEAD = [
    rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
    rx.el.script(_LANGUAGE + REMEMBER),
]
