"""Artists: nodes, memberships, aliases."""

from typing import TYPE_CHECKING, cast

from graphinator import queries
from graphinator.gate import Sorted
from graphinator.plan import FarEnds, Row, Statement
from graphinator.records import Artist, Record, named


if TYPE_CHECKING:
    from common.consumer.spec import Item


def plan(batch: Sorted[Record], *, run: int | None, writer: int | None, current_year: int) -> list[Statement]:  # noqa: ARG001 - one shape for all
    """Graph writes of the new and changed artists of a batch: nodes, withdrawn assertions of the changed ones, then edges."""
    rows: list[Row] = []
    kept: list[Row] = []
    members, groups, aliases = FarEnds(), FarEnds(), FarEnds()
    for items, is_changed in ((batch.new, False), (batch.stubs, False), (batch.changed, True)):
        for item in cast("list[Item[Artist]]", items):
            artist = item.record
            rows.append({"id": artist.id, "name": artist.name, "sha256": artist.sha256, "sequence": None if run is None else item.sequence})
            ends = {"members": named(artist.members), "groups": named(artist.groups), "aliases": named(artist.aliases)}
            members.add_all(ends["members"], artist.id)
            groups.add_all(ends["groups"], artist.id)
            aliases.add_all(ends["aliases"], artist.id)
            if is_changed:
                kept.append({"id": artist.id} | {kind: list(end) for kind, end in ends.items()})
    statements: list[Statement] = []
    if rows:
        rows.sort(key=lambda row: str(row["id"]))
        statements.append(Statement(queries.UPSERT_ARTISTS, {"rows": rows, "run": run, "writer": writer}, counts_seen=True))
    if kept:
        statements.append(Statement(queries.PRUNE_ARTIST_EDGES, {"rows": kept}))
    edges = {"members": members.rows(), "groups": groups.rows(), "aliases": aliases.rows()}
    if any(edges.values()):
        statements.append(Statement(queries.ARTIST_EDGES, edges))
    return statements
