"""Masters: nodes, artists, genres and styles."""

from typing import TYPE_CHECKING, cast

from common.domain.years import parse_year
from graphinator import queries
from graphinator.gate import Sorted
from graphinator.plan import FarEnds, Row, Statement, texts
from graphinator.records import Master, Record, named


if TYPE_CHECKING:
    from common.consumer.spec import Item


def plan(batch: Sorted[Record], *, run: int | None, writer: int | None, current_year: int) -> list[Statement]:
    """Graph writes of the new and changed masters of a batch: nodes, pruned edges of the changed ones, then edges."""
    rows: list[Row] = []
    kept: list[Row] = []
    artists, genres, styles = FarEnds(), FarEnds(), FarEnds()
    part_of: set[tuple[str, str]] = set()
    for items, is_changed in ((batch.new, False), (batch.stubs, False), (batch.changed, True)):
        for item in cast("list[Item[Master]]", items):
            master = item.record
            rows.append(
                {
                    "id": master.id,
                    "title": master.title,
                    "year": parse_year(master.year, current_year=current_year),
                    "sha256": master.sha256,
                    "sequence": None if run is None else item.sequence,
                }
            )
            by, of_genre, of_style = named(master.artists), texts(master.genres), texts(master.styles)
            artists.add_all(by, master.id)
            genres.add_all(dict.fromkeys(of_genre), master.id)
            styles.add_all(dict.fromkeys(of_style), master.id)
            if len(of_genre) == 1:
                part_of.update((style, of_genre[0]) for style in of_style)
            if is_changed:
                kept.append({"id": master.id, "artists": list(by), "genres": of_genre, "styles": of_style})
    statements: list[Statement] = []
    if rows:
        rows.sort(key=lambda row: str(row["id"]))
        statements.append(Statement(queries.UPSERT_MASTERS, {"rows": rows, "run": run, "writer": writer}, counts_seen=True))
    if kept:
        statements.append(Statement(queries.PRUNE_MASTER_EDGES, {"rows": kept}))
    edges = {"artists": artists.rows(), "genres": genres.rows(), "styles": styles.rows()}
    if any(edges.values()):
        statements.append(Statement(queries.MASTER_EDGES, edges))
    if part_of:
        statements.append(Statement(queries.PART_OF, {"pairs": sorted(map(list, part_of))}))
    return statements
