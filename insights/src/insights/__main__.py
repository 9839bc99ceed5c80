"""`insights` and `python -m insights`."""

from collections.abc import Sequence
import logging
import sys
from typing import Final

import uvicorn

from common.runtime.arguments import service_parser
from common.runtime.banner import print_banner
from common.runtime.errors import ConfigError
from common.runtime.health import HealthServer
from common.runtime.logging import get_logger, setup_logging
from common.runtime.marks import Mark
from common.runtime.serving import serve_until_signal
from common.runtime.startup import wait_to_start
from insights.app import create_app
from insights.metrics import Metrics
from insights.settings import InsightsSettings
from insights.state import health


NAME: Final = "insights"
SHUTDOWN_S: Final = 10

log = get_logger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve and compute until a signal ends it; non-zero when it cannot start."""
    service_parser(NAME, "computes and serves insights").parse_args(arguments)
    try:
        settings = InsightsSettings.load()
    except ConfigError as error:
        setup_logging(NAME)
        log.error(Mark.FAILED, "Cannot start", error=error)
        return 1
    print_banner("DISCOGS", "INSIGHTS")
    setup_logging(NAME, settings.log_level, environment=settings.environment, log_file=settings.log_file)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells of every run, which is every half minute
    wait_to_start(settings)
    metrics = Metrics()
    app = create_app(settings, metrics)
    config = uvicorn.Config(
        app,
        host=settings.insights_host,
        port=settings.insights_port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=SHUTDOWN_S,
        server_header=False,
    )
    probes = HealthServer(settings.health_port, lambda: health(app.state.insights), metrics.text, host=settings.health_host)
    return serve_until_signal(uvicorn.Server(config), probes)


if __name__ == "__main__":
    sys.exit(main())
