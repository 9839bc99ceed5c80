"""Which entity a name or an id means."""

from api.entities.service import find
from api.models import EntityType
from tests.support.api import Api


def _release(number: int, artist: str, name: str) -> dict[str, object]:
    return {"id": str(number), "title": f"T{number}", "released": "1990", "artists": [{"id": artist, "name": name}], "genres": ["Rock"]}


async def test_a_shared_name_means_the_one_with_most_releases_and_names_the_others(api: Api) -> None:
    await api.load({"releases": [_release(1, "10", "Same"), _release(2, "11", "Same"), _release(3, "11", "Same")]})

    found = await find(api.state.graph, EntityType.ARTIST, name="Same")

    assert found is not None
    assert found.id in ("10", "11")
    assert {found.id, *(other.id for other in found.alternatives)} == {"10", "11"}


async def test_an_id_is_taken_where_no_entity_has_the_name(api: Api) -> None:
    await api.load({"releases": [_release(1, "10", "Same")]})

    found = await find(api.state.graph, EntityType.ARTIST, name="10")

    assert found is not None
    assert (found.id, found.name) == ("10", "Same")
