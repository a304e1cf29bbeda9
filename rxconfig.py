"""How does Reflex compile and run this app?"""

import reflex as rx
from reflex.constants import StateManagerMode
from reflex.plugins import SitemapPlugin, TailwindV4Plugin

COLOURS = (
    "bg", "panel", "ink", "muted", "line", "soft", "edge", "accent", "accent-ink", "accent-soft",
    "ok", "ok-soft", "warn", "warn-soft", "bad", "bad-soft", "focus",
)  # fmt: skip
THEME = {
    "extend": {
        "colors": {name: f"var(--{name})" for name in COLOURS},
        "boxShadow": {"lift": "var(--lift)"},
        "borderRadius": {"panel": "8px", "control": "7px"},
    }
}

config = rx.Config(
    app_name="app",
    plugins=[TailwindV4Plugin({"darkMode": "class", "theme": THEME, "plugins": []})],
    disable_plugins=[SitemapPlugin],  # nearly every page is behind the sign-in
    frontend_compression_formats=["gzip"],
    show_built_with_reflex=False,
    state_manager_mode=StateManagerMode.MEMORY,
    telemetry_enabled=False,
)
