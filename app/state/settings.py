"""What does the page of settings show and do? What the establishment decides about its lockers, and their weight."""

import reflex as rx

from app.locales import msg
from app.services import locker_settings, locker_storage, notifications
from app.services.locker_settings import SettingsForm
from app.services.locker_storage import Storage, StorageRow
from app.services.scope import Scope
from app.state.door import action
from app.state.forms import FormState

NOTHING = Storage(stored=0, charged=0, roles=[], people=[], tight=[], tight_total=0)


class SettingsState(FormState, rx.State):
    """`decided` fills the form; the lists are those of the storage."""

    decided: SettingsForm = {}
    is_loaded: bool = False
    storage: Storage = NOTHING
    roles: list[StorageRow] = []
    people: list[StorageRow] = []
    tight: list[StorageRow] = []

    @action(reads=True)
    def load(self, scope: Scope):
        """Show what holds."""
        self.decided, self.storage, self.is_loaded = locker_settings.card(scope), locker_storage.storage(scope), True
        self.roles, self.people, self.tight = (self.storage[part] for part in ("roles", "people", "tight"))
        self._renew()

    @action()
    def modify(self, scope: Scope, form: dict[str, str]):
        """Decide otherwise."""
        locker_settings.modify(scope, locker_settings.typed(form))
        notifications.choose_usual(scope, form.get("notification", ""))
        self.decided, self.storage = locker_settings.card(scope), locker_storage.storage(scope)
        self.people, self.tight = self.storage["people"], self.storage["tight"]
        self._absolve()
        return msg("The settings are saved.")
