"""Which right does each gesture of a school need? Said a second time, for tests to hold the program against."""

from typing import Final


def words(said: str) -> frozenset[str]:
    return frozenset(said.split())


# Each right, and the use cases that it opens.
OPENED_BY: Final = {
    "people.read": words("""
        people.page people_choices.choices people_bulk.offered people_bulk.preview people_bulk.confirm
        person.card person.roles person.services person.fallback families.card
        figures.accounts figures.roles figures.sign_ins
        people_ways.ways people_import_plan.preview people_import.confirm"""),
    "people.add": words("people_form.add"),
    "people.edit": words("""
        people_form.modify families.candidates
        guardian_links.link guardian_links.change_status guardian_links.settle guardian_links.unlink"""),
    "people.block": words("people_security.block people_security.unblock"),
    "people.cancel": words(""),  # an action on a selection, as below
    "people.secure": words("""
        people_security.require_change people_security.send_activation people_security.sign_out
        person.sessions person.sign_ins"""),
    "services.manage": words("""
        services.rows services.people services.candidates services.create services.rename services.delete
        services.attach services.detach"""),
    "roles.manage": words("""
        roles.page roles.card roles.advice roles.create roles.modify
        role_deletion.impact role_deletion.delete_roles"""),
    "permissions.manage": words("""
        permission_matrix.matrix permission_matrix.preview permission_matrix.save
        permission_history.history permission_history.reversal"""),
    "access.explain": words("""
        access.candidates access.choices access.explain access.rights_of entry_explanation.explain"""),
    "locker.deposit": words("""
        deposits.deposit deposits.modify deposits.newly_reached deposits.add_recipients deposits.update deposits.trash
        deposits.restore deposits.purge recipients.catch_up recipients.remind audiences.reached
        audience_search.search audience_search.proposed uploads.announce uploads.keep uploads.remove uploads.rows
        locker_storage.room"""),
    "locker.manage": words("""
        categories.rows categories.create categories.rename categories.move categories.delete
        locker_settings.card locker_settings.modify locker_storage.storage notifications.choose_usual
        figures.deposits figures.kept"""),
    "spaces.manage": words("""
        spaces.base spaces.publish_base spaces.rows spaces.card spaces.publish spaces.roles spaces.let_in spaces.tally
        space_schedule.schedule space_schedule.plan
        guardians.page guardians.set_access guardian_bulk.preview guardian_bulk.confirm"""),
    "announcements.manage": words("""
        announcements.page announcements.card announcements.preview announcement_readers.page
        announcement_actions.create announcement_actions.modify announcement_actions.losses
        announcement_actions.delete_announcements"""),
    "portal.view_as": words("view_as.begin_as_person view_as.begin_as_role"),
    "all_jobs.read": words(""),  # widens what everybody may: the jobs of others, as below
    "journal.read": words("journal.page journal.newest person.history"),
}  # fmt: skip
# Actions on a selection, and the one right that each asks for besides that of its list.
ACTIONS_OF: Final = {
    "people_bulk.preview": {
        "people.block": "people.block",
        "people.unblock": "people.block",
        "people.require_password": "people.secure",
        "people.send_activation": "people.secure",
        "people.give_role": "people.edit",
        "people.take_role": "people.edit",
        "people.cancel": "people.cancel",
    },
    "guardian_bulk.preview": {
        "guardians.open": "spaces.manage",
        "guardians.close": "spaces.manage",
        "guardians.reset": "spaces.manage",
        "guardians.one_each": "spaces.manage",
    },
    "locker_bulk.preview": {
        "received.mark_read": "",
        "received.mark_unread": "",
        "received.remove": "",
        "sent.file": "locker.deposit",
        "sent.remind": "locker.deposit",
        "sent.trash": "locker.deposit",
        "trash.restore": "locker.deposit",
        "trash.purge": "locker.deposit",
    },
}
# Ways of importing people, which ask for these besides the right to see them.
WAYS_OF: Final = {
    "add": words("people.add"),
    "update": words("people.edit"),
    "both": words("people.add people.edit"),
}
