"""Are secrets at rest of use to nobody without the installation's key?"""

import pytest
from cryptography.fernet import InvalidToken
from hypothesis import given
from hypothesis import strategies as st

from app.storage.cipher import Cipher

CIPHER = Cipher(b"a key")


@given(st.text())
def test_what_was_encrypted_is_read_again(text: str) -> None:
    assert CIPHER.decrypted(CIPHER.encrypted(text)) == text


def test_the_same_secret_never_looks_the_same_twice() -> None:
    assert CIPHER.encrypted("secret") != CIPHER.encrypted("secret")


def test_nothing_of_the_secret_shows() -> None:
    assert "secret" not in CIPHER.encrypted("secret")


def test_another_installation_cannot_read_it() -> None:
    with pytest.raises(InvalidToken):
        Cipher(b"another key").decrypted(CIPHER.encrypted("secret"))


def test_an_altered_secret_is_refused() -> None:
    token = CIPHER.encrypted("secret")
    with pytest.raises(InvalidToken):
        CIPHER.decrypted(token[:20] + ("A" if token[20] != "A" else "B") + token[21:])


def test_a_mark_recognises_the_same_parts_and_only_those() -> None:
    assert CIPHER.mark("sign-in", "anne") == CIPHER.mark("sign-in", "anne")
    assert CIPHER.mark("sign-in", "anne") != CIPHER.mark("sign-in", "anna")
    assert CIPHER.mark("sign", "in") != CIPHER.mark("si", "gnin")


def test_a_mark_tells_nothing_without_the_key() -> None:
    assert CIPHER.mark("anne") != Cipher(b"another key").mark("anne")
    assert "anne" not in CIPHER.mark("anne")
