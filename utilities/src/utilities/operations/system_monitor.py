"""`system-monitor`: one report about everything: processes, queues, what is in the stores, recent errors."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

import typer

from common.domain.data_types import Source
from common.messaging.management import Management
from common.runtime.errors import DiscogsographyError
from common.runtime.marks import Mark
from utilities.operations.check_errors import SERVICES
from utilities.operations.imports import is_ours
from utilities.operations.log_lines import errors_in
from utilities.operations.look import service_line
from utilities.operations.output import (
    EXIT_FOUND,
    EXIT_NOT_RUNNING,
    AsJson,
    Host,
    InContainers,
    Native,
    ask_management,
    console,
    print_json,
    run_alone,
)
from utilities.operations.settings import OperatorSettings
from utilities.operations.target import Target, find_target
from utilities.stack.progress import duration


LOG_LINES: Final = 50
ERRORS_SHOWN: Final = 5
ERROR_CHARACTERS: Final = 100


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report: its rows, or why it could not be made."""

    title: str
    rows: list[dict[str, Any]]
    error: str | None = None


def command(host: Host = None, native: Native = False, compose: InContainers = False, as_json: AsJson = False) -> None:
    """Report once: processes, queues, the graph's ten largest labels, the ten largest tables, recent errors of each service.

    Errors are sought in the last 50 lines of each log. A section that cannot be made says so.

    Exit codes: 0 all is well; 1 something is not, or a section is missing; 3 nothing runs.
    """
    from utilities.operations.stores import largest_labels, largest_tables  # here: the drivers take a second to load

    target = find_target(native=native, compose=compose, host=host)
    sections = {
        "processes": section("Processes", lambda: _processes(target)),
        "queues": section("Queues", lambda: _queues(target.settings)),
        "graph": section("Neo4j: largest labels", lambda: largest_labels(target.settings)),
        "tables": section("PostgreSQL: largest tables", lambda: largest_tables(target.settings)),
        "errors": section("Recent errors", lambda: _recent_errors(target)),
    }
    if as_json:
        print_json({"place": target.place.value, **sections})
    else:
        for each in sections.values():
            _print(each)
    if all(each.error for each in sections.values() if each.title != "Recent errors"):
        raise typer.Exit(EXIT_NOT_RUNNING)
    if any(each.error for each in sections.values()) or not all(row["is_well"] for row in sections["processes"].rows):
        raise typer.Exit(EXIT_FOUND)


def section(title: str, rows: Callable[[], list[dict[str, Any]]]) -> Section:
    """A section, or the reason for its absence."""
    try:
        return Section(title, rows())
    except DiscogsographyError as error:
        return Section(title, [], f"unable to tell: {error}")


def short_name(queue: str, settings: OperatorSettings) -> str:
    """A queue's name without the Discogs prefix; `mb-` stands for that of MusicBrainz."""
    discogs, musicbrainz = (f"{settings.prefixes[source]}-" for source in (Source.DISCOGS, Source.MUSICBRAINZ))
    if queue.startswith(musicbrainz):
        return f"mb-{queue.removeprefix(musicbrainz)}"
    return queue.removeprefix(discogs)


def _processes(target: Target) -> list[dict[str, Any]]:
    answers = target.health()
    bodies = {name: answer.body for name, answer in answers.items() if answer.status is not None}
    return [asdict(service_line(process, bodies.get(process.name, {}))) for process in target.processes()]


def _queues(settings: OperatorSettings) -> list[dict[str, Any]]:
    async def ask(management: Management) -> list[dict[str, Any]]:
        return [
            {"queue": short_name(queue.name, settings), "ready": queue.ready, "unacked": queue.unacknowledged, "total": queue.messages}
            for queue in await management.queues()
            if is_ours(queue.name, settings.prefixes)
        ]

    return ask_management(settings, ask)


def _recent_errors(target: Target) -> list[dict[str, Any]]:
    rows = []
    for service in SERVICES:
        try:
            found = list(errors_in(target.tail(service, LOG_LINES)))[-ERRORS_SHOWN:]
        except DiscogsographyError as error:
            rows.append({"service": service, "at": "", "error": f"unable to read its log: {error}"[:ERROR_CHARACTERS]})
            continue
        told = (f"{each.event}: {each.detail}" if each.detail and each.detail != each.event else each.event for each in found)
        rows += [{"service": service, "at": each.at, "error": text[:ERROR_CHARACTERS]} for each, text in zip(found, told, strict=True)]
    return rows


def _print(told: Section) -> None:
    console.print(f"\n{told.title}", style="bold", markup=False)
    if told.error:
        console.print(f"  {Mark.WARNING} {told.error}", style="red", markup=False)
    elif not told.rows:
        console.print("  none", markup=False)
    else:
        for line in _aligned([_words(row) for row in told.rows]):
            console.print(f"  {line}", markup=False)


def _words(row: dict[str, Any]) -> list[str]:
    shown = {name: value for name, value in row.items() if name != "is_well"}
    return [_word(name, value) for name, value in shown.items()]


def _word(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "up_s":
        return duration(value)
    if name == "size_bytes":
        return size(value)
    return f"{value:,} {name}" if isinstance(value, int) else str(value)


def size(count: float) -> str:
    """`12 kB`, `3.4 MB`, `1.2 GB`."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit in ("bytes", "kB") else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def _aligned(rows: list[list[str]]) -> list[str]:
    """Words in columns; the last one is as long as it is."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(word.ljust(wide) for word, wide in zip(row, widths, strict=True)).rstrip() for row in rows]


if __name__ == "__main__":
    run_alone(command)
