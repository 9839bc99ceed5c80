"""`migrate-master-year-to-int.sh`: years of masters that are texts become numbers."""

import sys

from utilities.backup.stores import Addresses, ask, connected
from utilities.operations.output import AsJson, Host, InContainers, Native, print_json
from utilities.upkeep import queries
from utilities.upkeep.access import asking_graph, find_stores, run_script


def command(host: Host = None, native: Native = False, compose: InContainers = False, as_json: AsJson = False) -> None:
    """Turn years of masters that are texts into numbers; what is no year goes. Repeatable.

    Every import by this version writes numbers: this is for a graph that an older one has filled.
    """
    before, after = migrate(find_stores(native=native, compose=compose, host=host))
    if as_json:
        print_json({"before": before, "after": after})
        return
    for when, counts in (("before", before), ("after", after)):
        sys.stdout.write(f"{when}: {counts['texts']:,} texts, {counts['years']:,} numbers, {counts['none']:,} numbers that are no year\n")


def migrate(addresses: Addresses) -> tuple[dict[str, int], dict[str, int]]:
    """Masters by kind of their year, before and after."""
    with asking_graph(addresses) as ask_graph:
        (before,) = ask_graph(queries.YEAR_KINDS)
        if not before["texts"] and not before["none"]:
            return before, before
        ask_graph(queries.YEARS_TO_NUMBERS)
        (after,) = ask_graph(queries.YEAR_KINDS)
    with connected(addresses) as tables:
        ask(tables, queries.NEXT_GENERATION)
    return before, after


if __name__ == "__main__":
    run_script(command)
