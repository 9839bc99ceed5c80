"""What an account owns and wants, as a synchronisation leaves it in the graph."""

from collections.abc import Sequence
from typing import Any

from tests.support.servers import GraphTarget


async def own(graph: GraphTarget, user_id: str, copies: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Add copies: (release id, properties of the edge). The releases exist."""
    rows = [{"id": release, "properties": {"instance_id": str(number), **properties}} for number, (release, properties) in enumerate(copies)]
    await graph.rows(
        "MERGE (u:User {id: $user_id}) WITH u UNWIND $rows AS row MATCH (r:Release {id: row.id}) CREATE (u)-[c:COLLECTED]->(r) SET c = row.properties",
        user_id=user_id,
        rows=rows,
    )


async def want(graph: GraphTarget, user_id: str, releases: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Add releases to the wantlist."""
    rows = [{"id": release, "properties": properties} for release, properties in releases]
    await graph.rows(
        "MERGE (u:User {id: $user_id}) WITH u UNWIND $rows AS row MATCH (r:Release {id: row.id}) CREATE (u)-[w:WANTS]->(r) SET w = row.properties",
        user_id=user_id,
        rows=rows,
    )
