"""Who is at this browser? Server-side sessions, read anew at each event so that a change acts at the next gesture."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session as Db
from sqlmodel import col, select, update

from app.locales import msg
from app.models.establishment import Person
from app.models.platform import Ending, Establishment, EstablishmentState, PlatformAdmin, Session
from app.models.types import now
from app.services import endings, view_as, views
from app.services.errors import Refused, SignedOut
from app.services.members import let_in, member
from app.services.scope import PersonActor, Place, PlatformActor, Visit, open_establishment
from app.storage import migrations
from app.storage.installation import Installation

SEEN_EVERY = timedelta(seconds=60)
AGENT_KEPT, ADDRESS_KEPT = 200, 60
# Asked at each event: columns rather than objects, and built once.
_WHOSE = (
    sa.select(
        *(col(c) for c in (Session.hash, Session.seen_at, Session.expires_at, Session.ended)),
        *(col(c) for c in (Session.admin_id, Session.establishment, Session.person_id)),
        *(col(c) for c in (Session.view_role, Session.view_person, Session.view_until)),
        *(col(c) for c in (PlatformAdmin.email, PlatformAdmin.language)),
        *(col(c) for c in (Establishment.number, Establishment.stamp, Establishment.secret, Establishment.name)),
        *(col(c) for c in (Establishment.uai, Establishment.locality)),
        *(col(c) for c in (Establishment.state, Establishment.schema_revision)),
    )
    .select_from(Session)
    .outerjoin(PlatformAdmin)
    .outerjoin(Establishment, col(Establishment.number) == col(Session.establishment))
    .where(col(Session.hash) == sa.bindparam("asked"))
)


def hash_of(token: str) -> str:
    """What is stored of a cookie: enough to know it again, nothing to enter with."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def begin(
    db: Db, visit: Visit, *, admin_id: int | None = None, establishment: int | None = None, person_id: int | None = None
) -> str:
    """Open a session and give its token, which is known to the browser alone from then on."""
    token = secrets.token_urlsafe(32)
    lifetime = timedelta(hours=visit.installation.settings.session_hours)
    db.add(
        Session(
            hash=hash_of(token),
            admin_id=admin_id,
            establishment=establishment,
            person_id=person_id,
            expires_at=now() + lifetime,
            address=visit.address[:ADDRESS_KEPT],
            agent=visit.agent[:AGENT_KEPT],
        )
    )
    return token


def end(installation: Installation, token_hash: str) -> None:
    """Sign out, here only."""
    with installation.databases.platform_session(writes=True) as db:
        this = col(Session.hash) == token_hash, col(Session.ended).is_(None)
        db.exec(update(Session).where(*this).values(ended=Ending.SIGNED_OUT))
        db.commit()


def end_everywhere(installation: Installation, token_hash: str) -> None:
    """Sign out every session of whoever holds this one."""
    with installation.databases.platform_session(writes=True) as db:
        if mine := db.get(Session, token_hash):
            endings.end_all_of(db, Ending.SIGNED_OUT, mine.admin_id, mine.establishment, mine.person_id)
        db.commit()


def living(installation: Installation, hashes: Sequence[str]) -> set[str]:
    """Which of these sessions still go on; asked every second for all open tabs together."""
    alive: set[str] = set()
    with installation.databases.platform_session(writes=False) as db:
        for start in range(0, len(hashes), 500):
            some = hashes[start : start + 500]
            found = db.exec(select(Session).where(col(Session.hash).in_(some), col(Session.ended).is_(None)))
            alive.update(s.hash for s in found if not _is_stale(s, installation))
    return alive


def shows(installation: Installation, token_hash: str) -> str | None:
    """The session, while it goes on, and as whom it sees the portal (R8), in one word."""
    with installation.databases.platform_session(writes=False) as db:
        found = db.get(Session, token_hash)
    if found is None or found.ended or _is_stale(found, installation):
        return None
    return f"{token_hash} {found.view_person or ''} {found.view_role or ''}".rstrip()


def ended(installation: Installation, token_hash: str | None) -> SignedOut | None:
    """How this session ended, and where; None while it goes on."""
    try:
        actor(installation, token_hash)
    except SignedOut as out:
        return out
    except Refused:  # for now only
        return None
    return None


