import hashlib

import pytest

from common.domain.passwords import SALT_BYTES, hash_password, is_password


SALT = bytes(range(SALT_BYTES))


def test_a_password_is_stored_as_salt_and_key_in_hex() -> None:
    salt, _, key = hash_password("a long söng", SALT).partition(":")
    assert (len(salt), len(key)) == (64, 64)
    assert bytes.fromhex(salt) == SALT
    assert bytes.fromhex(key) == hashlib.pbkdf2_hmac("sha256", "a long söng".encode(), SALT, 100_000)


def test_only_the_password_itself_is_it() -> None:
    stored = hash_password("right", SALT)
    assert is_password("right", stored)
    assert not is_password("wrong", stored)
    assert hash_password("right", bytes(SALT_BYTES)) != stored


@pytest.mark.parametrize("stored", ["", ":", "no hex:00", "00", "00:zz", "00:00"])
def test_what_is_no_stored_password_is_nobodys(stored: str) -> None:
    assert not is_password("", stored)
    assert not is_password("right", stored)
