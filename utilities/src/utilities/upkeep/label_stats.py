"""`compute-label-stats.sh`: what every label counts of its releases, artists and genres, derived again."""

import sys
from typing import Any

from utilities.backup.stores import Addresses
from utilities.operations.output import AsJson, Host, InContainers, Native, print_json
from utilities.upkeep import queries
from utilities.upkeep.access import asking_graph, find_stores, run_script


def command(host: Host = None, native: Native = False, compose: InContainers = False, as_json: AsJson = False) -> None:
    """Count the distinct releases, artists and genres of every label again, and show the five largest.

    Every import does this at its end (with first and last year): it is needed only after a change by hand.
    """
    largest = compute(find_stores(native=native, compose=compose, host=host))
    if as_json:
        print_json({"largest": largest})
        return
    for row in largest:
        sys.stdout.write(f"{row['name']}: {row['releases']:,} releases, {row['artists']:,} artists, {row['genres']:,} genres\n")


def compute(addresses: Addresses) -> list[dict[str, Any]]:
    """The five largest labels, afterwards."""
    with asking_graph(addresses) as ask_graph:
        ask_graph(queries.LABEL_STATS)
        return ask_graph(queries.LARGEST_LABELS)


if __name__ == "__main__":
    run_script(command)
