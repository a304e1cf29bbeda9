"""Which of the sessions that are open right now may no longer look at any web space?"""

from collections.abc import Sequence

from sqlmodel import col, select

from app.models.platform import Session
from app.services import sessions
from app.services.entry import KeptOut
from app.services.errors import Refused
from app.storage.bus import News
from app.storage.installation import Installation

CHUNK = 500


def kept_out(installation: Installation, news: News, hashes: Sequence[str]) -> dict[str, str]:
    """Of these sessions, those whom the news concern and no space lets in any more; with the page that says so."""
    concerned = list[str]()
    with installation.databases.platform_session(writes=False) as db:
        for start in range(0, len(hashes), CHUNK):
            of_them = col(Session.hash).in_(hashes[start : start + CHUNK]), col(Session.establishment) == news.number
            found = db.exec(select(Session.hash, Session.person_id).where(*of_them))
            concerned += [session for session, person in found if news.people is None or person in news.people]
    refused = {session: _refusal(installation, session) for session in concerned}
    return {session: refusal.address for session, refusal in refused.items() if isinstance(refusal, KeptOut)}


def _refusal(installation: Installation, session: str) -> Refused | None:
    try:
        sessions.actor(installation, session, is_awake=False)
    except Refused as refusal:
        return refusal
    return None
