"""Who administers the platform? Added from a terminal, by whoever holds the machine."""

from sqlmodel import col, select

from app.locales import msg
from app.models.platform import PlatformAdmin
from app.services import passwords
from app.services.permissions import PlatformPermission
from app.services.scope import PlatformScope, requires
from app.services.validation import Checks


@requires(PlatformPermission.ADMINS_CREATE)
def create(scope: PlatformScope, email: str, password: str) -> str:
    """Add a platform administrator; gives the address as it is kept. Refuses with `Invalid`."""
    checks = Checks()
    address = checks.email("email", email)
    if fault := passwords.fault(password, email=address):
        checks.refuse("password", fault)
    if scope.db.exec(select(PlatformAdmin).where(col(PlatformAdmin.email) == address)).first():
        checks.refuse("email", msg("There is already an administrator with this address."))
    checks.settle()
    settings = scope.installation.settings
    admin = PlatformAdmin(
        email=address, password_hash=passwords.hashed(password, settings.bcrypt_cost), language=settings.language
    )
    scope.db.add(admin)
    scope.db.flush()
    scope.record("admins.created", admin.id, address)
    return address
