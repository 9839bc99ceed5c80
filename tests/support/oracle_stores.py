"""What the stores must hold after all messages of a dump: nodes, relationships and rows, counted from the messages alone.

Part of the oracle: see `tests.support.oracle`.
"""

from collections import defaultdict
from collections.abc import Iterable
import re
from typing import Any, Final
from uuid import UUID


type Message = dict[str, Any]
type Messages = dict[str, dict[str, Message]]
type Pair = tuple[Any, ...]

ARTIST_RELATIONS: Final = {
    "member of band": "MEMBER_OF",
    "collaboration": "COLLABORATED_WITH",
    "teacher": "TAUGHT",
    "tribute": "TRIBUTE_TO",
    "founder": "FOUNDED",
    "supporting musician": "SUPPORTED",
    "subgroup": "SUBGROUP_OF",
    "artist rename": "RENAMED_TO",
}


class ExpectedGraph:
    """Sets of nodes by label and of edges by type; an edge is the tuple that makes it distinct."""

    def __init__(self) -> None:
        self.nodes: dict[str, set[str]] = defaultdict(set)
        self.edges: dict[str, set[Pair]] = defaultdict(set)
        self.enriched: dict[str, set[str]] = defaultdict(set)

    def counts(self) -> dict[str, dict[str, int]]:
        return {
            "nodes": {label: len(keys) for label, keys in sorted(self.nodes.items())},
            "relationships": {name: len(pairs) for name, pairs in sorted(self.edges.items())},
            "nodes_with_mbid": {label: len(keys) for label, keys in sorted(self.enriched.items())},
        }

    def add_discogs(self, messages: Messages) -> None:
        for message in messages.get("artists", {}).values():
            self._artist(message)
        for message in messages.get("labels", {}).values():
            self._label(message)
        for message in messages.get("masters", {}).values():
            self.nodes["Master"].add(message["id"])
            self._catalogue_entry("Master", message)
        for message in messages.get("releases", {}).values():
            self._release(message)

    def add_musicbrainz(self, messages: Messages) -> None:
        """Enrichment adds no node, and an edge only between nodes that are there: call it after `add_discogs`."""
        for data_type, label, field in (
            ("artists", "Artist", "discogs_artist_id"),
            ("labels", "Label", "discogs_label_id"),
            ("releases", "Release", "discogs_release_id"),
            ("release-groups", "Master", "discogs_master_id"),
        ):
            for message in messages.get(data_type, {}).values():
                key = str(message[field])
                if message[field] is None or key not in self.nodes[label]:
                    continue
                self.enriched[label].add(key)
                if data_type == "artists":
                    self._artist_relations(key, message["relations"])

    def _artist_relations(self, artist: str, relations: Iterable[Message]) -> None:
        for relation in relations:
            name, target = ARTIST_RELATIONS.get(relation["type"]), str(relation.get("target_discogs_artist_id"))
            if name is not None and target in self.nodes["Artist"]:
                self.edges[name].add((target, artist) if relation["direction"] == "backward" else (artist, target))

    def _refer(self, label: str, references: Any, *, via: str, start: Any, reverse: bool = False) -> None:
        for reference in references or ():
            key = reference.get("id") if isinstance(reference, dict) else None
            if isinstance(key, str) and is_reference(key):
                self.nodes[label].add(key)
                self.edges[via].add((key, start) if reverse else (start, key))

    def _artist(self, message: Message) -> None:
        key = message["id"]
        self.nodes["Artist"].add(key)
        self._refer("Artist", message.get("members"), via="MEMBER_OF", start=key, reverse=True)
        self._refer("Artist", message.get("groups"), via="MEMBER_OF", start=key)
        self._refer("Artist", message.get("aliases"), via="ALIAS_OF", start=key, reverse=True)

    def _label(self, message: Message) -> None:
        key = message["id"]
        self.nodes["Label"].add(key)
        self._refer("Label", [message.get("parentLabel")], via="SUBLABEL_OF", start=key)
        self._refer("Label", message.get("sublabels"), via="SUBLABEL_OF", start=key, reverse=True)

    def _catalogue_entry(self, label: str, message: Message) -> None:
        start = (label, message["id"])
        self._refer("Artist", message.get("artists"), via="BY", start=start)
        words = {field: [word for word in message.get(field) or () if isinstance(word, str) and word] for field in ("genres", "styles")}
        for field, kind in (("genres", "Genre"), ("styles", "Style")):
            for word in words[field]:
                self.nodes[kind].add(word)
                self.edges["IS"].add((start, kind, word))
        if len(set(words["genres"])) == 1:
            self.edges["PART_OF"] |= {(style, words["genres"][0]) for style in words["styles"]}

    def _release(self, message: Message) -> None:
        key = message["id"]
        self.nodes["Release"].add(key)
        self._catalogue_entry("Release", message)
        self._refer("Label", message.get("labels"), via="ON", start=key)
        self._refer("Master", [{"id": message.get("master_id")}], via="DERIVED_FROM", start=key)
        for credit in message.get("extraartists") or ():
            name, role = (credit.get("name"), credit.get("role")) if isinstance(credit, dict) else (None, None)
            if name and role:
                self.nodes["Person"].add(name)
                self.edges["CREDITED_ON"].add((name, key, role))
                self._refer("Artist", [credit], via="SAME_AS", start=name)


def is_reference(key: str) -> bool:
    """Whether an id refers to something: `0` and the empty text do not."""
    return re.fullmatch(r"[1-9][0-9]{0,18}", key) is not None


def expected_rows(discogs: Messages, musicbrainz: Messages) -> dict[str, int]:
    """Rows by qualified table name."""
    rows = {f"public.{data_type}": len(messages) for data_type, messages in discogs.items()}
    relationships: set[Pair] = set()
    links: set[Pair] = set()
    for data_type, messages in musicbrainz.items():
        entity = data_type.removesuffix("s")
        rows[f"musicbrainz.{data_type.replace('-', '_')}"] = len(messages)
        for message in messages.values():
            own = (str(UUID(message["id"])), entity)
            for relation in message["relations"]:
                if relation["target_mbid"] and relation["target_type"] and relation["type"]:
                    other = (str(UUID(relation["target_mbid"])), relation["target_type"])
                    ends = (*other, *own) if relation["direction"] == "backward" else (*own, *other)
                    attributes = repr(relation["attributes"] or [])
                    relationships.add((*ends, relation["type"], attributes, relation["begin_date"], relation["end_date"]))
            links |= {(*own, link["service"], link["url"]) for link in message["external_links"] if link["service"] and link["url"]}
    if musicbrainz:
        rows |= {"musicbrainz.relationships": len(relationships), "musicbrainz.external_links": len(links)}
    return rows
