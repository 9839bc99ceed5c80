"""Start of the dashboard process: `dashboard`, `python -m dashboard`, `python -m dashboard.dashboard`."""

from collections.abc import Sequence
import sys
from typing import Final

from fastapi import FastAPI
import uvicorn

from common.runtime.arguments import service_parser
from common.runtime.banner import print_banner
from common.runtime.errors import ConfigError
from common.runtime.logging import get_logger, setup_logging
from common.runtime.marks import Mark
from common.runtime.serving import serve_until_signal
from common.runtime.startup import wait_to_start
from dashboard.app import create_app
from dashboard.collector import gathering
from dashboard.settings import DashboardSettings


NAME: Final = "dashboard"
SHUTDOWN_S: Final = 5
"""How long answers that are being written may take when the process is told to end."""

log = get_logger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal ends it; non-zero when it cannot start."""
    service_parser(NAME, "serves the page and what it shows").parse_args(arguments)
    try:
        settings = DashboardSettings.load()
    except ConfigError as error:
        setup_logging(NAME)
        log.error(Mark.FAILED, "Cannot start", error=error)
        return 1
    print_banner("DISCOGS", "DASHBOARD")
    setup_logging(NAME, settings.log_level, environment=settings.environment, log_file=settings.log_file)
    wait_to_start(settings)
    return serve_until_signal(server_of(create_app(settings, gathering), settings))


def server_of(app: FastAPI, settings: DashboardSettings, *, shutdown_s: int = SHUTDOWN_S) -> uvicorn.Server:
    """The server of the application; it does not listen yet. Health and metrics are on the page's port: no other one is told to probes."""
    config = uvicorn.Config(
        app,
        host=settings.dashboard_host,
        port=settings.dashboard_port,
        log_config=None,
        access_log=False,
        proxy_headers=False,  # nothing here depends on who asks
        ws_max_size=4096,  # what clients say is not listened to
        timeout_graceful_shutdown=shutdown_s,
        server_header=False,
    )
    return uvicorn.Server(config)


if __name__ == "__main__":
    sys.exit(main())
