"""From the enrichments of a batch and what the graph holds to what is written. Pure."""

from collections.abc import Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from brainzgraphinator.enrichment import Edge, Enrichment
from brainzgraphinator.records import MusicBrainzRecord, encode


@dataclass(frozen=True, slots=True)
class StoredNode:
    """What a Discogs node holds of MusicBrainz."""

    mbid: str | None
    hash: str | None
    run: int | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record of the batch with what it says; `run` is the run that it came with."""

    record: MusicBrainzRecord
    enrichment: Enrichment
    run: int | None


@dataclass(slots=True)
class Stats:
    """The service's counters, by their names in health. The first five are documented; the others tell more of the same."""

    entities_enriched: int = 0
    entities_skipped_no_discogs_match: int = 0
    relationships_created: int = 0
    relationships_updated: int = 0
    relationships_skipped_missing_side: int = 0
    entities_unchanged: int = 0
    entities_skipped_duplicate_link: int = 0
    enrichments_deferred: int = 0

    def add(self, other: "Stats") -> None:
        """Add the counts of a committed batch."""
        for name in Stats.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class Plan:
    """Rows of the statements of one transaction. `losers` are (Discogs id, MBID) of records whose node belongs to another MBID."""

    enrich: list[dict[str, Any]] = field(default_factory=list)
    stamps: list[list[Any]] = field(default_factory=list)
    withdraw: list[dict[str, Any]] = field(default_factory=list)
    edges: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    pending: list[dict[str, Any]] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    losers: list[tuple[str, str]] = field(default_factory=list)
    written: int = 0
    stats: Stats = field(default_factory=Stats)


def plan(kind: str, candidates: Sequence[Candidate], nodes: Mapping[str, StoredNode], targets: AbstractSet[str], *, retry: bool = False) -> Plan:
    """What one batch of records with a Discogs link does to the graph.

    Args:
        kind: Type of the records, first part of a pending enrichment's key.
        candidates: In the batch's order.
        nodes: The Discogs nodes that exist, by id, locked by the transaction.
        targets: Ids of artists that exist, among those that relations name.
        retry: The records waited for something; an unchanged node is no reason to leave their relations alone.
    """
    result = Plan()
    for candidate in _winners(kind, candidates, nodes, result):
        enrichment, run = candidate.enrichment, candidate.run
        key = f"{kind}:{enrichment.mbid}"
        node = nodes.get(enrichment.discogs_id)
        if node is None:
            result.stats.entities_skipped_no_discogs_match += not retry
            result.stats.enrichments_deferred += not retry
            if not retry:
                result.written += 1
                result.pending.append(_pending(key, kind, candidate))
            continue
        result.stats.entities_enriched += 1
        same = node.mbid == enrichment.mbid and node.hash == enrichment.hash
        if same and not retry:
            result.stats.entities_unchanged += 1
            result.kept.append(key)
            if run is not None and (node.run or 0) < run:
                result.stamps.append([enrichment.discogs_id, run])
            continue
        result.written += 1
        if not same:
            _write_node(result, candidate, node)
        missing = [edge for edge in enrichment.edges if not {edge.source, edge.target} <= targets | {enrichment.discogs_id}]
        for edge in enrichment.edges:
            if edge not in missing:
                result.edges.setdefault(edge.type, []).append(_edge_row(edge))
        if missing:
            if not retry:
                result.pending.append(_pending(key, kind, candidate))
        else:
            result.settled.append(key)
        if not retry:
            result.stats.relationships_skipped_missing_side += enrichment.without_target + sum(edge.relations for edge in missing)
    for rows in result.edges.values():
        rows.sort(key=lambda row: (row["source"], row["target"]))
    return result


def _write_node(result: Plan, candidate: Candidate, node: StoredNode) -> None:
    enrichment = candidate.enrichment
    stamp = {} if candidate.run is None else {"mb_run": candidate.run}
    result.enrich.append({"id": enrichment.discogs_id, "properties": {**enrichment.properties, "mb_hash": enrichment.hash, **stamp}})
    if node.mbid is not None:
        result.withdraw.append(
            {
                "id": enrichment.discogs_id,
                "outgoing": [f"{edge.type}:{edge.target}" for edge in enrichment.edges if edge.side == "mb_from_source"],
                "incoming": [f"{edge.type}:{edge.source}" for edge in enrichment.edges if edge.side == "mb_from_target"],
            }
        )


def _winners(kind: str, candidates: Sequence[Candidate], nodes: Mapping[str, StoredNode], result: Plan) -> list[Candidate]:
    """One record a node: of several MBIDs that link to one Discogs id, the smallest of those that the run has. The others wait for nothing."""
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        rival = best.get(candidate.enrichment.discogs_id)
        if rival is None or candidate.enrichment.mbid <= rival.enrichment.mbid:
            best[candidate.enrichment.discogs_id] = candidate
    won: list[Candidate] = []
    for candidate in candidates:
        mine = candidate.enrichment
        node = nodes.get(mine.discogs_id)
        if node is not None and (best[mine.discogs_id] is not candidate or _is_taken(node, mine.mbid, candidate.run)):
            result.stats.entities_skipped_duplicate_link += 1
            result.settled.append(f"{kind}:{mine.mbid}")
            result.losers.append((mine.discogs_id, mine.mbid))
        else:
            won.append(candidate)
    return won


def _is_taken(node: StoredNode, mbid: str, run: int | None) -> bool:
    """Whether the node belongs to a record that goes first: of a newer run, or of this one with a smaller MBID.

    A smaller MBID of an older run may have lost its link since; should it come again in this run, it takes the node back.
    """
    if run is not None and (node.run or 0) != run:
        return (node.run or 0) > run
    return node.mbid is not None and node.mbid < mbid


def _pending(key: str, kind: str, candidate: Candidate) -> dict[str, Any]:
    return {
        "key": key,
        "mbid": candidate.enrichment.mbid,
        "kind": kind,
        "discogs_id": candidate.enrichment.discogs_id,
        "payload": encode(candidate.record),
        "run": candidate.run,
    }


def _edge_row(edge: Edge) -> dict[str, Any]:
    return {
        "source": edge.source,
        "target": edge.target,
        "relations": edge.relations,
        "properties": {
            edge.side: True,
            "source": "musicbrainz",
            "begin_date": edge.begin_date,
            "end_date": edge.end_date,
            "ended": edge.ended,
            "attributes": list(edge.attributes),
        },
    }
