"""Who may look."""

import pytest

from dashboard.access import is_own_origin, may_look, session_of


TOKEN = "s3cret-tøken"


@pytest.mark.parametrize(
    ("authorization", "cookie", "allowed"),
    [
        (f"Bearer {TOKEN}", "", True),
        (f"bearer  {TOKEN} ", "", True),
        ("", session_of(TOKEN), True),
        ("", "", False),
        ("Bearer ", "", False),
        (f"Basic {TOKEN}", "", False),
        ("Bearer s3cret", "", False),
        ("", TOKEN, False),
        ("", session_of("another"), False),
        ("Bearer \udcff", "", False),
    ],
)
def test_a_token_is_asked_for_as_bearer_or_as_the_cookie_made_of_it(authorization: str, cookie: str, allowed: bool) -> None:
    assert may_look(TOKEN, authorization, cookie) is allowed


def test_without_a_token_everybody_may_look() -> None:
    assert may_look(None, "", "")


def test_the_cookie_does_not_tell_the_token() -> None:
    assert TOKEN not in session_of(TOKEN)


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        (None, "dash:8003", True),
        ("http://dash:8003", "dash:8003", True),
        ("https://Dash.example", "dash.example", True),
        ("http://dash:8006", "dash:8003", False),
        ("http://evil.example", "dash:8003", False),
        ("http://evil.example/dash:8003", "dash:8003", False),
        ("null", "dash:8003", False),
        ("", "", False),
        ("file://", "", False),
        ("http://localhost:3000", "dash:8003", True),
    ],
)
def test_ui_weak_08_a_socket_is_opened_by_own_pages_allowed_ones_and_programs(origin: str | None, host: str, own: bool) -> None:
    assert is_own_origin(origin, host, ["http://localhost:3000"]) is own
