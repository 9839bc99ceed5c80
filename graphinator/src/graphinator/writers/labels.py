"""Labels: nodes and their hierarchy."""

from typing import TYPE_CHECKING, cast

from graphinator import queries
from graphinator.gate import Sorted
from graphinator.plan import FarEnds, Row, Statement
from graphinator.records import Label, Record, named


if TYPE_CHECKING:
    from common.consumer.spec import Item


def plan(batch: Sorted[Record], *, run: int | None, writer: int | None, current_year: int) -> list[Statement]:  # noqa: ARG001 - one shape for all
    """Graph writes of the new and changed labels of a batch: nodes, withdrawn assertions of the changed ones, then edges."""
    rows: list[Row] = []
    kept: list[Row] = []
    parents, sublabels = FarEnds(), FarEnds()
    for items, is_changed in ((batch.new, False), (batch.stubs, False), (batch.changed, True)):
        for item in cast("list[Item[Label]]", items):
            label = item.record
            rows.append({"id": label.id, "name": label.name, "sha256": label.sha256, "sequence": None if run is None else item.sequence})
            ends = {"parents": named([label.parentLabel]), "sublabels": named(label.sublabels)}
            parents.add_all(ends["parents"], label.id)
            sublabels.add_all(ends["sublabels"], label.id)
            if is_changed:
                kept.append({"id": label.id} | {kind: list(end) for kind, end in ends.items()})
    statements: list[Statement] = []
    if rows:
        rows.sort(key=lambda row: str(row["id"]))
        statements.append(Statement(queries.UPSERT_LABELS, {"rows": rows, "run": run, "writer": writer}, counts_seen=True))
    if kept:
        statements.append(Statement(queries.PRUNE_LABEL_EDGES, {"rows": kept}))
    edges = {"parents": parents.rows(), "sublabels": sublabels.rows()}
    if any(edges.values()):
        statements.append(Statement(queries.LABEL_EDGES, edges))
    return statements
