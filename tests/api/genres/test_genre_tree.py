"""The tree of genres."""

from tests.api.explore.catalogues import HARBOUR, ODD_GENRE, load
from tests.support.api import Api


TREE = {
    "genres": [
        {"name": "Rock", "release_count": 3, "styles": [{"name": "Noise", "release_count": 2}, {"name": "P.Funk", "release_count": 1}]},
        {"name": ODD_GENRE, "release_count": 2, "styles": [{"name": "P.Funk", "release_count": 2}, {"name": "Noise", "release_count": 1}]},
    ]
}


async def test_api_graph_22_the_genre_tree_is_kept_and_a_timeout_is_told(api: Api) -> None:
    await load(api, HARBOUR)
    async with await api.postgres.connect() as other, other.transaction():
        await other.execute("LOCK TABLE catalogue.genre_styles IN ACCESS EXCLUSIVE MODE")
        late = await api.get("/api/genre-tree")

    assert late.status_code == 504
    assert late.json()["error"] == "Genre tree query timed out — try again later"
    assert await api.ok("/api/genre-tree") == TREE  # a failure is not kept
    await api.postgres.rows("DELETE FROM catalogue.genre_styles")
    assert await api.ok("/api/genre-tree") == TREE


async def test_an_empty_catalogue_has_an_empty_tree(api: Api) -> None:
    assert await api.ok("/api/genre-tree") == {"genres": []}
