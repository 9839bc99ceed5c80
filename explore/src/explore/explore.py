"""Start of the Explore process: `explore`, `python -m explore`, `python -m explore.explore`."""

from collections.abc import Sequence
from functools import partial
import sys
from typing import Any, Final

from starlette.applications import Starlette
import uvicorn

from common.runtime.arguments import service_parser
from common.runtime.banner import print_banner
from common.runtime.errors import ConfigError
from common.runtime.health import HealthServer
from common.runtime.logging import get_logger, setup_logging
from common.runtime.marks import Mark
from common.runtime.serving import serve_until_signal
from common.runtime.startup import wait_to_start
from explore.app import create_app
from explore.settings import ExploreSettings


NAME: Final = "explore"
SHUTDOWN_S: Final = 5
"""How long answers that are being written may take when the process is told to end; streams are cut off then."""

log = get_logger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal ends it; non-zero when it cannot start."""
    service_parser(NAME, "serves the page and passes its requests to the API").parse_args(arguments)
    try:
        settings = ExploreSettings.load()
    except ConfigError as error:
        setup_logging(NAME)
        log.error(Mark.FAILED, "Cannot start", error=error)
        return 1
    print_banner("DISCOGS", "EXPLORE")
    setup_logging(NAME, settings.log_level, environment=settings.environment, log_file=settings.log_file)
    wait_to_start(settings)
    return serve(settings)


def server_of(app: Starlette, settings: ExploreSettings, *, shutdown_s: int = SHUTDOWN_S) -> uvicorn.Server:
    """The server of the application; it does not listen yet."""
    config = uvicorn.Config(
        app,
        host=settings.explore_host,
        port=settings.explore_port,
        log_config=None,  # which includes its level: the settings have read that one already
        access_log=False,
        proxy_headers=False,  # headers.py reads them
        ws="none",
        timeout_graceful_shutdown=shutdown_s,
        server_header=False,
    )
    return uvicorn.Server(config)


def payload_of(app: Starlette, server: uvicorn.Server) -> dict[str, Any]:
    """Body of the health answer."""
    told: dict[str, Any] = app.state.health.payload(is_serving=server.started)
    return told


def serve(settings: ExploreSettings) -> int:
    """Serve page and health until a signal ends it; non-zero when a port is taken."""
    app = create_app(settings)
    server = server_of(app, settings)
    payload = partial(payload_of, app, server)
    return serve_until_signal(server, HealthServer(settings.health_port, payload, app.state.metrics.text, settings.health_host))


if __name__ == "__main__":
    sys.exit(main())
