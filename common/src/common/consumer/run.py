"""The process of a consumer: arguments, settings, logs, health, signals, exit code.

Exit codes: 0 after a stop that was asked for, 1 after anything else, 2 for wrong arguments.
"""

import argparse
import asyncio
from collections.abc import Callable, Sequence
import sys
from typing import Any

from common.consumer.engine import Engine
from common.consumer.health import health_payload
from common.consumer.metrics import FAMILIES, snapshot
from common.consumer.process import consume, stop_on_signals, tune_garbage_collection
from common.consumer.settings import EngineSettings
from common.consumer.spec import ConsumerSpec
from common.consumer.workers import run_workers
from common.domain.data_types import Source
from common.runtime.arguments import service_parser
from common.runtime.banner import print_banner
from common.runtime.errors import ConfigError
from common.runtime.health import HealthServer
from common.runtime.logging import get_logger, setup_logging
from common.runtime.marks import Mark
from common.runtime.metrics import snapshot_text


log = get_logger(__name__)


def run_consumer[S: EngineSettings](
    make_spec: Callable[[S], ConsumerSpec[Any]], settings_type: type[S], arguments: Sequence[str] | None = None
) -> int:
    """What `main()` of a consumer service calls; returns the exit code.

    Args:
        make_spec: Builds the declaration from the settings; a function of a module, since worker processes import it by name.
        settings_type: Settings class of the service; its package gives the program its name.
        arguments: Command line, without the program's name; the process's own by default.
    """
    service = _package(settings_type)
    options = _parse(service, arguments)
    try:
        settings = settings_type.load(**({"consumer_workers": options.workers} if options.workers is not None else {}))
        spec = make_spec(settings)
    except ConfigError as error:
        setup_logging(service)
        log.error(Mark.FAILED, f"Configuration error: {error}")
        return 1
    setup_logging(spec.name, settings.log_level, environment=settings.environment, log_file=settings.log_file)
    print_banner("DISCOGS" if spec.source is Source.DISCOGS else "BRAINZ", spec.name.removeprefix("brainz").upper())
    if settings.consumer_workers > 1:
        return run_workers(make_spec, settings, spec)
    return asyncio.run(_serve(spec, settings))


async def _serve(spec: ConsumerSpec[Any], settings: EngineSettings) -> int:
    stop = asyncio.Event()
    stop_on_signals(stop)
    engine = Engine(spec, settings)
    metrics = snapshot_text(FAMILIES, lambda: snapshot(engine))
    with_health = HealthServer(spec.health_port, lambda: health_payload(engine), metrics, host=settings.health_host)
    tune_garbage_collection()
    async with with_health:
        return await consume(engine, stop)


def _parse(service: str, arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = service_parser(service, "consumes its queues")
    parser.add_argument("--workers", type=_positive, metavar="N", help="processes that share the queues (CONSUMER_WORKERS; 1)")
    return parser.parse_args(sys.argv[1:] if arguments is None else list(arguments))


def _package(settings_type: type) -> str:
    module = settings_type.__module__
    if module == "__main__" and (spec := sys.modules["__main__"].__spec__) is not None:
        module = spec.name  # run by `python -m`
    return module.partition(".")[0]


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number
