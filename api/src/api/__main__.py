"""Start of the API process."""

from collections.abc import Sequence
import sys
from typing import Final

import uvicorn

from api.settings import ApiSettings
from common.runtime.arguments import service_parser
from common.runtime.errors import ConfigError
from common.runtime.health import HealthServer
from common.runtime.logging import get_logger, setup_logging
from common.runtime.marks import Mark
from common.runtime.serving import serve_until_signal
from common.runtime.startup import wait_to_start


NAME: Final = "api"
SHUTDOWN_S: Final = 10

log = get_logger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal ends it; non-zero when it cannot start."""
    service_parser(NAME, "answers requests").parse_args(arguments)
    try:
        settings = ApiSettings.load()
    except ConfigError as error:
        setup_logging(NAME)
        log.error(Mark.FAILED, "Cannot start", error=error)
        return 1
    setup_logging(NAME, settings.log_level, environment=settings.environment, log_file=settings.log_file)
    if not settings.rate_limit_enabled:
        log.warning(Mark.GUARD, "Rate limits are off: for load and fuzz runs only")
    wait_to_start(settings)
    return serve(settings)


def serve(settings: ApiSettings) -> int:
    """Serve API and health until a signal ends it; non-zero when a port is taken."""
    from api.app import create_app  # what it is made of takes seconds to import: a setting that is missing is told before

    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.api_host,
        port=settings.api_port,
        log_config=None,
        access_log=False,
        proxy_headers=False,  # middleware.client reads them, and remembers which proxy it was
        timeout_graceful_shutdown=SHUTDOWN_S,
        server_header=False,
    )
    health = HealthServer(settings.health_port, app.state.health.payload, app.state.metrics.text, settings.health_host)
    return serve_until_signal(uvicorn.Server(config), health)


if __name__ == "__main__":
    sys.exit(main())
