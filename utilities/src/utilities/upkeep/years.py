"""`cleanup-implausible-years.sh`: years before the first recording and after the next year become unknown, in both stores."""

from datetime import UTC, datetime
import sys
from typing import Annotated

import typer

from common.domain.years import MIN_YEAR
from utilities.backup.stores import Addresses, ask, connected
from utilities.operations.output import AsJson, Host, InContainers, Native, print_json
from utilities.upkeep import queries
from utilities.upkeep.access import asking_graph, find_stores, run_script


def command(
    apply: Annotated[bool, typer.Option("--apply", help="Change them; without it they are only counted.")] = False,
    host: Host = None,
    native: Native = False,
    compose: InContainers = False,
    as_json: AsJson = False,
) -> None:
    """Count releases and masters whose year is before 1860 or after the next one; with --apply they lose it.

    An import by this version lets no such year in: this is for stores that an older one has filled. Figures that were derived from these
    years are right after the next import.
    """
    found = clean(find_stores(native=native, compose=compose, host=host), apply=apply, current_year=datetime.now(UTC).year)
    if as_json:
        print_json({"applied": apply, "found": found})
        return
    for name, count in found.items():
        sys.stdout.write(f"{name}: {count:,}{' changed' if apply else ''}\n")
    if not apply and any(found.values()):
        sys.stdout.write("Nothing was changed. --apply does it\n")


def clean(addresses: Addresses, *, apply: bool, current_year: int) -> dict[str, int]:
    """What there is, or was, by label and table."""
    bounds = {"oldest": MIN_YEAR, "newest": current_year + 1}
    with asking_graph(addresses) as ask_graph, connected(addresses) as tables:
        found = {label: int(ask_graph(statement, **bounds)[0]["count"]) for label, statement in queries.ODD_NODES.items()}
        found |= {table: int(ask(tables, statement, bounds)[0]["count"]) for table, statement in queries.ODD_ROWS.items()}
        if apply and any(found.values()):
            for clear_nodes in queries.CLEAR_NODES.values():
                ask_graph(clear_nodes, **bounds)
            for clear_rows in queries.CLEAR_ROWS.values():
                ask(tables, clear_rows, bounds)
            ask(tables, queries.NEXT_GENERATION)
    return found


if __name__ == "__main__":
    run_script(command)
