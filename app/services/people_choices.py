"""Between what can people be filtered? The options of the selects of *Personnes* (P1), whatever there is of each."""

from typing import TypedDict

from sqlmodel import Session, col, func, select

from app.models.establishment import IMPLICIT, Person, Role, Service
from app.services.bulk import Choice
from app.services.permissions import LABELS, Permission
from app.services.scope import Scope, requires


class PeopleChoices(TypedDict):
    """The options of each select, in the order in which they are read."""

    roles: list[Choice]
    services: list[Choice]
    sources: list[Choice]
    permissions: list[Choice]


@requires(Permission.PEOPLE_READ)
def choices(scope: Scope) -> PeopleChoices:
    """Three queries, whatever there is."""
    held = select(Role.id, Role.name).where(col(Role.code).not_in(IMPLICIT)).order_by(col(Role.name_key))
    services = select(Service.id, Service.name).order_by(col(Service.name_key))
    return PeopleChoices(
        roles=[Choice(value=str(identity), label=name) for identity, name in scope.db.exec(held)],
        services=[Choice(value=str(identity), label=name) for identity, name in scope.db.exec(services)],
        sources=[Choice(value=source, label=source) for source in _sources(scope.db)],
        permissions=[Choice(value=right, label=said.text(scope.actor.language)) for right, said in LABELS.items()],
    )


def _sources(db: Session) -> list[str]:
    """Each one is looked up behind the one before: an index of a hundred thousand people is not read for three."""
    source = col(Person.data_source)
    each = select(func.min(source).label("source")).cte("each", recursive=True)
    following = select(func.min(source)).where(source > each.c.source).scalar_subquery()
    each = each.union_all(select(following).where(each.c.source.is_not(None)))
    return [found for (found,) in db.connection().execute(select(each.c.source)) if found]
