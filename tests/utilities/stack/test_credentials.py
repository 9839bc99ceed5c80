"""Passwords of the native stack."""

import base64
from pathlib import Path
import stat

import pytest

from common.runtime.errors import ConfigError
from utilities.stack.credentials import MAKERS, ensure_secrets, read_password, secret_file
from utilities.stack.layout import Layout


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(root=tmp_path / "stack", programs=tmp_path / "programs")
    made.make()
    return made


@pytest.mark.parametrize("_attempt", range(20))
def test_no_password_can_be_taken_for_an_option_or_a_comment(layout: Layout, _attempt: int) -> None:
    ensure_secrets(layout)
    for name in MAKERS.keys() - {"encryption_master_key"}:
        password = read_password(layout, name)
        assert password.isalnum()
        assert len(password) == 48


def test_the_master_key_is_what_encryption_takes(layout: Layout) -> None:
    ensure_secrets(layout)
    assert len(base64.urlsafe_b64decode(read_password(layout, "encryption_master_key"))) == 32


def test_passwords_are_the_owners_own_and_stay(layout: Layout) -> None:
    ensure_secrets(layout)
    first = {name: read_password(layout, name) for name in MAKERS}
    ensure_secrets(layout)
    assert {name: read_password(layout, name) for name in MAKERS} == first
    assert len(set(first.values())) == len(MAKERS)
    assert all(stat.S_IMODE(secret_file(layout, name).stat().st_mode) == 0o600 for name in MAKERS)


def test_a_missing_password_is_named(layout: Layout) -> None:
    with pytest.raises(ConfigError, match="neo4j_password"):
        read_password(layout, "neo4j_password")
