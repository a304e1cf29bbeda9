"""Under which categories are deposits filed (L3)? Create, rename, reorder; deleting one leaves its deposits without."""

from typing import Final, TypedDict

from sqlmodel import Session, col, func, select

from app.locales import msg
from app.models.establishment import Category, Deposit
from app.services import naming
from app.services.errors import Refused
from app.services.lockers import require_locker
from app.services.lookup import found
from app.services.permissions import Open, Permission
from app.services.scope import Scope, requires

NAME: Final = 60
MOST: Final = 200  # they are all in one select


class CategoryRow(TypedDict):
    """A category and how many deposits are in it, those in the trash included."""

    id: int
    name: str
    deposits: int


class CategoryChoice(TypedDict):
    """A category in a select."""

    id: str
    name: str


@requires(Open.SIGNED_IN)
def choices(scope: Scope) -> list[CategoryChoice]:
    """All in their order, for whoever has a locker or deposits. Refuses the others with `NotFound`."""
    if not scope.may(Permission.LOCKER_DEPOSIT):
        require_locker(scope)
    named = scope.db.exec(select(Category.id, Category.name).order_by(*_ORDER))
    return [CategoryChoice(id=str(identity), name=name) for identity, name in named]


@requires(Permission.LOCKER_MANAGE)
def rows(scope: Scope) -> list[CategoryRow]:
    """All in their order."""
    used = select(Deposit.category_id, func.count().label("n")).group_by(col(Deposit.category_id)).subquery()
    counted = select(Category, func.coalesce(used.c.n, 0)).outerjoin(used, used.c.category_id == col(Category.id))
    return [
        CategoryRow(id=category.id or 0, name=category.name, deposits=n)
        for category, n in scope.db.exec(counted.order_by(*_ORDER))
    ]


@requires(Permission.LOCKER_MANAGE)
def create(scope: Scope, name: str) -> int:
    """Add one at the end; gives its identity. Refuses an empty or taken name."""
    count, last = scope.db.exec(select(func.count(), func.coalesce(func.max(Category.position), 0))).one()
    if count >= MOST:
        raise Refused(msg("There are %(most)s categories already. Delete one first.", most=MOST))
    category = Category(name="", name_key="", position=last + 1)
    category.rename(_checked(scope.db, name))
    scope.db.add(category)
    scope.db.flush()
    scope.record("categories.created", category.id, category.name)
    return category.id or 0


@requires(Permission.LOCKER_MANAGE)
def rename(scope: Scope, category_id: int, name: str) -> None:
    """Give it another name. Refuses an empty or taken one."""
    category = found(scope.db, Category, category_id)
    before = category.name
    category.rename(_checked(scope.db, name, category_id))
    after = {"name": category.name}
    scope.record("categories.renamed", category_id, category.name, before={"name": before}, after=after)


@requires(Permission.LOCKER_MANAGE)
def move(scope: Scope, category_id: int, by: int) -> None:
    """Move it up (-1) or down (+1) in the order."""
    category, order = found(scope.db, Category, category_id), list(scope.db.exec(select(Category).order_by(*_ORDER)))
    before, after = naming.move(order, category, by)
    scope.record("categories.moved", category_id, category.name, before=before, after=after)


@requires(Permission.LOCKER_MANAGE)
def delete(scope: Scope, category_id: int) -> None:
    """Delete it; its deposits stay, uncategorised."""
    category = found(scope.db, Category, category_id)
    inside = select(func.count()).select_from(Deposit).where(col(Deposit.category_id) == category_id)
    before = {"deposits": scope.db.exec(inside).one()}
    scope.db.delete(category)
    scope.record("categories.deleted", category_id, category.name, before=before)


_ORDER: Final = (col(Category.position), col(Category.id))


def _checked(db: Session, name: str, own: int | None = None) -> str:
    return naming.unused(db, Category, name, NAME, msg("There is already a category of this name."), own)
