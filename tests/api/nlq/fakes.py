"""Sources that answer what a test wants, and note what they were asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.nlq.sources import Json
from common.agent_tools import End


class KnownSources:
    """A tiny world: Nickel Canyon (4711), the band 311 (9), and everything that is asked of them."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.fails = False

    def _note(self, *question: Any) -> None:
        self.asked.append(question)
        if self.fails:
            raise RuntimeError("the store is on fire")

    async def search(
        self, q: str, types: Sequence[str], genres: Sequence[str], years: tuple[int | None, int | None], limit: int, offset: int
    ) -> Json:
        self._note("search", q, list(types), list(genres), years, limit, offset)
        return {"results": [{"id": "4711", "name": "Nickel Canyon", "type": "artist"}], "total": 1}

    async def autocomplete(self, kind: str, text: str, limit: int) -> Json:
        self._note("autocomplete", kind, text, limit)
        return {"results": [{"id": "4711", "name": "Nickel Canyon"}]}

    async def explore(self, kind: str, name: str) -> Json:
        self._note("explore", kind, name)
        return {"id": "4711", "name": name, "release_count": 3}

    async def resolve(self, kind: str, key: str) -> str | None:
        self._note("resolve", kind, key)
        return {"311": "9", "Nickel Canyon": "4711"}.get(key)

    async def path(self, start: End, end: End, depth: int) -> Mapping[str, Any]:
        self._note("path", start.key, end.key, depth)
        nodes = [{"id": "9", "name": "311", "type": "artist"}, {"id": "1", "name": "LP", "type": "release"}]
        return {"found": True, "length": 1, "path": nodes}

    async def collaborators(self, artist_id: str, limit: int) -> Json:
        self._note("collaborators", artist_id, limit)
        return {"collaborators": [{"artist_id": str(number), "artist_name": "N" * 400} for number in range(limit)]}

    async def similar_artists(self, artist_id: str, limit: int) -> Json:
        self._note("similar_artists", artist_id, limit)
        return {"artist_id": artist_id, "similar": []}

    async def label_dna(self, label_id: str) -> Json:
        self._note("label_dna", label_id)
        return {"label_id": label_id}

    async def trends(self, kind: str, name: str) -> Json:
        self._note("trends", kind, name)
        return {"trends": []}

    async def genre_tree(self) -> Json:
        self._note("genre_tree")
        return {"genres": []}

    async def graph_stats(self) -> Json:
        self._note("graph_stats")
        return {"total_entities": 3}

    async def collection_gaps(self, user_id: str, kind: str, entity_id: str, limit: int) -> Json:
        self._note("collection_gaps", user_id, kind, entity_id, limit)
        return {"gaps": [], "total": 0}

    async def taste_fingerprint(self, user_id: str) -> Json:
        self._note("taste_fingerprint", user_id)
        return {"heatmap": [], "total": 0}

    async def taste_blindspots(self, user_id: str, limit: int) -> Json:
        self._note("taste_blindspots", user_id, limit)
        return {"blind_spots": []}

    async def collection_stats(self, user_id: str) -> Json:
        self._note("collection_stats", user_id)
        return {"collection_count": 12}
