"""Releases: nodes, artists, labels, master, genres, styles and credits."""

from collections.abc import Mapping
from typing import cast

from common.consumer.spec import Item
from common.domain.credit_roles import categorize_role
from common.domain.ids import is_discogs_id
from common.domain.years import parse_year
from graphinator import queries
from graphinator.gate import Sorted
from graphinator.plan import FarEnds, Row, Statement, texts
from graphinator.records import Credit, Format, LabelReference, Record, Release, named


def plan(batch: Sorted[Record], *, run: int | None, writer: int | None, current_year: int) -> list[Statement]:
    """Graph writes of the new and changed releases of a batch.

    Nobody refers to a release before it exists, so new ones are created with their edges without looking for what might be there.
    """
    statements: list[Statement] = []
    created, edges = [_row(item, run, current_year) for item in _releases(batch.new)], _Edges()
    if created:
        for position, item in enumerate(_releases(batch.new)):
            edges.add(item.record, position)
        parameters = {"rows": created, "run": run, "writer": writer, **edges.far_ends()}
        statements.append(Statement(queries.CREATE_RELEASES, parameters, seen=len(created)))
    if known := [*batch.stubs, *batch.changed]:
        found = _Edges()
        kept = [found.add(item.record, item.record.id) for item in _releases(known)]
        rows = [_row(item, run, current_year) for item in _releases(known)]
        statements.append(Statement(queries.UPSERT_RELEASES, {"rows": rows, "run": run, "writer": writer}, counts_seen=True))
        statements.append(Statement(queries.PRUNE_RELEASE_EDGES, {"rows": kept}))
        statements.append(Statement(queries.RELEASE_EDGES, found.far_ends()))
        edges.part_of |= found.part_of
        edges.same_as |= found.same_as
    if edges.part_of:
        statements.append(Statement(queries.PART_OF, {"pairs": sorted(map(list, edges.part_of))}))
    if edges.same_as:
        statements.append(Statement(queries.SAME_AS, {"pairs": sorted(map(list, edges.same_as))}))
    return statements


class _Edges:
    """All edges of the releases that were added to it."""

    def __init__(self) -> None:
        self.genres, self.styles, self.labels, self.masters, self.artists, self.people = (FarEnds() for _ in range(6))
        self.part_of: set[tuple[str, str]] = set()
        self.same_as: set[tuple[str, str]] = set()

    def add(self, release: Release, near: int | str) -> Row:
        """Edges of one release, which the statement knows as `near`. Returns the keys of its far ends, for pruning."""
        by, on, genres, styles = named(release.artists), named(release.labels), texts(release.genres), texts(release.styles)
        master, credits = master_of(release), credits_of(release)
        self.artists.add_all(by, near)
        self.labels.add_all(on, near)
        for genre in genres:
            self.genres.add(genre, near)
        for style in styles:
            self.styles.add(style, near)
        if master:
            # A dump's release may name a master that the dump lacks; such a stub carries the release's title, the best that is known.
            self.masters.add(master, near, release.title)
        for (name, role), artist_id in credits.items():
            self.people.add(name, [near, role, categorize_role(role), artist_id])
            if artist_id:
                self.same_as.add((name, artist_id))
        if len(genres) == 1:
            self.part_of.update((style, genres[0]) for style in styles)
        return {
            "id": release.id,
            "artists": list(by),
            "labels": list(on),
            "masters": [master] if master else [],
            "genres": genres,
            "styles": styles,
            "credits": [list(credit) for credit in credits],
        }

    def far_ends(self) -> Mapping[str, list[Row]]:
        """The grouped edges, by parameter name."""
        names = ("genres", "styles", "labels", "masters", "artists", "people")
        return {name: getattr(self, name).rows() for name in names}


def master_of(release: Release) -> str | None:
    """Id of the master, `None` when there is none: dumps write 0."""
    master = str(release.master_id) if release.master_id else None
    return master if is_discogs_id(master) else None


def credits_of(release: Release) -> dict[tuple[str, str], str | None]:
    """Artist id by (name, role) of the credits that count: a credit without name or role does not."""
    credits: dict[tuple[str, str], str | None] = {}
    for credit in release.extraartists or ():
        if isinstance(credit, Credit) and credit.name and credit.role:
            artist_id = credit.id if is_discogs_id(credit.id) else None
            key = (credit.name, credit.role)
            credits[key] = credits.get(key) or artist_id
    return credits


def _releases(items: list[Item[Record]]) -> list[Item[Release]]:
    return cast("list[Item[Release]]", items)


def _row(item: Item[Release], run: int | None, current_year: int) -> Row:
    release = item.record
    first = next((label for label in release.labels or () if isinstance(label, LabelReference)), None)
    return {
        "id": release.id,
        "title": release.title,
        "year": parse_year(release.released, current_year=current_year),
        "formats": [medium.name for medium in release.formats or () if isinstance(medium, Format) and medium.name is not None],
        "sha256": release.sha256,
        "catalog_number": (first.catno or None) if first else None,
        "sequence": None if run is None else item.sequence,
    }
