"""How does a journal look? The same for the platform and for an establishment."""

from typing import Any

import reflex as rx

from app.components.basics import LINK, empty, moment
from app.components.filters import filter_bar
from app.components.lists import Column, row_link, table
from app.locales.live import _

el = rx.el

DEEDS: dict[str, Any] = {
    "admins.created": _("Platform administrator added"),
    "admins.password_chosen": _("Password chosen"),
    "establishments.created": _("Establishment created"),
    "establishments.modified": _("Establishment modified"),
    "establishments.blocked": _("Establishment blocked"),
    "establishments.unblocked": _("Establishment unblocked"),
    "establishments.deleted": _("Establishment deleted"),
    "establishments.exported": _("Establishment exported"),
    "establishments.imported": _("Directory imported"),
    "establishments.written_to": _("Contact written to"),
    "administrators.reset": _("Administrator's password reset"),
    "zones.added": _("Zone added"),
    "zones.renamed": _("Zone renamed"),
    "zones.moved": _("Zone moved"),
    "zones.deleted": _("Zone deleted"),
    "mails.retried": _("Mail sent again"),
    "jobs.cancelled": _("Work stopped"),
    "people.password_reset": _("Password reset by the platform"),
    "people.password_chosen": _("Password chosen"),
    "people.email_asked": _("New e-mail address asked for"),
    "people.email_kept": _("New e-mail address given up"),
    "people.email_confirmed": _("E-mail address confirmed"),
    "people.modified": _("Person modified"),
    "sessions.closed": _("Session closed"),
    "people.added": _("Person added"),
    "people.password_set": _("Password given"),
    "people.blocked": _("Account blocked"),
    "people.unblocked": _("Account unblocked"),
    "people.activation_sent": _("Activation link sent"),
    "people.signed_out": _("Signed out everywhere"),
    "roles.created": _("Role added"),
    "roles.modified": _("Role modified"),
    "roles.deleted": _("Role deleted"),
    "permissions.changed": _("Rights of roles changed"),
    "services.created": _("Service added"),
    "services.renamed": _("Service renamed"),
    "services.deleted": _("Service deleted"),
    "documents.consulted": _("Document of others consulted"),
    "people.attached": _("Person attached to a service"),
    "people.detached": _("Person detached from a service"),
    "people.password_required": _("New password required"),
    "people.role_given": _("Role added"),
    "people.role_taken": _("Role removed"),
    "people.cancelled": _("Account cancelled"),
    "locker.deposited": _("Document deposited"),
    "locker.modified": _("Document filed otherwise"),
    "locker.recipients_added": _("Recipients added"),
    "locker.updated": _("Document replaced by a new version"),
    "locker.trashed": _("Document deleted for everyone"),
    "locker.restored": _("Document restored"),
    "locker.filed": _("Deposits filed elsewhere"),
    "locker.reminded": _("Recipients reminded"),
    "locker.purged": _("Document deleted for good"),
    "locker.trash_emptied": _("Trash emptied: its days were over"),
    "categories.created": _("Category added"),
    "categories.renamed": _("Category renamed"),
    "categories.moved": _("Category moved"),
    "categories.deleted": _("Category deleted"),
    "lockers.set": _("Settings of lockers changed"),
    "locker.notification_chosen": _("Mails about documents: usual choice"),
    "announcements.created": _("Announcement added"),
    "announcements.modified": _("Announcement modified"),
    "announcements.deleted": _("Announcement deleted"),
    "people.undone": _("Action undone"),
    "locker.undone": _("Action undone"),
    "base.published": _("Base published"),
    "base.stopped": _("Base stopped"),
    "spaces.published": _("Web space published"),
    "spaces.stopped": _("Web space stopped"),
    "spaces.let_in": _("Roles let into a web space"),
    "spaces.planned": _("Opening and closing of a web space planned"),
    "people.view_begun": _("Sees the portal as a person"),
    "people.view_ended": _("No longer sees the portal as a person"),
    "roles.view_begun": _("Sees the portal as a role"),
    "roles.view_ended": _("No longer sees the portal as a role"),
    "people.guardian_linked": _("Guardian added"),
    "people.guardian_changed": _("Guardian's status changed"),
    "people.guardian_unlinked": _("Guardian removed"),
    "people.household_changed": _("Household changed"),
    "people.access_opened": _("Access to the guardians' space opened"),
    "people.access_closed": _("Access to the guardians' space closed"),
    "people.access_reset": _("Access to the guardians' space as usual for each status"),
    "people.access_of_households": _("Access to the guardians' space kept by one of each household"),
}


def journal(state: Any, label: Any) -> rx.Component:
    """Who, when, what before and after, why."""
    return el.div(filter_bar(state, []), journal_table(state, label))


def journal_table(state: Any, label: Any) -> rx.Component:
    """The lines alone."""
    return table(
        state,
        [
            Column(
                _("What"),
                lambda row: el.div(
                    rx.match(row["action"], *DEEDS.items(), row["action"]),
                    el.div(row["label"], class_name="text-[13px] text-muted"),
                    rx.cond(row["job"].to(int) > 0, _rows_of(row)),
                ),
            ),
            Column(_("When"), lambda row: moment(row["at"]), "at"),
            Column(_("Who"), lambda row: row["actor"], "actor"),
            Column(_("Change"), lambda row: row["changes"]),
            Column(_("Reason"), lambda row: row["reason"]),
        ],
        nothing=empty(_("Nothing in the journal.")),
        label=label,
    )


def _rows_of(row: Any) -> rx.Component:
    """To what became of each of those that it was done to."""
    return row_link(_("Result per row"), "/jobs/" + row["job"].to_string(), f"{LINK} text-[13px]")
