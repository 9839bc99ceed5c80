"""Constraints and indexes of the graph. Their names are an interface: queries call full-text indexes by name."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from common.domain.credit_roles import ALL_CATEGORIES
from common.stores.statement import Cypher


CREATE_TIMEOUT_S: Final = 3600.0
"""A constraint on a filled graph is checked before the statement returns."""


class Kind(StrEnum):
    """What an object is."""

    UNIQUE = "uniqueness constraint"
    RANGE = "range index"
    FULLTEXT = "full-text index"


@dataclass(frozen=True, slots=True)
class GraphObject:
    """One named object on one node label. A uniqueness constraint has a range index of the same name."""

    name: str
    kind: Kind
    label: str
    properties: tuple[str, ...]

    @property
    def create(self) -> Cypher:
        """The statement that makes it; a no-op where it exists. It takes no parameters and returns no rows."""
        listed = ", ".join(f"n.{name}" for name in self.properties)
        match self.kind:
            case Kind.UNIQUE:
                text = f"CREATE CONSTRAINT {self.name} IF NOT EXISTS FOR (n:{self.label}) REQUIRE ({listed}) IS UNIQUE"
            case Kind.RANGE:
                text = f"CREATE INDEX {self.name} IF NOT EXISTS FOR (n:{self.label}) ON ({listed})"
            case Kind.FULLTEXT:
                text = f"CREATE FULLTEXT INDEX {self.name} IF NOT EXISTS FOR (n:{self.label}) ON EACH [{listed}]"
        return Cypher(name=f"schema.{self.name}", text=text, timeout_s=CREATE_TIMEOUT_S)


def _unique(name: str, label: str, key: str) -> GraphObject:
    return GraphObject(name, Kind.UNIQUE, label, (key,))


def _range(name: str, label: str, *properties: str) -> GraphObject:
    return GraphObject(name, Kind.RANGE, label, properties)


def _fulltext(name: str, label: str, key: str) -> GraphObject:
    return GraphObject(name, Kind.FULLTEXT, label, (key,))


DOCUMENTED: Final = (
    _unique("artist_id", "Artist", "id"),
    _unique("label_id", "Label", "id"),
    _unique("master_id", "Master", "id"),
    _unique("release_id", "Release", "id"),
    _unique("genre_name", "Genre", "name"),
    _unique("style_name", "Style", "name"),
    _unique("user_id", "User", "id"),
    _unique("person_name", "Person", "name"),
    _range("artist_sha256", "Artist", "sha256"),
    _range("label_sha256", "Label", "sha256"),
    _range("master_sha256", "Master", "sha256"),
    _range("release_sha256", "Release", "sha256"),
    _range("artist_name", "Artist", "name"),
    _range("label_name", "Label", "name"),
    _range("release_year_index", "Release", "year"),
    _range("master_year_index", "Master", "year"),
    _range("genre_first_year_index", "Genre", "first_year"),
    _range("style_first_year_index", "Style", "first_year"),
    _range("person_credit_count", "Person", "credit_count"),
    _fulltext("artist_name_fulltext", "Artist", "name"),
    _fulltext("release_title_fulltext", "Release", "title"),
    _fulltext("label_name_fulltext", "Label", "name"),
    _fulltext("genre_name_fulltext", "Genre", "name"),
    _fulltext("style_name_fulltext", "Style", "name"),
    _fulltext("person_name_fulltext", "Person", "name"),
    _range("artist_mbid", "Artist", "mbid"),
    _range("label_mbid", "Label", "mbid"),
    _range("release_mbid", "Release", "mbid"),
    _range("master_mbid", "Master", "mbid"),
)
"""The objects that readers may rely on, in creation order."""

BOOKKEEPING: Final = (
    _unique("extraction_completion_key", "ExtractionCompletion", "key"),
    _unique("import_progress_key", "ImportProgress", "key"),
    _unique("import_reject_key", "ImportReject", "key"),
    _unique("lease_name", "Lease", "name"),
    _unique("pending_enrichment_key", "PendingEnrichment", "key"),
    _range("pending_enrichment_discogs_id", "PendingEnrichment", "kind", "discogs_id"),
    _range("pending_enrichment_mbid", "PendingEnrichment", "mbid"),
    _unique("import_block_key", "ImportBlock", "key"),
)
"""Additions: what imports keep in the graph about themselves."""

LEADERS: Final = tuple(_range(f"person_{category}_count", "Person", f"{category}_count") for category in ALL_CATEGORIES)
"""Additions: who has most credits of a category is read off an index."""

OBJECTS: Final = DOCUMENTED + BOOKKEEPING + LEADERS
