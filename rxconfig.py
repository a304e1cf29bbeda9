"""How does Reflex compile and run this app?"""

import reflex as rx
from reflex.constants import StateManagerMode
from reflex.plugins import SitemapPlugin, TailwindV4Plugin

config = rx.Config(
    app_name="app",
    plugins=[TailwindV4Plugin({"darkMode": "class", "theme": {}, "plugins": []})],
    disable_plugins=[SitemapPlugin],  # nearly every page is behind the sign-in
    frontend_compression_formats=["gzip"],
    show_built_with_reflex=False,
    state_manager_mode=StateManagerMode.MEMORY,
    telemetry_enabled=False,
)
