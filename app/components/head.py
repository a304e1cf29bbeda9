"""What is in the head of every page? The icon, the language before the first paint, and a memory for the cursor."""

from pathlib import Path
from typing import Final
from urllib.parse import quote

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

# In the page itself: a browser asks for the icon again whenever an address is written in its history.
_ICON: Final = (Path(__file__).parents[2] / "assets" / "favicon.svg").read_text()

HEAD = [
    rx.el.link(rel="icon", href=f"data:image/svg+xml,{quote(_ICON)}", type="image/svg+xml"),
    rx.el.script(_LANGUAGE + REMEMBER),
]
