"""What the graph must hold after imports, node by node and edge by edge, made from the messages alone.

Part of the oracle: see `tests.support.oracle`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
import re
from typing import Any, Final


type Message = dict[str, Any]
type Messages = dict[str, dict[str, Message]]
type Node = tuple[str, str]
type Edge = tuple[str, Node, Node, str]

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
ENRICHED: Final = {
    "artists": ("Artist", "discogs_artist_id"),
    "labels": ("Label", "discogs_label_id"),
    "release-groups": ("Master", "discogs_master_id"),
    "releases": ("Release", "discogs_release_id"),
}
ROLES: Final = {
    "production": "producer, executive producer, co-producer, executive-producer, produced by, co-produced by",
    "engineering": "engineer, recorded by, mixed by, mixed at, remix, remixed by, recording engineer, mixing engineer, sound engineer, "
    "audio engineer, assistant engineer",
    "mastering": "mastered by, mastered at, lacquer cut by, cut by, mastering engineer, remastered by",
    "session": "bass, guitar, drums, keyboards, piano, percussion, saxophone, trumpet, violin, viola, cello, flute, organ, synthesizer, "
    "vocals, backing vocals, lead vocals, strings, horns, harmonica, banjo, mandolin, harp, clarinet, oboe, trombone, tuba, accordion, "
    "tabla, sitar, congas, bongos, session musician, featuring",
    "design": "artwork, artwork by, design, designed by, photography, photography by, liner notes, cover, layout, illustration, art direction",
    "management": "a&r, management, managed by, booking, booked by, a & r",
}


def category_of(role: str) -> str:
    """Category of a credit: that of the longest fragment in it, of equally long ones the first by the alphabet."""
    text = role.strip().lower()
    fragments = {fragment: category for category, listed in ROLES.items() for fragment in listed.split(", ")}
    found = sorted((fragment for fragment in fragments if fragment in text), key=lambda fragment: (-len(fragment), fragment))
    return fragments[text] if text in fragments else fragments[found[0]] if found else "other"


def year_of(value: Any) -> int | None:
    """Year that a date begins with, when it is plausible."""
    digits = str(value if value is not None else "").strip()[:4]
    year = int(digits) if digits.isdigit() else 0
    return year if 1860 <= year <= datetime.now(UTC).year + 1 else None


def is_reference(key: Any) -> bool:
    """Whether an id refers to something: `0` and the empty text do not."""
    return isinstance(key, str) and re.fullmatch(r"[1-9][0-9]{0,18}", key) is not None


def present(**properties: Any) -> dict[str, Any]:
    """Properties as a graph holds them: none is null."""
    return {name: value for name, value in properties.items() if value is not None}


class ExpectedGraph:
    """Nodes and edges with their properties, stamps of runs aside.

    `names` has, by stub, the names that it may carry: whichever record mentions it first gives it its name. `told` has, by edge that
    MusicBrainz asserts, what its ends say of it: the last one written stays. `waiting` are MBIDs of what cannot be applied yet.
    """

    def __init__(self) -> None:
        self.nodes: dict[Node, dict[str, Any]] = {}
        self.edges: dict[Edge, dict[str, Any]] = {}
        self.names: dict[Node, set[str]] = defaultdict(set)
        self.told: dict[Edge, list[dict[str, Any]]] = defaultdict(list)
        self.waiting: set[str] = set()
        self._masters: set[Node] = set()

    def counts(self) -> dict[str, dict[str, int]]:
        """Nodes by label, edges by type, enriched nodes by label."""
        counts: dict[str, dict[str, int]] = {"nodes": {}, "relationships": {}, "nodes_with_mbid": {}}
        for (label, _), properties in sorted(self.nodes.items()):
            counts["nodes"][label] = counts["nodes"].get(label, 0) + 1
            if "mbid" in properties:
                counts["nodes_with_mbid"][label] = counts["nodes_with_mbid"].get(label, 0) + 1
        for name, *_ in sorted(self.edges):
            counts["relationships"][name] = counts["relationships"].get(name, 0) + 1
        return counts

    # Discogs.

    def add_discogs(self, messages: Messages) -> None:
        """All records of a dump, then what maintenance counts."""
        for message in messages.get("artists", {}).values():
            self._artist(message)
        for message in messages.get("labels", {}).values():
            self._label(message)
        for message in messages.get("masters", {}).values():
            title = present(title=message.get("title"), year=year_of(message.get("year")))
            self._catalogue_entry(self._record("Master", message, title), message)
        for message in messages.get("releases", {}).values():
            self._release(message)

    def _record(self, label: str, message: Message, properties: dict[str, Any]) -> Node:
        node = (label, message["id"])
        self.nodes[node] = {"id": message["id"], "sha256": message["sha256"], **properties}
        return node

    def _stub(self, label: str, key: str, name: Any) -> Node:
        node = (label, key)
        self.nodes.setdefault(node, {"id": key})
        if name:
            self.names[node].add(name)
        return node

    def _referred(self, label: str, references: Any) -> Iterator[Node]:
        for reference in references or ():
            if isinstance(reference, dict) and is_reference(reference.get("id")):
                yield self._stub(label, reference["id"], reference.get("name"))

    def _edge(self, name: str, start: Node, end: Node, which: str = "", /, **properties: Any) -> None:
        self.edges.setdefault((name, start, end, which), {}).update(properties)

    def _artist(self, message: Message) -> None:
        url = f"https://api.discogs.com/artists/{message['id']}"
        node = self._record("Artist", message, present(name=message.get("name"), resource_url=url, releases_url=f"{url}/releases"))
        for member in self._referred("Artist", message.get("members")):
            self._edge("MEMBER_OF", member, node, from_target=True, discogs=True)
        for group in self._referred("Artist", message.get("groups")):
            self._edge("MEMBER_OF", node, group, from_source=True, discogs=True)
        for alias in self._referred("Artist", message.get("aliases")):
            self._edge("ALIAS_OF", alias, node)

    def _label(self, message: Message) -> None:
        node = self._record("Label", message, present(name=message.get("name")))
        for parent in self._referred("Label", [message.get("parentLabel")]):
            self._edge("SUBLABEL_OF", node, parent, from_source=True, discogs=True)
        for sublabel in self._referred("Label", message.get("sublabels")):
            self._edge("SUBLABEL_OF", sublabel, node, from_target=True, discogs=True)

    def _catalogue_entry(self, node: Node, message: Message) -> None:
        for artist in self._referred("Artist", message.get("artists")):
            self._edge("BY", node, artist)
        words = {field: list(dict.fromkeys(word for word in message.get(field) or () if word)) for field in ("genres", "styles")}
        for field, kind in (("genres", "Genre"), ("styles", "Style")):
            for word in words[field]:
                self.nodes.setdefault((kind, word), {"name": word})
                self._edge("IS", node, (kind, word))
        if len(words["genres"]) == 1:
            for style in words["styles"]:
                self._edge("PART_OF", ("Style", style), ("Genre", words["genres"][0]))

    def _release(self, message: Message) -> None:
        labels = [label for label in message.get("labels") or () if isinstance(label, dict)]
        formats = [medium["name"] for medium in message.get("formats") or () if isinstance(medium, dict) and medium.get("name") is not None]
        catalogue_number = (labels[0].get("catno") or None) if labels else None
        properties = present(title=message.get("title"), year=year_of(message.get("released")), formats=formats, catalog_number=catalogue_number)
        node = self._record("Release", message, properties)
        self._catalogue_entry(node, message)
        for label in self._referred("Label", labels):
            self._edge("ON", node, label)
        if is_reference(message.get("master_id")):
            self._edge("DERIVED_FROM", node, self._stub("Master", message["master_id"], message.get("title")))
        for credit in message.get("extraartists") or ():
            if not isinstance(credit, dict) or not credit.get("name") or not credit.get("role"):
                continue
            person = ("Person", credit["name"])
            self.nodes.setdefault(person, {"name": credit["name"]})
            self._edge("CREDITED_ON", person, node, credit["role"], category=category_of(credit["role"]), role=credit["role"])
            for artist in self._referred("Artist", [credit]):
                self.edges["CREDITED_ON", person, node, credit["role"]].setdefault("artist_id", artist[1])
                self._edge("SAME_AS", person, artist)

    # The month before.

    def follow(self, earlier: "ExpectedGraph") -> None:
        """What an earlier import leaves behind: names of stubs, catalogue numbers, genres, and artists that MusicBrainz still relates."""
        for node, properties in earlier.nodes.items():
            label = node[0]
            if name := properties.get("title" if label == "Master" else "name"):
                self.names[node].add(name)
            self.names[node] |= earlier.names.get(node, set())
            if label in ("Genre", "Style"):
                self.nodes.setdefault(node, {"name": node[1]})
            if node in self.nodes and "catalog_number" in properties:
                self.nodes[node].setdefault("catalog_number", properties["catalog_number"])
        for edge, properties in earlier.edges.items():
            if properties.get("source") == "musicbrainz":
                for node in (edge[1], edge[2]):
                    self.nodes.setdefault(node, {"id": node[1]})

    def count(self) -> None:
        """The counts that maintenance leaves on artists, labels, genres, styles, people and PART_OF: of releases only."""
        linked: dict[Node, dict[str, set[Node]]] = defaultdict(lambda: defaultdict(set))
        releases: dict[Node, set[Node]] = defaultdict(set)
        credits: dict[Node, int] = defaultdict(int)
        for name, start, end, _ in self.edges:
            if start[0] == "Release" and name in ("IS", "ON", "BY"):
                linked[start][end[0]].add(end)
                releases[end].add(start)
            credits[start] += name == "CREDITED_ON"
        counted = {"Genre": ("Artist", "Label", "Style"), "Style": ("Artist", "Label", "Genre"), "Label": ("Artist", "Genre"), "Artist": ()}
        by_category: dict[tuple[Node, str], set[Node]] = defaultdict(set)
        for (name, person, release, _), properties in self.edges.items():
            if name == "CREDITED_ON":
                by_category[person, properties["category"]].add(release)
        for (person, category), credited in by_category.items():
            self.nodes[person][f"{category}_count"] = len(credited)
        for node, properties in self.nodes.items():
            if node[0] == "Person":
                properties["credit_count"] = credits[node]
            if node[0] not in counted:
                continue
            properties["release_count"] = len(releases[node])
            for label in counted[node[0]]:
                properties[f"{label.lower()}_count"] = len({other for release in releases[node] for other in linked[release][label]})
            years = [year for release in releases[node] if (year := self.nodes[release].get("year"))]
            if years:
                properties["first_year"] = min(years)
            if years and node[0] in ("Artist", "Label"):
                properties["last_year"] = max(years)
        for (name, style, genre, _), properties in self.edges.items():
            if name == "PART_OF":
                properties["release_count"] = len(releases[style] & releases[genre])

    # MusicBrainz.

    def add_musicbrainz(self, messages: Messages) -> None:
        """Enrichment adds no node, and an edge only between nodes that are there: call it when all others are."""
        for data_type, (label, field) in ENRICHED.items():
            by_node: dict[Node, list[Message]] = defaultdict(list)
            for message in messages.get(data_type, {}).values():
                if message[field] is not None:
                    by_node[label, str(message[field])].append(message)
            for node, candidates in by_node.items():
                message = min(candidates, key=lambda each: str(each["id"]))
                if node not in self.nodes:
                    self.waiting |= {each["id"] for each in candidates}
                    continue
                self.nodes[node] |= present(**enrichment(data_type, message))
                if data_type == "artists":
                    self._artist_relations(node, message)

    def _artist_relations(self, artist: Node, message: Message) -> None:
        grouped: dict[tuple[Edge, str], list[Message]] = defaultdict(list)
        for relation in message["relations"] or ():
            name = ARTIST_RELATIONS.get(relation["type"])
            target = ("Artist", str(relation.get("target_discogs_artist_id")))
            if name is None or relation.get("target_discogs_artist_id") is None or target == artist:
                continue
            if target not in self.nodes:
                self.waiting.add(message["id"])
                continue
            backward = relation["direction"] == "backward"
            start, end = (target, artist) if backward else (artist, target)
            grouped[(name, start, end, ""), "mb_from_target" if backward else "mb_from_source"].append(relation)
        for (edge, side), relations in grouped.items():
            if edge not in self.edges:
                self.edges[edge] = {"discogs": False}
            self.edges[edge] |= {"source": "musicbrainz", side: True}
            self.told[edge].append(relation_properties(relations))


def relation_properties(relations: Iterable[Message]) -> dict[str, Any]:
    """What relations between the same two artists come to as one edge: from the first begin to the last end."""
    relations = list(relations)
    begins, ends = ([relation[field] for relation in relations] for field in ("begin_date", "end_date"))
    ended = [relation["ended"] for relation in relations if relation["ended"] is not None]
    return present(
        begin_date=None if None in begins else min(begins),
        end_date=None if None in ends else max(ends),
        ended=all(ended) if ended else None,
        attributes=sorted({word for relation in relations for word in relation["attributes"] or () if word}),
    )


def enrichment(data_type: str, message: Message) -> dict[str, Any]:
    """Properties that a MusicBrainz record puts on its Discogs node."""
    fields = {
        "artists": {"mb_gender": "gender", "mb_area": "area", "mb_begin_area": "begin_area", "mb_end_area": "end_area"},
        "labels": {"mb_area": "area", "mb_label_code": "label_code"},
        "release-groups": {"mb_first_release_date": "first_release_date"},
        "releases": {"mb_barcode": "barcode", "mb_status": "status", "mb_release_group_mbid": "release_group_mbid"},
    }[data_type]
    properties = {"mbid": message["id"]} | {name: message.get(field) for name, field in fields.items()}
    if data_type != "releases":
        properties["mb_type"] = message.get("mb_type")
    if data_type in ("artists", "release-groups"):
        properties["mb_disambiguation"] = message.get("disambiguation")
    if data_type in ("artists", "labels"):
        span = message.get("life_span") or {}
        properties |= {"mb_begin_date": span.get("begin"), "mb_end_date": span.get("end")}
    if data_type == "release-groups":
        properties["mb_secondary_types"] = message.get("secondary_types") or []
    return properties


def expected_graph(discogs: Messages, musicbrainz: Messages, *, earlier: ExpectedGraph | None = None) -> ExpectedGraph:
    """The graph after complete imports of both sources.

    With `earlier`, the graph of an import before, only Discogs was imported again: what MusicBrainz said of a node that has gone since
    is gone with it, and waits for nothing.
    """
    graph = ExpectedGraph()
    graph.add_discogs(discogs)
    if earlier is not None:
        graph.follow(deepcopy(earlier))
    graph.count()
    graph.add_musicbrainz(musicbrainz)
    if earlier is not None:
        graph.waiting &= earlier.waiting
    return graph
