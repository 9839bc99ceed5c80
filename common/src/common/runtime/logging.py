"""Logs: one JSON object a line on standard output, keys sorted, each event opened by a `Mark`.

log = get_logger(__name__)
log.info(Mark.SAVED, "Flushed batch", data_type="releases", size=500)
{"data_type":"releases","event":"💾 Flushed batch","level":"info","lineno":7,"logger":"common.consumer.engine",...}
"""

from collections.abc import MutableMapping
import logging
import logging.handlers
from pathlib import Path
import sys
from typing import Any, Final

import orjson
import structlog

from common.runtime.errors import describe_exception
from common.runtime.marks import Mark


LEVELS: Final = {"DEBUG", "INFO", "WARN", "WARNING", "ERROR", "CRITICAL"}
LOG_FILE_BYTES: Final = 50_000_000
LOG_FILES_KEPT: Final = 3
_QUIET: Final = {"aio_pika": "WARNING", "aiormq": "WARNING", "httpx": "WARNING", "neo4j": "ERROR", "neo4j.notifications": "ERROR"}

_process_context: dict[str, str] = {}


class Logger:
    """A thin front of a structlog logger that makes the mark an argument, so a missing one is a type error."""

    __slots__ = ("_log",)

    def __init__(self, name: str) -> None:
        self._log = structlog.stdlib.get_logger(name)

    def debug(self, mark: Mark, event: str, **fields: object) -> None:
        """For developers."""
        self._log.debug(f"{mark} {event}", **fields)

    def info(self, mark: Mark, event: str, **fields: object) -> None:
        """A change of state."""
        self._log.info(f"{mark} {event}", **fields)

    def warning(self, mark: Mark, event: str, **fields: object) -> None:
        """A surprise that was handled."""
        self._log.warning(f"{mark} {event}", **fields)

    def error(self, mark: Mark, event: str, **fields: object) -> None:
        """What a human must see."""
        self._log.error(f"{mark} {event}", **fields)

    def exception(self, mark: Mark, event: str, **fields: object) -> None:
        """An error with the traceback of the exception being handled."""
        self._log.error(f"{mark} {event}", exc_info=True, **fields)


def get_logger(name: str) -> Logger:
    """The logger of a module; call it with `__name__`."""
    return Logger(name)


def setup_logging(service: str, level: str = "INFO", *, environment: str = "development", log_file: Path | None = None) -> None:
    """Configure the process's logs; call it once, first thing in `main()`.

    Args:
        service: Name that every line carries.
        level: `LOG_LEVEL`, any case; an unknown name means INFO and one warning.
        environment: `ENVIRONMENT`, carried by every line.
        log_file: Also write there, rotated at 50 MB; its folder is created. Where that fails, a warning says so.
    """
    name = level.strip().upper()
    known = name in LEVELS
    # Bound for the whole process, not for a context: lines of helper threads carry them too.
    _process_context.update(service=service, environment=environment)
    chain: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.CallsiteParameterAdder([structlog.processors.CallsiteParameter.LINENO], additional_ignores=[__name__]),
        structlog.processors.format_exc_info,
        _add_process_context,
    ]
    structlog.configure(
        processors=[*chain, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=chain, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _render]
    )
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stdout)]
    unwritable: OSError | None = None
    if log_file is not None:
        try:
            log_file.parent.mkdir(parents=True, exist_ok=True)
            handlers.append(logging.handlers.RotatingFileHandler(log_file, maxBytes=LOG_FILE_BYTES, backupCount=LOG_FILES_KEPT, encoding="utf-8"))
        except OSError as error:  # a process without its second log is better than none
            unwritable = error
    root = logging.getLogger()
    root.handlers.clear()
    for handler in handlers:
        handler.setFormatter(formatter)
        root.addHandler(handler)
    root.setLevel({"WARN": "WARNING"}.get(name, name) if known else "INFO")
    for quiet, at in _QUIET.items():
        logging.getLogger(quiet).setLevel(at)
    log = get_logger(__name__)
    if not known:
        log.warning(Mark.WARNING, f"Unrecognized LOG_LEVEL '{level}'; falling back to INFO")
    if unwritable is not None:
        log.warning(Mark.WARNING, "Logging to standard output only: the log file cannot be written", log_file=str(log_file), error=unwritable)
    log.info(Mark.OK, "Logging configured for service")


def _add_process_context(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in _process_context.items():
        event.setdefault(key, value)
    return event


def _render(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    return orjson.dumps(event, default=_plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS).decode()


def _plain(value: object) -> str:
    return describe_exception(value) if isinstance(value, BaseException) else str(value)
