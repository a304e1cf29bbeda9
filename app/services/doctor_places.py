"""Do the places where things are kept answer, and is what they hold in order?"""

from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from typing import Final

from sqlmodel import col, func, select, text

from app.locales import msg, msgn
from app.models.platform import Establishment, Mail, MailState, PlatformJournal
from app.models.types import now
from app.services import demo, upkeep
from app.services.lookup import is_settled
from app.services.recovery import HALF_DONE
from app.services.verdicts import Verdict, failed, warned, well
from app.storage import migrations, provisioning
from app.storage.installation import Installation
from app.storage.transport import Smtp, transport

SHOWN: Final = 5
LATE: Final = 1000  # messages in the queue that nobody seems to work off
AHEAD: Final = timedelta(minutes=1)


def _platform(installation: Installation) -> Verdict:
    engine = installation.databases.platform.engine
    there, head = migrations.revision(engine), migrations.head("platform")
    if there != head:
        return failed(
            msg(
                "The platform's database is at revision %(there)s, this program at %(head)s.",
                there=there or "–",
                head=head,
            ),
            msg("Run: casier migrate"),
        )
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            said = str(connection.execute(text("PRAGMA quick_check")).scalar())
        if said != "ok":
            return failed(
                msg("The platform's database is damaged: %(said)s", said=said), msg("Restore a backup of it.")
            )
    return well(msg("The platform's database answers, and is in order."))


def _establishments(installation: Installation) -> Verdict:
    with installation.databases.platform_session(writes=False) as db:
        homes = set(db.exec(select(Establishment.number).where(is_settled())))
    missing = sorted(homes - provisioning.present(installation.databases))
    if missing:
        numbers = ", ".join(map(str, missing[:SHOWN])) + (" …" if len(missing) > SHOWN else "")
        return failed(
            msgn(
                "The database of %(n)d establishment is not there: %(numbers)s.",
                "The databases of %(n)d establishments are not there: %(numbers)s.",
                len(missing),
                numbers=numbers,
            ),
            msg("Restore them from a backup, or delete these establishments."),
        )
    return well(msgn("%(n)d establishment has its database.", "%(n)d establishments have their databases.", len(homes)))


def _schemas(installation: Installation) -> Verdict:
    if waiting := len(upkeep.outdated(installation)):
        return failed(
            msgn(
                "%(n)d establishment is at an earlier version, and lets nobody in.",
                "%(n)d establishments are at an earlier version, and let nobody in.",
                waiting,
            ),
            msg("Run: casier migrate"),
        )
    return well(msg("Every establishment is at the schemas of this version."))


def _key(installation: Installation) -> Verdict:
    """Only logins of PostgreSQL are encrypted with it, and only they can tell that it has changed."""
    with installation.databases.platform_session(writes=False) as db:
        sealed = select(Establishment).where(is_settled(), col(Establishment.secret) != "")
        home = db.exec(sealed.limit(1)).first()
    if home:
        installation.cipher.decrypted(home.secret)
    return well(msg("The installation's key opens what it has closed."))


def _half_done(installation: Installation) -> Verdict:
    with installation.databases.platform_session(writes=False) as db:
        half = db.exec(select(Establishment).where(col(Establishment.state).in_(HALF_DONE))).all()
    if lost := sum(not installation.process.is_alive(home.owner) for home in half):
        return warned(
            msgn(
                "%(n)d establishment was left half made or half deleted by a process that died.",
                "%(n)d establishments were left half made or half deleted by a process that died.",
                lost,
            ),
            msg("The next start of the portal puts this right."),
        )
    return well(msg("No establishment is half made or half deleted."))


def _mails(installation: Installation) -> Verdict:
    with installation.databases.platform_session(writes=False) as db:
        lost = db.exec(select(func.count()).select_from(Mail).where(col(Mail.state) == MailState.FAILED)).one()
    if lost:
        return warned(
            msgn("%(n)d mail could not be delivered.", "%(n)d mails could not be delivered.", lost),
            msg("Look at them on the platform's page of mails; each says why."),
        )
    return well(msg("No mail has failed."))


def _smtp(installation: Installation) -> Verdict:
    outgoing = transport(installation.settings)
    if isinstance(outgoing, Smtp):
        outgoing.greet()
        return well(msg("The mail server answers."))
    kept = msg("Mails are not sent: they are kept as files in %(path)s.", path=installation.settings.data_dir / "mail")
    return warned(kept, msg("Set CASIER_SMTP_URL.")) if installation.settings.public_url else well(kept)


def _queue(installation: Installation) -> Verdict:
    waiting = installation.queue.waiting()
    if waiting > LATE:
        return warned(
            msg("%(n)s pieces of work wait in the queue.", n=waiting),
            msg("Is the portal running? Else start it, or casier worker."),
        )
    return well(msg("The queue answers."))


def _files(installation: Installation) -> Verdict:
    list(islice(installation.files.names(0), 1))  # a number that no establishment has
    return well(msg("The file store answers."))


def _demonstration(installation: Installation) -> Verdict:
    if installation.settings.public_url and demo.is_there(installation):
        return failed(
            msg("The demonstration's accounts are open to whoever reads Casier's documentation."),
            msg(
                "Start from an empty data folder, or change the password of %(email)s and delete its establishments.",
                email=demo.ADMIN,
            ),
        )
    return well(msg("No demonstration is open to the world."))


def _clock(installation: Installation) -> Verdict:
    with installation.databases.platform_session(writes=False) as db:
        last = db.exec(select(PlatformJournal.at).order_by(col(PlatformJournal.at).desc()).limit(1)).first()
    if last and last > now() + AHEAD:
        return failed(
            msg("The clock is behind: the journal has a line of %(moment)s.", moment=f"{last:%Y-%m-%d %H:%M} UTC"),
            msg("Set the machine's clock, by NTP if possible."),
        )
    return well(msg("The clock goes on from where the journal stands."))


CHECKS: Final[dict[str, Callable[[Installation], Verdict]]] = {
    "platform": _platform,
    "establishments": _establishments,
    "schemas": _schemas,
    "key": _key,
    "half-done": _half_done,
    "mails": _mails,
    "smtp": _smtp,
    "queue": _queue,
    "files": _files,
    "demonstration": _demonstration,
    "clock": _clock,
}