def actor(installation: Installation, token_hash: str | None, *, is_awake: bool = True) -> PlatformActor | PersonActor:
    """Who holds this session, and with which rights, now. Refuses with `SignedOut` and the reason, or `KeptOut`.

    Whoever sees the portal as somebody else (R8) is that one, with themselves as the `viewer`. `is_awake` is false
    where nobody did anything: the session is as idle as before.
    """
    who, looking = _holder(installation, token_hash, is_awake=is_awake)
    if isinstance(who, PlatformActor) or looking is None:
        return who
    return _shown(installation, who, looking)


def holder(installation: Installation, token_hash: str | None) -> PlatformActor | PersonActor:
    """The same, whoever they see the portal as."""
    return _holder(installation, token_hash)[0]


def _holder(
    installation: Installation, token_hash: str | None, *, is_awake: bool = True
) -> tuple[PlatformActor | PersonActor, views.Looking | None]:
    if not token_hash:
        raise SignedOut(Ending.EXPIRED)
    with installation.databases.platform_session(writes=False) as db:
        found: Any = db.connection().execute(_WHOSE, {"asked": token_hash}).first()
    if found is None:
        raise SignedOut(Ending.EXPIRED)
    if found.ended or _is_stale(found, installation):
        is_admin = found.admin_id is not None
        raise SignedOut(found.ended or Ending.EXPIRED, found.establishment, is_admin=is_admin)
    if is_awake:
        _touch(installation, found)
    if found.email is not None:
        return PlatformActor(found.admin_id, found.email, found.language, token_hash), None
    if found.state is not EstablishmentState.ACTIVE:
        raise SignedOut(Ending.BLOCKED if found.state else Ending.DELETED, found.establishment)
    require_current(found)
    return _member(installation, place_of(found), found), found if found.view_until else None


def require_current(home: Establishment) -> None:
    """No work on a database whose tables are of another version: it is being updated, or waits for it."""
    if home.schema_revision != migrations.head("establishment"):
        raise Refused(msg("This establishment is being updated. Please come back in a few minutes."))


def place_of(home: Establishment) -> Place:
    """An establishment as its members' work sees it."""
    return Place(home.number, home.stamp, home.secret, home.name, home.uai, home.locality)


def _member(installation: Installation, place: Place, session: Any) -> PersonActor:  # noqa: ANN401  a row of `_WHOSE`
    with installation.databases.session(place, writes=False) as db:
        who = member(db, place, session.person_id, session.hash)
        if who is None:
            raise SignedOut(Ending.EXPIRED, place.number)
        return let_in(db, who)


def _shown(installation: Installation, viewer: PersonActor, looking: views.Looking) -> PersonActor:
    """Whom they look at; themselves once that is over, which is put on record. Refuses with `KeptOut`, as to them."""
    with installation.databases.session(viewer.place, writes=False) as db:
        seen = views.shown(db, viewer, looking)
        if seen:
            return views.let_in(db, seen)
    end_view(installation, viewer)
    return viewer


def end_view(installation: Installation, viewer: PersonActor) -> str:
    """Let them see the portal as themselves again; gives the page where the view began."""
    with open_establishment(installation, viewer, writes=True) as scope:
        return view_as.end(scope)


def _is_stale(session: Session, installation: Installation) -> bool:
    idle = timedelta(minutes=installation.settings.session_idle_minutes)
    return session.expires_at < now() or session.seen_at + idle < now()


def _touch(installation: Installation, session: Session) -> None:
    moment: datetime = now()
    if moment - session.seen_at < SEEN_EVERY:
        return
    with installation.databases.platform_session(writes=True) as db:
        db.exec(update(Session).where(col(Session.hash) == session.hash).values(seen_at=moment))
        db.commit()


def speak(installation: Installation, token_hash: str | None, language: str) -> None:
    """Remember the language of whoever is signed in, for the mails to come."""
    try:
        who = holder(installation, token_hash)
    except Refused:
        return
    if isinstance(who, PlatformActor):
        with installation.databases.platform_session(writes=True) as db:
            db.exec(update(PlatformAdmin).where(col(PlatformAdmin.id) == who.id).values(language=language))
            db.commit()
    else:
        with installation.databases.session(who.place, writes=True) as db:
            person = db.get(Person, who.id)
            if person and person.language != language:
                person.language = language
                person.touch(who.name)
            db.commit()
