"""What do the pages of mails show and do?"""

from functools import partial

import reflex as rx

from app.locales import msg
from app.services import mails
from app.services.mails import MailCard, MailRow
from app.services.scope import PlatformScope
from app.state.door import action
from app.state.lists import ListState

NO_MAIL = MailCard(
    id=0,
    recipient="",
    subject="",
    state="",
    created_at="",
    sent_at="",
    error="",
    text="",
    recipient_name="",
    attempts=0,
)


class MailsState(ListState, rx.State):
    """One page of the outbox, and the mail that is open."""

    rows: list[MailRow] = []
    card: MailCard = NO_MAIL

    @action(reads=True)
    def load(self, scope: PlatformScope):
        """Show the page that the address names."""
        self.card = NO_MAIL
        self._show(partial(mails.page, scope))

    @action(reads=True)
    def open(self, scope: PlatformScope, mail: int):
        """Read a mail."""
        self.card = mails.card(scope, mail)

    @action(reads=True)
    def close(self, _scope: PlatformScope):
        """Put it back."""
        self.card = NO_MAIL

    @action()
    def retry(self, scope: PlatformScope, mail: int):
        """Send it again now."""
        mails.retry(scope, mail)
        self.card = NO_MAIL
        self._show(partial(mails.page, scope))
        return msg("The mail is being sent again.")
