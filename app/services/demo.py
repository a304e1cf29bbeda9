"""How does an empty installation become one that can be shown? Schools and people, all at once or not at all."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Final

from sqlmodel import col, func, select

from app.locales import Message, msg
from app.models.platform import Establishment, PlatformAdmin
from app.models.types import now
from app.services import (
    admins,
    demo_announcements,
    demo_lockers,
    establishment_bulk,
    job_runs,
    passwords,
    recovery,
    zones,
)
from app.services.bulk import Selection
from app.services.demo_names import TOWNS
from app.services.demo_people import ACCOUNTS, populate
from app.services.demo_schools import Recipe, School, chance, schools
from app.services.errors import Refused
from app.services.establishment_bulk import COUNT, WRITE
from app.services.establishment_creation import reserve, settle, undo
from app.services.establishment_form import Checked
from app.services.listing import Query
from app.services.lookup import is_settled
from app.services.scope import Place, PlatformActor, PlatformScope, open_platform
from app.services.sessions import place_of
from app.storage import provisioning
from app.storage.installation import Installation

ADMIN: Final = "webmestre@casier.test"
PASSWORD: Final = "Casier-demo-2026"  # noqa: S105  known to all, and `casier doctor` says so where it matters
WELCOME: Final = "Votre établissement est ouvert sur Casier.\n\nÀ bientôt,\nla plateforme"
SHOWN: Final = 100  # establishments: beyond, it is a load that is wanted and not a show
AGES: Final = 3 * 365, 6 * 365  # days since an establishment was created

Tell = Callable[[int], None]


def is_empty(installation: Installation) -> bool:
    """Nobody has an account here, and no establishment is there."""
    with installation.databases.platform_session(writes=False) as db:
        homes = db.exec(select(Establishment).where(is_settled()).limit(1)).first()
        return homes is None and db.exec(select(PlatformAdmin).limit(1)).first() is None


def is_there(installation: Installation) -> bool:
    """The demonstration's administrator still enters with the password that everybody knows."""
    with installation.databases.platform_session(writes=False) as db:
        admin = db.exec(select(PlatformAdmin).where(col(PlatformAdmin.email) == ADMIN)).first()
    return admin is not None and passwords.is_right(PASSWORD, admin.password_hash, 0)


def load(installation: Installation, establishments: int, people: int, seed: int, tell: Tell = lambda _: None) -> None:
    """Fill an empty installation; `people` in each establishment, the six known accounts among them.

    Nothing of it is seen until all of it is there: what an interruption leaves is undone, at once or at the next start.
    `tell` hears how many people there are so far. Refuses an installation that is not empty. Not a use case: only a
    terminal runs it.
    """
    recovery.recover(installation)
    actor = PlatformActor(None, "demo", installation.settings.language)
    planned = list(islice(schools(seed), establishments))
    with open_platform(installation, actor, writes=True) as scope:
        _require_empty(scope)
        homes = _reserve(scope, planned)
    places = [place_of(home) for home in homes]
    try:
        recipe = Recipe(people, seed, passwords.hashed(PASSWORD, installation.settings.bcrypt_cost), _today())
        counts = _fill(installation, places, planned, recipe, tell)
        with open_platform(installation, actor, writes=True) as scope:
            _open(scope, homes, counts, recipe)
    except BaseException:
        for place in places:
            undo(installation, place)
        raise
    if establishments <= SHOWN:
        _bring_to_life(installation, actor)
        for place in places:
            demo_lockers.fill(installation, place, recipe.today)
            demo_announcements.fill(installation, place, recipe.today)


def accounts(address: str) -> list[Message]:
    """What to sign in with, for whoever starts the portal."""
    return [
        msg("The demonstration is loaded; the password of every account is %(password)s", password=PASSWORD),
        msg("  platform: %(address)s with %(email)s", address=f"{address}/platform/sign-in", email=ADMIN),
        msg("  an establishment: %(address)s with %(names)s", address=f"{address}/sign-in", names=", ".join(ACCOUNTS)),
    ]


def _require_empty(scope: PlatformScope) -> None:
    half_done = scope.db.exec(select(func.count()).select_from(Establishment)).one()
    if half_done or not is_empty(scope.installation):
        raise Refused(msg("This installation is not empty: the demonstration is for a new one."))


def _reserve(scope: PlatformScope, planned: Sequence[School]) -> list[Establishment]:
    filed = {zone: zones.ensure(scope.db, zone).id or 0 for zone in sorted({town.zone for town in TOWNS})}
    return [reserve(scope, _checked(school, filed), number) for number, school in enumerate(planned, start=1)]


def _checked(school: School, filed: dict[str, int]) -> Checked:
    return Checked(
        zone_id=filed[school.zone],
        locality=school.locality,
        name=school.name,
        uai=school.uai,
        contact_last_name=school.contact_last_name,
        contact_first_name=school.contact_first_name,
        contact_email=f"contact@{school.domain}",
    )


def _fill(
    installation: Installation, places: list[Place], planned: list[School], recipe: Recipe, tell: Tell
) -> list[int]:
    counts = list[int]()
    for place, school in zip(places, planned, strict=True):
        provisioning.create(installation.databases, installation.cipher, place)
        with installation.databases.session(place, writes=True) as db:
            counts.append(populate(db, school, recipe))
            db.commit()
        tell(sum(counts))
    return counts


def _open(scope: PlatformScope, homes: list[Establishment], counts: list[int], recipe: Recipe) -> None:
    lots = chance("ages", recipe.seed)
    for home, count in zip(homes, counts, strict=True):
        settle(scope.db, home)
        home.people, home.created_at = count, recipe.today - timedelta(days=lots.randrange(*AGES))
        after = {"uai": home.uai, "locality": home.locality}
        scope.record("establishments.created", home.number, home.name, after=after)
    admins.create(scope, ADMIN, PASSWORD)


def _bring_to_life(installation: Installation, actor: PlatformActor) -> None:
    """Do what an administrator would have done by now, so that no page is empty: count, and write to a contact."""
    said = {"subject": "Bienvenue sur Casier", "words": WELCOME}
    for name, selection, fields in (
        (COUNT.name, Selection(ids=[], all=True), {}),
        (WRITE.name, Selection(ids=[1], all=False), said),
    ):
        with open_platform(installation, actor, writes=True) as scope:
            job = establishment_bulk.preview(scope, name, selection, Query())["job"]
            establishment_bulk.confirm(scope, job, fields)
        job_runs.run(installation, job)


def _today() -> datetime:
    """Ages are counted from midnight, so that two demonstrations of a day are the same."""
    return datetime.combine(now().date(), time(), UTC)
