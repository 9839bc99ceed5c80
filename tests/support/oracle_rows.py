"""What the tables must hold after imports, row by row, made from the messages alone.

Part of the oracle: see `tests.support.oracle`.
"""

from collections import defaultdict
import json
from typing import Any, Final

from tests.support.oracle_graph import Message, Messages, year_of


type Rows = dict[str, dict[Any, dict[str, Any]]]

ENTITY_COLUMNS: Final = {
    "artists": ("name", "sort_name", "gender", "area", "begin_area", "end_area", "disambiguation", "discogs_artist_id"),
    "labels": ("name", "label_code", "area", "disambiguation", "discogs_label_id"),
    "release-groups": ("name", "first_release_date", "disambiguation", "discogs_master_id"),
    "releases": ("name", "barcode", "status", "release_group_mbid", "discogs_release_id"),
}
"""Columns that are a field of the message under the same name."""


def expected_rows(discogs: Messages, musicbrainz: Messages) -> Rows:
    """Columns by key, by qualified table name; times and stamps of runs aside.

    A relationship's `ended` is a set: of what its ends say, either may stay.
    """
    tables: Rows = {}
    for data_type, messages in discogs.items():
        tables[f"public.{data_type}"] = {key: {"hash": message["sha256"], "data": with_year(data_type, message)} for key, message in messages.items()}
    relationships: dict[Any, dict[str, Any]] = defaultdict(lambda: {"ended": set(), "from_source": False, "from_target": False})
    links: dict[Any, dict[str, Any]] = {}
    for data_type, messages in musicbrainz.items():
        entity = data_type.removesuffix("s")
        tables[f"musicbrainz.{data_type.replace('-', '_')}"] = {key: entity_row(data_type, message) for key, message in messages.items()}
        for message in messages.values():
            _add_relationships(relationships, message, entity)
            links |= {
                (message["id"], entity, link["service"], link["url"]): {} for link in message["external_links"] if link["service"] and link["url"]
            }
    if musicbrainz:
        tables |= {"musicbrainz.relationships": dict(relationships), "musicbrainz.external_links": links}
    return tables


def with_year(data_type: str, message: Message) -> Message:
    """The stored record: masters and releases with the year as a number."""
    field = {"masters": "year", "releases": "released"}.get(data_type)
    return {**message, "year": year_of(message.get(field))} if field else message


def entity_row(data_type: str, message: Message) -> dict[str, Any]:
    """Columns of a MusicBrainz entity."""
    row = {"hash": message["sha256"], "data": message} | {column: message.get(column) for column in ENTITY_COLUMNS[data_type]}
    if data_type != "releases":
        row["type"] = message.get("mb_type")
    if data_type in ("artists", "labels"):
        span = message.get("life_span") or {}
        row |= {"begin_date": span.get("begin"), "end_date": span.get("end"), "ended": bool(span.get("ended"))}
    if data_type == "artists":
        row |= {"aliases": message.get("aliases") or [], "tags": message.get("tags") or []}
    if data_type == "release-groups":
        row["secondary_types"] = message.get("secondary_types") or []
    return row


def _add_relationships(relationships: dict[Any, dict[str, Any]], message: Message, entity: str) -> None:
    for relation in message["relations"]:
        if not (relation["target_mbid"] and relation["target_type"] and relation["type"]):
            continue
        own, other = (message["id"], entity), (relation["target_mbid"].lower(), relation["target_type"])
        is_target = relation["direction"] == "backward"
        ends = (*other, *own) if is_target else (*own, *other)
        attributes = json.dumps(relation["attributes"] or [], sort_keys=True)
        row = relationships[*ends, relation["type"], attributes, relation["begin_date"], relation["end_date"]]
        row["ended"].add(bool(relation["ended"]))
        row["from_target" if is_target else "from_source"] = True
