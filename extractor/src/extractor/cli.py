"""The command line. Options win over the environment; a usage error ends with 2, a bad setting or rules file with 1."""

import asyncio
from pathlib import Path
import signal
from typing import Annotated, Any

import typer

from common.domain.data_types import Source
from common.runtime.banner import print_banner
from common.runtime.errors import ConfigError
from common.runtime.logging import get_logger, setup_logging
from common.runtime.marks import Mark
from extractor.http import TriggerSlot, create_app, serve
from extractor.rules import load_rules
from extractor.service import Service, no_wait, source_name
from extractor.settings import ExtractorSettings, describe
from extractor.sources import discogs_gate, dump_source
from extractor.status import LiveStatus


VERSION = "0.1.0"
STOPPING = (signal.SIGINT, signal.SIGTERM)

log = get_logger(__name__)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"extractor {VERSION}")
        raise typer.Exit


def _path_text(text: str | None) -> str | None:
    if text is not None and not text.strip():
        raise typer.BadParameter("must not be empty")
    return text


def extract(
    source: Annotated[Source, typer.Option("--source", envvar="EXTRACTOR_SOURCE", case_sensitive=False, help="Whose dumps.")] = Source.DISCOGS,
    force_reprocess: Annotated[
        bool, typer.Option("-f", "--force-reprocess", envvar="FORCE_REPROCESS", help="Ignore the state marker in the initial run.")
    ] = False,
    data_quality_rules: Annotated[
        str | None, typer.Option("--data-quality-rules", envvar="DATA_QUALITY_RULES", callback=_path_text, help="Rules file.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Publish only the first records of each file.")] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Parse processes.")] = None,
    dump_dir: Annotated[Path | None, typer.Option("--dump-dir", help="Read dumps from this folder instead of the network.")] = None,
    once: Annotated[bool, typer.Option("--once", help="End after one run.")] = False,
    version: Annotated[bool, typer.Option("-V", "--version", is_eager=True, callback=_show_version, help="Show the version.")] = False,  # noqa: ARG001
) -> None:
    """Read dumps of one source and publish their records to RabbitMQ."""
    given: dict[str, Any] = {
        "extractor_source": source,
        "force_reprocess": force_reprocess,
        "data_quality_rules": Path(data_quality_rules) if data_quality_rules else None,
        "extractor_limit": limit,
        "extractor_workers": workers,
        "extractor_dump_dir": dump_dir,
    }
    try:
        settings = ExtractorSettings.load(**{name: value for name, value in given.items() if value is not None})
        setup_logging(source_name(settings.source), settings.log_level, environment=settings.environment, log_file=settings.log_file)
        print_banner("DISCOGS" if settings.source is Source.DISCOGS else "BRAINZ", "EXTRACTOR")
        log.info(Mark.START, "Extractor starts", **describe(settings))
        if settings.data_quality_rules is not None:
            load_rules(settings.data_quality_rules)
    except ConfigError as error:
        setup_logging(source_name(source))
        log.error(Mark.FAILED, "Configuration error", error=str(error))
        raise typer.Exit(1) from error
    raise typer.Exit(asyncio.run(run_service(settings, once=once)))


async def run_service(settings: ExtractorSettings, *, once: bool) -> int:
    """The service with its HTTP server and signal handlers."""
    live = LiveStatus(settings.source)
    trigger = TriggerSlot()
    secret = settings.trigger_secret.get_secret_value() if settings.trigger_secret else None
    service = Service(
        settings, live, trigger, lambda: dump_source(settings), wait_before_run=discogs_gate(settings) if settings.waits_for_discogs else no_wait
    )
    loop = asyncio.get_running_loop()
    for stopping in STOPPING:
        loop.add_signal_handler(stopping, service.stop)
    try:
        async with serve(create_app(live, trigger, secret), settings.health_port, settings.health_host):
            return await service.run(once=once)
    finally:
        # The process is at its end: a stop that comes now must not turn its exit code into that of a killed process.
        for stopping in STOPPING:
            loop.remove_signal_handler(stopping)
            signal.signal(stopping, signal.SIG_IGN)


app = typer.Typer(add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})
app.command(name="extractor")(extract)
