"""A new password on a real table of users: what is stored, whom it signs out, what is refused. That it opens the door is the accounts' to prove."""

from pathlib import Path

import pytest

from common.domain.passwords import SALT_BYTES, is_password
from common.runtime.errors import ConfigError
from tests.support.servers import PostgresTarget
from utilities.backup.stores import Addresses
from utilities.upkeep.password import _password, reset


SALT = bytes(SALT_BYTES)


@pytest.fixture
async def addresses(postgres: PostgresTarget) -> Addresses:
    await postgres.rows(
        "INSERT INTO users (email, hashed_password, updated_at) VALUES ('o''neil@example.org', 'old', '2020-01-01'), ('b@c.d', 'old', now())"
    )
    return Addresses(postgres.dsn, postgres.database, "", ("", ""))


async def test_operations_weak_01_a_new_password_is_stored_and_older_sessions_end(addresses: Addresses, postgres: PostgresTarget) -> None:
    reset(addresses, "O'Neil@example.org", "a'; DROP TABLE users; --", SALT)
    rows = {row["email"]: row for row in await postgres.rows("SELECT * FROM users")}
    changed, other = rows["o'neil@example.org"], rows["b@c.d"]
    assert is_password("a'; DROP TABLE users; --", changed["hashed_password"])
    assert changed["password_changed_at"] == changed["updated_at"]
    assert (other["hashed_password"], other["password_changed_at"]) == ("old", None)


async def test_an_unknown_address_and_a_short_password_are_refused(addresses: Addresses, postgres: PostgresTarget) -> None:
    with pytest.raises(ConfigError, match=r"No account has the address x@y\.z: there are .*b@c\.d"):
        reset(addresses, "x@y.z", "long enough", SALT)
    with pytest.raises(ConfigError, match="too short: 8 characters"):
        reset(addresses, "b@c.d", "short", SALT)
    assert {row["hashed_password"] for row in await postgres.rows("SELECT hashed_password FROM users")} == {"old"}


def test_operations_weak_02_the_password_comes_from_the_environment_or_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NEW_PASSWORD_FILE", raising=False)
    monkeypatch.setenv("NEW_PASSWORD", "of the environment")
    assert _password() == "of the environment"
    (tmp_path / "new").write_text("of a file\n", encoding="utf-8")
    monkeypatch.setenv("NEW_PASSWORD_FILE", str(tmp_path / "new"))
    assert _password() == "of a file"
    monkeypatch.delenv("NEW_PASSWORD_FILE")
    monkeypatch.delenv("NEW_PASSWORD")
    with pytest.raises(ConfigError, match="No password: set NEW_PASSWORD"):
        _password()
