"""`check-errors`: errors of the services' logs, grouped by what happened."""

from datetime import timedelta
from typing import Annotated, Final

import typer

from common.runtime.errors import DiscogsographyError
from common.runtime.marks import Mark
from utilities.operations.log_lines import ErrorGroup, errors_in, group
from utilities.operations.output import EXIT_FOUND, AsJson, InContainers, Native, console, print_json, run_alone
from utilities.operations.target import Target, find_target


SERVICES: Final = ("extractor-discogs", "extractor-musicbrainz", "graphinator", "tableinator", "brainzgraphinator", "brainztableinator")
"""Services of an import, whose logs are read when none is named."""
OTHERS: Final = ("schema-init", "api", "insights", "explore", "dashboard", "mcp-server")
"""Further ones that `--all` reads, where they exist."""
RULE: Final = 80
SHORT_RULE: Final = 40


def command(
    minutes: Annotated[int, typer.Argument(min=1, help="How far back.")] = 60,
    service: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="The services that answer people and programs, too.")] = False,
    native: Native = False,
    compose: InContainers = False,
    as_json: AsJson = False,
) -> None:
    """Show the errors of the last minutes in the services' logs, by service and event, most frequent first.

    Of JSON lines those of level error and above count, of other lines those that name such a level, and tracebacks.

    Exit codes: 0 no errors; 1 errors, or a log that cannot be read; 3 there is no stack.
    """
    target = find_target(native=native, compose=compose)
    found: dict[str, list[ErrorGroup]] = {}
    for name in service or (*SERVICES, *(OTHERS if everything else ())):
        groups = errors_of(target, name, timedelta(minutes=minutes))
        if groups is not None:
            found[name] = groups
    total = sum(each.count for groups in found.values() for each in groups)
    if as_json:
        print_json({"minutes": minutes, "total": total, "services": found})
    else:
        _print(minutes, total, found)
    if total:
        raise typer.Exit(EXIT_FOUND)


def errors_of(target: Target, service: str, since: timedelta) -> list[ErrorGroup] | None:
    """Errors of one service; what keeps its log from being read counts as one. `None` for one that this stack does not have."""
    try:
        return group(errors_in(target.logs(service, since)))
    except DiscogsographyError as error:
        if service in OTHERS:
            return None
        return [ErrorGroup(f"Error getting logs: {error}", count=1)]


def _print(minutes: int, total: int, found: dict[str, list[ErrorGroup]]) -> None:
    console.print(f"Errors of the last {minutes} minutes\n{'=' * RULE}", markup=False)
    for service, groups in found.items():
        console.print(f"\n{Mark.LOADED} {service.upper()}\n{'-' * SHORT_RULE}", markup=False)
        if not groups:
            console.print(f"{Mark.OK} No errors found", markup=False)
        for each in groups:
            console.print(f"  • {each.event} (x{each.count})", style="red", markup=False)
            told = ", ".join(part for part in (each.last_at and f"last {each.last_at}", each.example) if part)
            if told:
                console.print(f"      {told}", style="dim", markup=False)
    console.print(f"\n{'=' * RULE}\nTotal errors: {total}", markup=False)
    if total:
        console.print("Tip: discogsography dlq list shows the records that were given up, ./up --status or docker compose ps what runs", markup=False)


if __name__ == "__main__":
    run_alone(command)
