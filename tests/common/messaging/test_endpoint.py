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
    assert Endpoint.parse(url) == (expected,)


def test_a_url_may_name_the_nodes_of_a_cluster() -> None:
    nodes = Endpoint.parse("amqp://u:p%2C%40@first:5673,second,[::1],[::2]:5674/v")
    assert [(node.host, node.port) for node in nodes] == [("first", 5673), ("second", 5672), ("::1", 5672), ("::2", 5674)]
    assert {(node.username, node.password, node.vhost) for node in nodes} == {("u", "p,@", "v")}


@pytest.mark.parametrize(
    "url",
    [
        "amqps://u:geheim@host",
        "http://u:geheim@host",
        "amqp://",
        "amqp://u:geheim@host:port/",
        "host",
        "u:geheim@host",
        "amqp://u:geheim@a,,b/",
        "amqp://u:geheim@a,:5672/",
        "amqp://u:geheim@[::1/",
    ],
)
def test_a_wrong_url_is_a_configuration_error_that_hides_the_password(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Endpoint.parse(url)
    assert "geheim" not in str(caught.value)


def test_neither_text_form_shows_the_password() -> None:
    (endpoint,) = Endpoint.parse("amqp://u:geheim@[::1]:1/v")
    assert str(endpoint) == "[::1]:1, virtual host v"
    assert "geheim" not in repr(endpoint)
