"""How are secrets kept at rest? Encrypted with the installation's key."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet


class Cipher:
    """Fernet for what must be read again, HMAC for what must only be recognised."""

    def __init__(self, key: bytes) -> None:
        """Derive one key per use from the installation's."""
        self._key = key
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"casier secrets" + key).digest()))

    def encrypted(self, text: str) -> str:
        """Unreadable without the installation's key."""
        return self._fernet.encrypt(text.encode()).decode()

    def decrypted(self, token: str) -> str:
        """What `encrypted` was given."""
        return self._fernet.decrypt(token.encode()).decode()

    def mark(self, *parts: str) -> str:
        """A keyed digest: the same for the same parts, and telling nothing of them."""
        return hmac.new(self._key, "\x00".join(parts).encode(), hashlib.sha256).hexdigest()
