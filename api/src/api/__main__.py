"""Start of the API process."""

import sys
from typing import Final

import uvicorn

from api.app import create_app
from api.settings import ApiSettings
from common.runtime.errors import ConfigError
from common.runtime.logging import get_logger, setup_logging
from common.runtime.marks import Mark


NAME: Final = "api"
SHUTDOWN_S: Final = 10

log = get_logger(__name__)


def main() -> int:
    """Serve until a signal ends it; non-zero when it cannot start."""
    try:
        settings = ApiSettings.load()
    except ConfigError as error:
        setup_logging(NAME)
        log.error(Mark.FAILED, "Cannot start", error=error)
        return 1
    setup_logging(NAME, settings.log_level, environment=settings.environment, log_file=settings.log_file)
    config = uvicorn.Config(
        create_app(settings),
        host=settings.api_host,
        port=settings.api_port,
        log_config=None,
        access_log=False,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        timeout_graceful_shutdown=SHUTDOWN_S,
        server_header=False,
    )
    server = uvicorn.Server(config)
    server.run()
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
