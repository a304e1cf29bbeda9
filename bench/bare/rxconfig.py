"""How is the bare application compiled? As ours, and nothing else."""

import reflex as rx
from reflex.constants import StateManagerMode
from reflex.plugins import SitemapPlugin

config = rx.Config(
    app_name="bare",
    disable_plugins=[SitemapPlugin],
    frontend_compression_formats=["gzip"],
    frozen_lockfile=False,
    show_built_with_reflex=False,
    state_manager_mode=StateManagerMode.MEMORY,
    telemetry_enabled=False,
)
