"""The health server over real sockets."""

import asyncio
from collections.abc import Callable, Iterator
import json
import socket
import threading
import time
from typing import Any

import httpx
import pytest

from common.runtime import health
from common.runtime.health import HealthServer


LOOPBACK = "127.0.0.1"
PATIENCE_S = 30.0
"""How long anything may take on a machine with other work, where only that it happens is asserted."""


def healthy() -> dict[str, Any]:
    return {"status": "healthy", "service": "test"}


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Start a server; returns its base URL."""
    started: list[HealthServer] = []

    def start(payload: Callable[[], dict[str, Any]] = healthy, metrics: Callable[[], bytes] | None = None) -> str:
        server = HealthServer(0, payload, metrics, host=LOOPBACK)
        server.start()
        started.append(server)
        return f"http://{LOOPBACK}:{server.port}"

    yield start
    for server in started:
        server.stop()


def get(url: str, method: str = "GET") -> httpx.Response:
    return httpx.request(method, url, trust_env=False, timeout=PATIENCE_S)


def silent_client(url: str, said: bytes = b"") -> socket.socket:
    client = socket.create_connection((LOOPBACK, int(url.rpartition(":")[2])), timeout=PATIENCE_S)
    client.sendall(said)
    return client


def is_dropped(client: socket.socket) -> bool:
    return client.recv(1) == b""


@pytest.mark.parametrize(
    ("payload", "code"), [({"status": "healthy", "a": 1}, 200), ({"status": "starting"}, 503), ({"status": "unhealthy"}, 503), ({}, 503)]
)
def test_graph_39_health_is_200_exactly_when_healthy(serve: Callable[..., str], payload: dict[str, Any], code: int) -> None:
    answer = get(serve(lambda: payload) + "/health")

    assert (answer.status_code, answer.json()) == (code, payload)
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("path", ["/", "/metrics", "/health?x=1", "/health/", "/x"])
def test_graph_39_other_paths_are_404_without_a_body(serve: Callable[..., str], path: str) -> None:
    answer = get(serve() + path)

    assert (answer.status_code, answer.content) == (404, b"")


def test_operations_14_starting_is_503_unknown_is_404_and_a_silent_peer_blocks_nobody(serve: Callable[..., str]) -> None:
    url = serve(lambda: {"status": "starting"})
    with silent_client(url):
        assert get(f"{url}/health").status_code == 503
        assert get(f"{url}/nothing").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "FOO"])
def test_other_methods_are_501(serve: Callable[..., str], method: str) -> None:
    assert get(serve() + "/health", method).status_code == 501


def test_metrics_are_served_where_there_are_any(serve: Callable[..., str]) -> None:
    answer = get(serve(healthy, lambda: b"records_total 5\n") + "/metrics")

    assert (answer.status_code, answer.content) == (200, b"records_total 5\n")


def test_a_payload_that_fails_is_an_unhealthy_answer(serve: Callable[..., str]) -> None:
    def broken() -> dict[str, Any]:
        raise RuntimeError("no counters")

    answer = get(serve(broken) + "/health")

    assert answer.status_code == 503
    assert (answer.json()["status"], answer.json()["error"]) == ("unhealthy", "no counters")
    assert answer.json()["timestamp"].endswith("+00:00")


def test_tables_39_a_silent_client_keeps_nobody_waiting(serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "SOCKET_TIMEOUT_S", 2 * PATIENCE_S)  # whoever waits for its end waits too long
    url = serve()
    with silent_client(url), httpx.Client(trust_env=False, timeout=PATIENCE_S) as others:
        for _ in range(20):
            assert others.get(url + "/health").status_code == 200


def test_tables_39_a_silent_client_is_dropped_after_a_time_which_is_5_s(serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert health.SOCKET_TIMEOUT_S == 5.0
    monkeypatch.setattr(health, "SOCKET_TIMEOUT_S", 0.5)
    url = serve()
    connected = time.monotonic()
    with silent_client(url) as client:
        assert is_dropped(client)
        assert time.monotonic() - connected > 0.4


def test_graph_40_a_client_that_stops_in_mid_request_is_dropped(serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "SOCKET_TIMEOUT_S", 0.5)
    url = serve()
    with silent_client(url, b"GET /hea") as client:
        assert get(url + "/health").status_code == 200
        assert is_dropped(client)


def test_many_clients_are_answered_while_one_payload_is_slow(serve: Callable[..., str]) -> None:
    begun, release = threading.Event(), threading.Event()
    calls = iter([True])

    def first_is_slow() -> dict[str, Any]:
        if next(calls, False):
            begun.set()
            release.wait(2 * PATIENCE_S)
        return healthy()

    url = serve(first_is_slow)
    slow = threading.Thread(target=get, args=(url + "/health",))
    slow.start()
    try:
        assert begun.wait(PATIENCE_S)
        assert get(url + "/health").status_code == 200
        assert slow.is_alive()
    finally:
        release.set()
        slow.join()


async def test_it_answers_while_the_event_loop_is_blocked() -> None:
    codes: list[int] = []
    async with HealthServer(0, healthy, host=LOOPBACK) as server:
        client = threading.Thread(target=lambda: codes.append(get(f"http://{LOOPBACK}:{server.port}/health").status_code))
        client.start()
        client.join(PATIENCE_S)  # blocks the loop

    assert codes == [200]


async def test_the_port_is_free_again_after_stop() -> None:
    async with HealthServer(0, healthy, host=LOOPBACK) as server:
        port = server.port
    async with HealthServer(port, healthy, host=LOOPBACK):
        assert (await asyncio.to_thread(get, f"http://{LOOPBACK}:{port}/health")).status_code == 200


def test_a_taken_port_is_an_error_at_start(serve: Callable[..., str]) -> None:
    port = int(serve().rpartition(":")[2])

    with pytest.raises(OSError, match="in use"):
        HealthServer(port, healthy, host=LOOPBACK).start()


def test_stop_may_come_twice_and_before_start() -> None:
    server = HealthServer(0, healthy, host=LOOPBACK)
    server.stop()
    server.start()
    server.stop()
    server.stop()


def test_numbers_as_keys_and_dates_are_no_problem(serve: Callable[..., str]) -> None:
    answer = get(serve(lambda: {"status": "healthy", "by_year": {1984: 1}, "kind": ValueError}) + "/health")

    assert json.loads(answer.content)["by_year"] == {"1984": 1}
