"""Links from MusicBrainz to Discogs."""

import re
from typing import Any, Final

from common.domain.data_types import DataType


DISCOGS_KIND: Final = {
    DataType.ARTISTS: "artist",
    DataType.LABELS: "label",
    DataType.RELEASE_GROUPS: "master",
    DataType.RELEASES: "release",
}
"""What a record of each type is called in a Discogs address."""

_ADDRESS: Final = re.compile(
    r"""(?xi)
    \s* (?:https?:)?// (?:www\.|[a-z]{2}\.)? discogs\.com/ (?:[a-z]{2}(?:[-_][a-z]{2})?/)?
    (?P<kind>artist|label|master|release)/ (?P<id>[0-9]+) (?:-[^/?\#]*)? /? (?:[?\#].*)? \s*
    """,
    re.ASCII | re.DOTALL,
)
_MAX_ID: Final = 2**63 - 1


def discogs_id(resource: object, data_type: DataType) -> int | None:
    """The Discogs id in an address of the kind that belongs to `data_type`.

    With or without TLS, `www`, a language, a name after the id, a query, a trailing slash. Another kind, or no address: `None`.
    """
    match = _ADDRESS.fullmatch(resource) if isinstance(resource, str) else None
    if match is None or match["kind"].lower() != DISCOGS_KIND[data_type]:
        return None
    number = int(match["id"]) if len(match["id"]) < 20 else 0
    return number if 0 < number <= _MAX_ID else None


def relations_of(entity: dict[str, Any]) -> list[dict[str, Any]]:
    """The relations of a dump record that are objects; whatever else stands there is none."""
    relations = entity.get("relations")
    return [relation for relation in relations if isinstance(relation, dict)] if isinstance(relations, list) else []


def linked_discogs_id(relations: list[dict[str, Any]], data_type: DataType) -> int | None:
    """The id of the first relation that links to Discogs in a readable way."""
    for relation in relations:
        if relation.get("target-type") == "url" and relation.get("type") == "discogs":
            url = relation.get("url")
            found = discogs_id(url.get("resource"), data_type) if isinstance(url, dict) else None
            if found is not None:
                return found
    return None
