"""Answers to the tools' questions, from the services of the other domains."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from api.collection import service as collection
from api.collection.models import MissingRelease
from api.entities import service as entities
from api.errors import BadRequest, NotFound
from api.explore import service as exploring
from api.genres import service as genres
from api.labels import service as labels
from api.models import EntityType
from api.network import service as network
from api.nlq.sources import Json
from api.paths import service as paths
from api.recommend import service as recommend
from api.search import service as searching
from api.search.models import DEFAULT_TYPES
from api.search.service import Filters, Search
from api.state import State
from api.taste import service as taste
from common.agent_tools import End


SEARCHED: Final = {kind.value: kind for kind in EntityType}


class CatalogueSources:
    """The loaded catalogue, asked in this process; a `api.nlq.sources.Sources`."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def search(
        self, q: str, types: Sequence[str], genres: Sequence[str], years: tuple[int | None, int | None], limit: int, offset: int
    ) -> Json:
        """Results of a search."""
        unknown = [word for word in types if word not in SEARCHED]
        if unknown:
            raise BadRequest(f"Invalid type(s): {', '.join(unknown)}. Valid: {', '.join(SEARCHED)}")
        wanted = Search(
            q,
            tuple(dict.fromkeys(SEARCHED[word] for word in types)) or tuple(DEFAULT_TYPES),
            filters=Filters(genres=tuple(genres), year_min=years[0], year_max=years[1]),
            limit=limit,
            offset=offset,
            facets=False,
        )
        return _plain(await searching.search(self._state.postgres, self._state.cache, wanted))

    async def autocomplete(self, kind: str, text: str, limit: int) -> Json:
        """Names that begin so."""
        return _plain(await searching.suggest(self._state.postgres, self._state.cache, text, (EntityType(kind),), limit))

    async def explore(self, kind: str, name: str) -> Json:
        """An entity with flat counts of its categories."""
        try:
            found = await exploring.explore(
                self._state.graph,
                self._state.postgres,
                self._state.cache,
                EntityType(kind),
                name=name,
                entity_id=None,
                everything=False,
                given_type=kind,
            )
        except NotFound:
            return {"error": f"{kind} '{name}' not found"}
        return {"id": found.center.id, "name": found.center.name} | {f"{each.category.rstrip('s')}_count": each.count for each in found.categories}

    async def resolve(self, kind: str, key: str) -> str | None:
        """Id of the entity: the exact name first, then an id."""
        found = await entities.find(self._state.graph, EntityType(kind), name=key)
        return found.id if found else None

    async def path(self, start: End, end: End, depth: int) -> Mapping[str, Any]:
        """The path between two ids."""
        ends = (paths.End(EntityType(start.type), None, start.key), paths.End(EntityType(end.type), None, end.key))
        return _plain(await paths.answer(self._state.graph, ends, paths.Scope(), max_depth=depth))

    async def collaborators(self, artist_id: str, limit: int) -> Json:
        """Who shares releases with an artist."""
        return _plain(await network.collaborators(self._state.graph, self._state.postgres, artist_id, limit=limit))

    async def similar_artists(self, artist_id: str, limit: int) -> Json:
        """Artists like one."""
        return _plain(await recommend.similar_artists(self._state.graph, self._state.postgres, self._state.cache, artist_id, limit=limit))

    async def label_dna(self, label_id: str) -> Json:
        """What a label is made of."""
        return _plain(await labels.label_dna(self._state.postgres, self._state.graph, self._state.cache, label_id))

    async def trends(self, kind: str, name: str) -> Json:
        """Releases per year."""
        found = await exploring.trend(self._state.graph, self._state.postgres, self._state.cache, EntityType(kind), name=name, entity_id=None)
        return {"name": found.name, "trends": [year.model_dump() for year in found.data]}

    async def genre_tree(self) -> Json:
        """All genres with their styles."""
        return _plain(await genres.genre_tree(self._state.postgres, self._state.cache))

    async def graph_stats(self) -> Json:
        """Size of the graph."""
        return _plain(await exploring.graph_stats(self._state.graph))

    async def collection_gaps(self, user_id: str, kind: str, entity_id: str, limit: int) -> Json:
        """What a user lacks of a label or an artist."""
        found = await collection.gaps(
            self._state.graph,
            self._state.postgres,
            MissingRelease,
            user_id,
            EntityType(kind),
            entity_id,
            limit=limit,
            offset=0,
            exclude_wantlist=False,
            formats=[],
        )
        return {"gaps": [release.model_dump(mode="json") for release in found.results], "total": found.summary.missing}

    async def taste_fingerprint(self, user_id: str) -> Json:
        """Genres and decades of a collection."""
        found = await taste.heatmap(self._state.graph, user_id)
        return {"heatmap": [cell.model_dump() for cell in found.cells], "total": found.total}

    async def taste_blindspots(self, user_id: str, limit: int) -> Json:
        """Genres that a collection lacks."""
        return _plain(await taste.blind_spots(self._state.graph, self._state.postgres, user_id, limit))

    async def collection_stats(self, user_id: str) -> Json:
        """Size of a collection."""
        return {"collection_count": (await collection.stats(self._state.graph, user_id)).total}


def _plain(model: BaseModel) -> Json:
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)
