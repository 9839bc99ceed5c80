"""The socket."""

import asyncio
from datetime import UTC, datetime, timedelta
import json
import socket

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from dashboard.access import COOKIE, session_of
from tests.dashboard.support import canned
from tests.dashboard.support.serving import Hand, dashboard
from tests.support.waiting import eventually


NOW = datetime(2026, 8, 2, 12, tzinfo=UTC)


def address(client: httpx.AsyncClient) -> str:
    """Of the socket."""
    return str(client.base_url).replace("http://", "ws://").rstrip("/") + "/ws"


async def frame(live: ClientConnection) -> dict[str, object]:
    """The next one."""
    told: dict[str, object] = json.loads(await asyncio.wait_for(live.recv(), 10))
    return told


async def connections(client: httpx.AsyncClient) -> float:
    """How many the service counts."""
    text = (await client.get("/metrics")).text
    return float(next(line.split()[1] for line in text.splitlines() if line.startswith("dashboard_websocket_connections ")))


async def test_ui_33_the_first_frame_comes_at_once_and_every_cycle_sends_one() -> None:
    hand = Hand()
    async with dashboard(hand.gathering) as client:
        hand.board.show(canned.importing(NOW))
        async with connect(address(client), proxy=None) as live:
            first = await frame(live)
            await live.send("whatever a client says is not listened to")
            hand.board.show(canned.idle(NOW + timedelta(seconds=2)))
            second = await frame(live)
            await eventually(lambda: connections(client), what="a socket is counted")

        assert first["type"] == second["type"] == "metrics_update"
        assert set(first) == {"type", "data"}
        assert first["data"] == json.loads(canned.importing(NOW).model_dump_json())
        assert second["data"]["timestamp"] == "2026-08-02T12:00:02Z"  # type: ignore[index]

        async def nobody() -> bool:
            return await connections(client) == 0

        await eventually(nobody, what="the socket that closed is not counted")


async def test_ui_33_before_the_first_figures_a_client_waits_for_them() -> None:
    hand = Hand()
    async with dashboard(hand.gathering) as client, connect(address(client), proxy=None) as live:
        waiting = asyncio.create_task(frame(live))
        await eventually(lambda: connections(client))
        hand.board.show(canned.empty(NOW))

        assert (await waiting)["data"]["pipelines"] == {}  # type: ignore[index]


async def test_ui_33_a_client_that_never_reads_is_dropped_with_1011_and_nobody_waits_for_it() -> None:
    hand = Hand()
    big = canned.importing(NOW)
    # Frames of a megabyte, so that the buffers between are full at once.
    big = big.model_copy(update={"events": [big.events[0].model_copy(update={"text": "x" * 1_000_000})]})
    async with dashboard(hand.gathering, send_timeout_s=0.3) as client:
        stuck = socket.create_connection((client.base_url.host, client.base_url.port or 0))
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        async with connect(address(client), sock=stuck, proxy=None, max_queue=1, max_size=None, compression=None) as idle:
            idle.transport.pause_reading()
            async with connect(address(client), proxy=None, max_size=None, compression=None) as live:
                for number in range(8):
                    hand.board.show(big.model_copy(update={"timestamp": NOW + timedelta(seconds=number)}))
                    told = await frame(live)
                    assert told["data"]["timestamp"].endswith(f"{number:02}Z")  # type: ignore[index]

                async def one_left() -> bool:
                    return await connections(client) == 1

                await eventually(one_left, what="the one that does not read is dropped")
            idle.transport.resume_reading()
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    await asyncio.wait_for(idle.recv(), 10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1011


@pytest.mark.parametrize(
    ("origin", "status"), [("http://evil.example", 403), ("null", 403), ("http://localhost:3000", None), (None, None), ("own", None)]
)
async def test_ui_weak_08_only_own_pages_and_programs_open_the_socket(origin: str | None, status: int | None) -> None:
    hand = Hand()
    async with dashboard(hand.gathering) as client:
        hand.board.show(canned.empty(NOW))
        told = str(client.base_url).rstrip("/") if origin == "own" else origin
        headers = {} if told is None else {"Origin": told}
        if status is None:
            async with connect(address(client), proxy=None, additional_headers=headers) as live:
                assert (await frame(live))["type"] == "metrics_update"
        else:
            with pytest.raises(InvalidStatus) as refused:
                await connect(address(client), proxy=None, additional_headers=headers)
            assert refused.value.response.status_code == status


async def test_ui_weak_08_with_a_token_the_socket_needs_it_or_the_cookie() -> None:
    hand = Hand()
    async with dashboard(hand.gathering, dashboard_token="t0ken") as client:
        hand.board.show(canned.empty(NOW))
        for headers in ({}, {"Authorization": "Bearer other"}, {"Cookie": f"{COOKIE}=other"}):
            with pytest.raises(InvalidStatus) as refused:
                await connect(address(client), proxy=None, additional_headers=headers)
            assert refused.value.response.status_code == 401
        for headers in ({"Authorization": "Bearer t0ken"}, {"Cookie": f"{COOKIE}={session_of('t0ken')}"}):
            async with connect(address(client), proxy=None, additional_headers=headers) as live:
                assert (await frame(live))["type"] == "metrics_update"
