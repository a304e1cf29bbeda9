"""How does the permission matrix look (R6)? A grid of native boxes that asks the server for nothing until it is saved."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec

from app.components.basics import BUTTON, CONTROL, LOOKS, PANEL
from app.components.roles import KINDS
from app.locales.live import _

BOX = "size-[17px] max-md:size-[24px] m-0 align-middle"
CELL = "text-center px-2 py-[7px] border-b border-line"
STUCK = "sticky left-0 text-left font-normal"
LOOK = {
    "filters": f"{PANEL} p-4 flex gap-2 items-end flex-wrap",
    "field": "flex flex-col gap-1 min-w-[150px] max-md:flex-1",
    "label": "text-[13px] font-semibold",
    "control": f"{CONTROL} border-edge bg-panel text-ink w-full max-w-[240px] max-md:max-w-none",
    "scroll": f"{PANEL} mt-3 overflow-auto max-h-[max(320px,calc(100vh-275px))] max-md:max-h-[70vh] scroll-pt-[110px] scroll-pl-[160px] md:scroll-pl-[310px]",
    "table": "border-separate border-spacing-0 w-full",
    "corner": "sticky left-0 top-0 z-[3] bg-panel text-left align-bottom px-2.5 py-2 text-[13px] font-semibold text-muted border-b border-r border-line md:min-w-[300px]",
    "head": "sticky top-0 z-[2] bg-panel align-bottom px-2 py-2 text-[13px] font-semibold text-muted border-b border-line",
    "name": "block max-w-[120px] mx-auto mb-1.5 hyphens-auto break-words",
    "group": "sticky left-0 z-[1] bg-soft text-left p-0 border-b border-line",
    "fold": "sticky left-0 inline-flex gap-2 items-center px-2.5 min-h-[34px] text-[13px] font-semibold bg-transparent cursor-pointer",
    "row": f"{STUCK} z-[1] bg-panel px-2.5 py-[7px] border-b border-r border-line max-md:min-w-[150px] max-md:max-w-[150px] [overflow-wrap:anywhere]",
    "line": "flex justify-between items-center gap-3",
    "cell": CELL,
    "changed": f"{CELL} bg-warn-soft",
    "box": BOX,
    "all": f"{BOX} opacity-70 shrink-0",
    "nothing": "text-center text-muted py-8 m-0",
    "bar": "flex gap-3 items-center flex-wrap bg-accent-soft border border-accent rounded-panel px-3.5 py-2 mt-3",
    "stick": "sticky bottom-2 z-[4]",
    "told": "flex-1 min-w-[200px] max-md:basis-full truncate",
    "plain": f"{BUTTON} {LOOKS['plain']}",
    "primary": f"{BUTTON} {LOOKS['primary']}",
}


class _PermissionMatrix(rx.Component):
    library = "$/public/permission_matrix.jsx"
    tag = "PermissionMatrix"
    columns: rx.Var[list[dict[str, Any]]]
    groups: rx.Var[list[dict[str, Any]]]
    words: rx.Var[dict[str, str]]
    rights: rx.Var[dict[str, str]]
    kinds: rx.Var[dict[str, str]]
    looks: rx.Var[dict[str, str]]
    on_review: rx.EventHandler[passthrough_event_spec(list[dict[str, Any]])]


def permission_matrix(columns: Any, groups: Any, rights: dict[str, Any], on_review: Any) -> rx.Component:
    """`rights` has the words of each permission and of each group; `on_review` is given what is to be saved."""
    words = {
        "search": _("Search for a right"),
        "roles": _("Roles shown"),
        "all_roles": _("All roles"),
        "held": _("Held by somebody"),
        "kinds": _("Of one kind"),
        "one_role": _("One role"),
        "group": _("Group"),
        "all_groups": _("All groups"),
        "right": _("Right"),
        "caption": _("Rights of each role"),
        "manage": _("Manage the accounts: %(role)s", role="{role}"),
        "row": _("The whole row: %(right)s", right="{right}"),
        "column": _("The whole column: %(role)s", role="{role}"),
        "nothing": _("No right has these words."),
        "told": _("%(role)s: %(right)s", role="{role}", right="{right}"),
        "one": _("1 unsaved change"),
        "many": _("%(n)s unsaved changes", n="{n}"),
        "abandon": _("Discard"),
        "save": _("Save"),
    }
    return _PermissionMatrix.create(
        columns=columns, groups=groups, words=words, rights=rights, kinds=KINDS, looks=LOOK, on_review=on_review
    )
