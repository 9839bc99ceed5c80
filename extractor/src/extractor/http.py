"""The extractor's HTTP server: health, metrics, readiness and the trigger. It runs in a thread of its own, so it always answers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
import hmac
import socket
import threading
from typing import Final

import orjson
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
import uvicorn

from common.runtime.errors import describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from extractor.metrics import prometheus_text
from extractor.status import ExtractionStatus, LiveStatus


START_TIMEOUT_S: Final = 5.0

log = get_logger(__name__)


class TriggerSlot:
    """One place for a wanted run. Two triggers before the pickup become one, which forces if either did. Safe among threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._force: bool | None = None
        self._wake: Callable[[], object] = lambda: None

    def on_put(self, wake: Callable[[], object]) -> None:
        """What to call, from the putting thread, when a trigger arrives."""
        self._wake = wake

    def put(self, *, force: bool) -> None:
        """Ask for a run."""
        with self._lock:
            self._force = bool(self._force) or force
        self._wake()

    def take(self) -> bool | None:
        """The wanted run's force flag, or `None` when none is wanted; the slot is empty afterwards."""
        with self._lock:
            force, self._force = self._force, None
        return force

    @property
    def is_full(self) -> bool:
        """Whether a run is wanted."""
        return self._force is not None


def create_app(live: LiveStatus, trigger: TriggerSlot, secret: str | None = None) -> Starlette:
    """The application.

    Args:
        secret: If given, the trigger needs it as a bearer token.
    """

    figures = prometheus_text(live)

    async def health(_request: Request) -> Response:
        live.trigger_pending = trigger.is_full
        return _json(live.health())

    async def metrics(request: Request) -> Response:
        if request.query_params.get("format") == "prometheus" or "text/plain" in request.headers.get("accept", ""):
            return Response(figures(), media_type=CONTENT_TYPE_LATEST)
        return _json(live.metrics())

    async def ready(_request: Request) -> Response:
        return Response(status_code=200 if live.is_ready() else 503)

    async def start(request: Request) -> Response:
        if secret is not None and not hmac.compare_digest(request.headers.get("authorization", "").encode("latin-1"), f"Bearer {secret}".encode()):
            return PlainTextResponse("a bearer token is required", status_code=401)
        refused, force = await read_trigger(request)
        if refused is not None:
            return refused
        if live.state is ExtractionStatus.RUNNING:
            return _json({"status": "already_running"}, status_code=409)
        trigger.put(force=force)
        return _json({"status": "started", "force_reprocess": force}, status_code=202)

    async def empty(_request: Request, error: Exception) -> Response:
        return Response(status_code=error.status_code if isinstance(error, HTTPException) else 500)

    routes = [
        Route("/health", health, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
        Route("/ready", ready, methods=["GET"]),
        Route("/trigger", start, methods=["POST"]),
    ]
    return Starlette(routes=routes, exception_handlers={404: empty, 405: empty})


async def read_trigger(request: Request) -> tuple[Response | None, bool]:
    """The force flag of a trigger request, or the answer that refuses it: 415 wrong type, 400 no JSON, 422 wrong shape."""
    content_type = request.headers.get("content-type")
    if content_type is None:
        return None, False
    media_type = content_type.split(";", 1)[0].strip().lower()
    if media_type != "application/json" and not (media_type.startswith("application/") and media_type.endswith("+json")):
        return PlainTextResponse("expected a request with Content-Type: application/json", status_code=415), False
    try:
        body = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        return PlainTextResponse(f"the body is not JSON: {error}", status_code=400), False
    force = body.get("force_reprocess", False) if isinstance(body, dict) else None
    if not isinstance(force, bool):
        return PlainTextResponse("force_reprocess must be true or false, in a JSON object", status_code=422), False
    return None, force


def _json(content: object, status_code: int = 200) -> Response:
    return Response(orjson.dumps(content), status_code=status_code, media_type="application/json")


class _Server(uvicorn.Server):
    """Says when it listens, or that it never will."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.decided = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.decided.set()

    def serve_in_thread(self) -> None:
        """Until `should_exit`; errors are logged, since an extractor without its server still has work to do."""
        try:
            self.run()
        except SystemExit:
            pass  # uvicorn's way to say that it could not bind
        except Exception as error:
            log.error(Mark.FAILED, "Health server ended", error=describe_exception(error))
        finally:
            self.decided.set()


@asynccontextmanager
async def serve(app: Starlette, port: int, host: str = "0.0.0.0") -> AsyncIterator[int | None]:  # noqa: S104 - probes come from outside
    """Serve until the block ends; yields the port, or `None` when it could not be bound."""
    server = _Server(uvicorn.Config(app, host=host, port=port, log_config=None, log_level="warning", access_log=False, lifespan="off", ws="none"))
    thread = threading.Thread(target=server.serve_in_thread, name="http", daemon=True)
    thread.start()
    await asyncio.to_thread(server.decided.wait, START_TIMEOUT_S)
    bound: int | None = None
    if server.started:
        bound = next((each.getsockname()[1] for listening in server.servers for each in listening.sockets), port)
        log.info(Mark.HEALTH, "Health server listens", port=bound)
    else:
        log.error(Mark.FAILED, "Health server could not listen, going on without it", port=port)
    try:
        yield bound
    finally:
        server.should_exit = True
        server.force_exit = True
        await asyncio.to_thread(thread.join, 2.0)
