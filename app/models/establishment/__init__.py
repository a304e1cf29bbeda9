"""What each establishment's own database holds."""

from app.models.establishment.base import EstablishmentTable
from app.models.establishment.journal import Journal
from app.models.establishment.people import Person, PersonState, first_administrator
from app.models.establishment.roles import BUILT_IN, Grant, Membership, Role, RoleKind, built_in_roles

__all__ = [
    "BUILT_IN",
    "EstablishmentTable",
    "Grant",
    "Journal",
    "Membership",
    "Person",
    "PersonState",
    "Role",
    "RoleKind",
    "built_in_roles",
    "first_administrator",
]
