import pytest

from common.messaging.endpoint import Endpoint
from common.runtime.errors import ConfigError


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("amqp://u:p@host:5673/%2F", Endpoint("host", 5673, "u", "p", "/")),
        ("amqp://u:p@host", Endpoint("host", 5672, "u", "p", "/")),
        ("amqp://u:p@host/", Endpoint("host", 5672, "u", "p", "/")),
        ("amqp://u:p%40ss%3Aw%2Frd%231@host/a%2Fb?heartbeat=600", Endpoint("host", 5672, "u", "p@ss:w/rd#1", "a/b")),
        ("amqp://[::1]:5672/v", Endpoint("::1", 5672, "guest", "guest", "v")),
    ],
)
def test_a_url_is_taken_apart(url: str, expected: Endpoint) -> None:
    assert Endpoint.parse(url) == expected


@pytest.mark.parametrize("url", ["amqps://u:geheim@host", "http://u:geheim@host", "amqp://", "amqp://u:geheim@host:port/", "host"])
def test_a_wrong_url_is_a_configuration_error_that_hides_the_password(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Endpoint.parse(url)
    assert "geheim" not in str(caught.value)


def test_neither_text_form_shows_the_password() -> None:
    endpoint = Endpoint.parse("amqp://u:geheim@[::1]:1/v")
    assert str(endpoint) == "[::1]:1, virtual host v"
    assert "geheim" not in repr(endpoint)
