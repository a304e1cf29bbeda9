"""Is this the password, and is it good enough? Policy and hashing (P4)."""

import base64
import hashlib
import secrets
import string
import unicodedata
from typing import Final

import bcrypt

from app.locales import Message, msg
from app.models.types import folded

SHORTEST: Final = 12
LONGEST: Final = 200
KINDS_NEEDED: Final = 3
# A generated password carries 100 bits of chance: stretching it adds nothing that an attacker would notice,
# and a costlier check would tell, by its time, that the account is there and was never used (T22).
GENERATED_COST: Final = 4
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"


def fault(password: str, username: str = "", email: str | None = None) -> Message | None:
    """What the policy has against a password; None when nothing."""
    if len(password) < SHORTEST:
        return msg("A password has at least %(n)d characters.", n=SHORTEST)
    if len(password) > LONGEST:
        return msg("A password has at most %(n)d characters.", n=LONGEST)
    if len({_kind(c) for c in password}) < KINDS_NEEDED:
        return msg("A password mixes at least three of: lower case, upper case, digits, other characters.")
    if folded(password) in {folded(username), folded(email)} - {""}:
        return msg("A password is neither the username nor the e-mail address.")
    return None


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    if character.islower():
        return "lower"
    return "upper" if character.isupper() else "special"


def generated() -> str:
    """A password easy to copy by hand, that the policy accepts: `Abcde-fghij-kmnpq-rstuv`."""
    groups = ["".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4)]
    groups[0] = groups[0][:-1] + secrets.choice(string.digits[2:])
    return secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") + "-".join(groups)[1:]


def hashed(password: str, cost: int) -> str:
    """Bcrypt over a pre-hash, so that nothing is cut at 72 bytes."""
    return bcrypt.hashpw(_prehash(password), bcrypt.gensalt(cost)).decode()


def is_right(password: str, stored: str | None, cost: int) -> bool:
    """Compare in the time of one hash at `cost`, whether there is anything to compare with or not."""
    if len(password) > LONGEST:
        return False  # nobody's, and known for that at once (T23)
    right = stored is not None and bcrypt.checkpw(_prehash(password), stored.encode())
    if stored is None or cost_of(stored) < cost:
        bcrypt.hashpw(_prehash(password), bcrypt.gensalt(cost))
    return right


def cost_of(stored: str) -> int:
    """The cost that a stored hash was made at."""
    return int(stored.split("$")[2])


def _prehash(password: str) -> bytes:
    return base64.b64encode(hashlib.sha384(unicodedata.normalize("NFC", password).encode("utf-8", "replace")).digest())
