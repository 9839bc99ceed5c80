"""What may be a secret elsewhere than on a developer's machine."""

from hypothesis import given, strategies as st
import pytest

from common.runtime.secret_rules import fault, is_loopback, is_published, size_bytes


KEY = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("jwt_secret_key", KEY, None),
        ("jwt_secret_key", KEY[:20], "is shorter than 32 characters"),
        ("jwt_secret_key", "", "is empty"),
        ("nlq_api_key", "", None),
        ("nlq_api_key", "sk-1", None),
        ("nlq_api_key", "your-key", "is a placeholder"),
        ("redis_password", "discogsography", "is a published default"),
        ("redis_password", "Guest", "is a published default"),
        ("redis_password", "short", "is shorter than 12 characters"),
        ("redis_password", "# the password\nKq3vT8+w1Zx0", "is a placeholder"),
        ("redis_password", "CHANGE_ME_IN_PRODUCTION", "is a placeholder"),
        ("redis_password", "Kq3vT8+w1Zx0/a", None),
        ("neo4j_password", "Kq3vT8+w1Zx0/a", "has a '/' in it, by which Neo4j's image parts user from password"),
        ("postgres_username", "discogsography", None),
        ("postgres_username", "", "is empty"),
        ("encryption_master_key", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=", None),
        ("encryption_master_key", "QUFB", "decodes to 3 bytes, not 32"),
        ("encryption_master_key", "no base64!", "is not base64url"),
    ],
)
def test_why_a_text_cannot_be_a_secret(name: str, text: str, why: str | None) -> None:
    assert fault(name, text) == why


@given(st.binary(min_size=24, max_size=24))
def test_random_passwords_are_no_published_ones(made: bytes) -> None:
    assert not is_published(made.hex())


@pytest.mark.parametrize(
    ("address", "answer"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("192.168.1.2", False), ("", False)]
)
def test_which_addresses_only_this_machine_reaches(address: str, answer: bool) -> None:
    assert is_loopback(address) is answer


@pytest.mark.parametrize(("text", "size"), [("512", 512), ("8g", 8 << 30), ("2GB", 2 << 30), ("512mb", 512 << 20), ("1 KiB", 1024)])
def test_sizes_as_servers_write_them(text: str, size: int) -> None:
    assert size_bytes(text) == size


@pytest.mark.parametrize("text", ["", "much", "8x", "-1g"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no size"):
        size_bytes(text)
