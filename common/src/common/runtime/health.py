"""The health server: `GET /health`, and `GET /metrics` where a process has any.

It runs in threads of its own, one a connection, so it answers while the event loop decodes a batch, and one silent client
keeps nobody waiting. `payload` is called in such a thread: it may only read, and must not block.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from threading import Thread
from typing import Any, Final, Self

import orjson
from prometheus_client import CONTENT_TYPE_LATEST

from common.runtime.logging import get_logger
from common.runtime.marks import Mark


ANY_HOST: Final = "0.0.0.0"  # noqa: S104 - probes come from outside the container
SOCKET_TIMEOUT_S: Final = 5.0
STOP_TIMEOUT_S: Final = 5.0

log = get_logger(__name__)


class HealthServer:
    """Serves until the context ends.

    Args:
        port: 0 takes a free one; read it from `port` then.
        payload: Body of `/health`. HTTP 200 exactly when its `status` is `healthy`, else 503; 503 too when it raises.
        metrics: Prometheus text of `/metrics`; without it `/metrics` is unknown (404).
        host: Address to listen on.
    """

    def __init__(self, port: int, payload: Callable[[], dict[str, Any]], metrics: Callable[[], bytes] | None = None, host: str = ANY_HOST) -> None:
        self._address = (host, port)
        self._payload = payload
        self._metrics = metrics
        self._server: _Server | None = None
        self._thread: Thread | None = None

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._server.server_address[1] if self._server else self._address[1]

    def start(self) -> None:
        """Listen. Raises `OSError` when the address is taken."""
        self._server = _Server(self._address, _handler(self._payload, self._metrics))
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name="health", daemon=True)
        self._thread.start()
        log.info(Mark.HEALTH, "Health server started", port=self.port)

    def stop(self) -> None:
        """Stop listening; requests being answered may finish. Safe to call twice."""
        server, thread, self._server, self._thread = self._server, self._thread, None, None
        if server is None or thread is None:
            return
        server.shutdown()
        thread.join(STOP_TIMEOUT_S)
        server.server_close()

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop()


class _Server(ThreadingMixIn, TCPServer):
    # Plain TCPServer, not HTTPServer: the latter asks the resolver for the host's name at every start, which can hang.
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    server_address: tuple[str, int]


def _handler(payload: Callable[[], dict[str, Any]], metrics: Callable[[], bytes] | None) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = SOCKET_TIMEOUT_S  # applied to the socket: a silent client is dropped after it
        server_version = "discogsography"
        sys_version = ""

        def do_GET(self) -> None:
            if self.path == "/health":
                status, body = _health(payload)
                self._answer(status, body, "application/json")
            elif self.path == "/metrics" and metrics is not None:
                self._answer(HTTPStatus.OK, metrics(), CONTENT_TYPE_LATEST)
            else:
                self._answer(HTTPStatus.NOT_FOUND, b"", None)

        def _answer(self, status: HTTPStatus, body: bytes, content_type: str | None) -> None:
            self.send_response(status)
            if content_type:
                self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def handle(self) -> None:
            with suppress(ConnectionError):  # the client went away before its answer was written
                super().handle()

        def log_message(self, format: str, *args: object) -> None:
            """Probes come every few seconds: they are no event."""

    return Handler


def _health(payload: Callable[[], dict[str, Any]]) -> tuple[HTTPStatus, bytes]:
    try:
        answer = payload()
        body = orjson.dumps(answer, default=str, option=orjson.OPT_NON_STR_KEYS)
    except Exception as error:  # whatever is wrong with it, the probe must be told
        log.exception(Mark.FAILED, "Cannot build the health answer", error=error)
        answer = {"status": "unhealthy", "error": str(error), "timestamp": datetime.now(UTC).isoformat()}
        body = orjson.dumps(answer)
    return (HTTPStatus.OK if answer.get("status") == "healthy" else HTTPStatus.SERVICE_UNAVAILABLE), body
