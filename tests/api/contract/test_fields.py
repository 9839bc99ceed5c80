"""Names and types of the fields that clients of these routes know: each is in the document, which the answers are checked against elsewhere.

`"int?"` may be null (as may names and titles of what no record describes), every other one may not; `[shape]` is a list, `{"*": shape}` an
object with any keys. Answers may have more fields.
"""

from collections.abc import Iterator, Mapping
import json
from typing import Any, Final

import pytest

from tests.support.platform import settings_without_stores


TYPES: Final = {"str": {"string"}, "int": {"integer"}, "num": {"number", "integer"}, "bool": {"boolean"}}
REF: Final = {"id": "str", "name": "str", "type": "str"}
SHARE: Final = {"name": "str", "count": "int", "percentage": "num"}
WINDOW: Final = {"total": "int", "offset": "int", "limit": "int", "has_more": "bool"}
CREDIT: Final = {"release_id": "str", "title": "str", "year": "int?", "artists": ["str"]}
RARITY_ITEM: Final = {
    **{"release_id": "int", "title": "str", "artist": "str", "year": "int?", "rarity_score": "num", "tier": "str", "hidden_gem_score": "num?"}
}
RARITY_PAGE: Final = {"items": [RARITY_ITEM], "total": "int", "page": "int", "page_size": "int"}
CELL: Final = {"genre": "str", "decade": "int", "count": "int"}
BLIND_SPOT: Final = {"genre": "str", "artist_overlap": "int", "example_release": "str?"}
GAPS: Final = {
    "entity": {"id": "str", "name": "str?", "type": "str"},
    "summary": {"total": "int", "owned": "int", "missing": "int"},
    "filters": {"formats": ["str"]},
    "results": [{"id": "str", "title": "str?", "year": "int?", "formats": ["str"], "genres": ["str"], "on_wantlist": "bool"}],
    "pagination": WINDOW,
}
OWNED: Final = {
    **{"id": "str", "title": "str?", "year": "int?", "catalog_number": "str?", "artist": "str?", "label": "str?", "genres": ["str"]},
    **{"styles": ["str"], "rating": "int?", "date_added": "str?"},
}
DNA: Final = {
    **{"label_id": "str", "label_name": "str", "release_count": "int", "artist_count": "int", "artist_diversity": "num", "active_years": ["int"]},
    **{"prolificacy": "num", "genres": [SHARE], "styles": [SHARE], "formats": [SHARE], "peak_decade": "int?"},
    "decades": [{"decade": "int", "count": "int", "percentage": "num"}],
}
COUNTS: Final = {"total_mb": "int", "matched_to_discogs": "int", "enriched_in_neo4j": "int"}

FIELDS: Final[Mapping[str, Any]] = {
    "/health": {"status": "str", "service": "str", "timestamp": "str"},
    "/api/autocomplete": {"results": [{"id": "str", "name": "str", "score": "num"}]},
    "/api/explore": {"center": REF, "categories": [{"id": "str", "name": "str", "category": "str", "count": "int"}]},
    "/api/expand": {"children": [REF], **WINDOW},
    "/api/explore/year-range": {"min_year": "int?", "max_year": "int?"},
    "/api/explore/genre-emergence": {"genres": [{"name": "str", "first_year": "int"}], "styles": [{"name": "str", "first_year": "int"}]},
    "/api/trends": {"name": "str", "type": "str", "data": [{"year": "int", "count": "int"}]},
    "/api/path": {"found": "bool", "length": "int?", "path": [{**REF, "rel": "str?"}]},
    "/api/graph/stats": {"total_entities": "int", "counts": {"artists": "int", "labels": "int", "releases": "int", "masters": "int"}},
    "/api/search": {
        **{"query": "str", "total": "int"},
        "facets": {"type": {"*": "int"}, "genre": {"*": "int"}, "decade": {"*": "int"}},
        "results": [{"type": "str", "id": "str", "name": "str", "highlight": "str", "relevance": "num", "metadata": {}}],
        "pagination": {"limit": "int", "offset": "int", "has_more": "bool"},
    },
    "/api/collaborators/{artist_id}": {
        **{"artist_id": "str", "artist_name": "str", "total": "int"},
        "collaborators": [{"artist_id": "str", "artist_name": "str", "release_count": "int", "yearly_counts": [{"year": "int", "count": "int"}]}],
    },
    "/api/genre-tree": {"genres": [{"name": "str", "release_count": "int", "styles": [{"name": "str", "release_count": "int"}]}]},
    "/api/network/artist/{artist_id}/collaborators": {
        **{"artist_id": "str", "artist_name": "str", "depth": "int", "total": "int"},
        "collaborators": [{"artist_id": "str", "artist_name": "str", "distance": "int", "collaboration_count": "int"}],
    },
    "/api/network/artist/{artist_id}/centrality": {
        **{"artist_id": "str", "artist_name": "str"},
        "centrality": {"degree": "int", "collaborator_count": "int", "collaboration_releases": "int", "group_count": "int", "alias_count": "int"},
    },
    "/api/network/cluster/{artist_id}": {
        **{"artist_id": "str", "artist_name": "str", "total_clusters": "int", "total_members": "int"},
        "clusters": [{"cluster_label": "str", "members": [{"artist_id": "str", "artist_name": "str", "shared_releases": "int"}], "size": "int"}],
    },
    "/api/credits/person/{name}": {
        **{"name": "str", "total_credits": "int"},
        "credits": [{**CREDIT, "role": "str", "category": "str", "labels": ["str"]}],
    },
    "/api/credits/person/{name}/timeline": {"name": "str", "timeline": [{"year": "int", "category": "str", "count": "int"}]},
    "/api/credits/person/{name}/profile": {
        **{"name": "str", "total_credits": "int", "categories": ["str"], "first_year": "int?", "last_year": "int?"},
        **{"artist_id": "str?", "artist_name": "str?", "role_breakdown": [{"category": "str", "count": "int"}]},
    },
    "/api/credits/release/{release_id}": {
        "release_id": "str",
        "credits": [{"name": "str", "role": "str", "category": "str", "artist_id": "str?", "artist_name": "str?"}],
    },
    "/api/credits/role/{role}/top": {"category": "str", "entries": [{"name": "str", "credit_count": "int"}]},
    "/api/credits/shared": {
        **{"person1": "str", "person2": "str"},
        "shared_releases": [{**CREDIT, "person1_role": "str", "person2_role": "str"}],
    },
    "/api/credits/connections/{name}": {"name": "str", "connections": [{"name": "str", "shared_count": "int"}]},
    "/api/credits/autocomplete": {"results": [{"name": "str", "score": "num"}]},
    "/api/label/{label_id}/dna": DNA,
    "/api/label/{label_id}/similar": {
        **{"label_id": "str", "label_name": "str"},
        "similar": [{"label_id": "str", "label_name": "str", "similarity": "num", "release_count": "int", "shared_genres": ["str"]}],
    },
    "/api/label/dna/compare": {"labels": [{"dna": DNA}]},
    "/api/recommend/similar/artist/{artist_id}": {
        **{"artist_id": "str", "artist_name": "str"},
        "similar": [
            {
                **{"artist_id": "str", "artist_name": "str", "similarity": "num", "release_count": "int"},
                "breakdown": {"genre": "num", "style": "num", "label": "num", "collaborator": "num"},
                **{"shared_genres": ["str"], "shared_labels": ["str"]},
            }
        ],
    },
    "/api/recommend/explore/{entity_type}/{entity_id}": {"from": REF, "discoveries": [{**REF, "score": "num", "path": ["str"], "reason": "str"}]},
    "/api/user/recommendations": {
        "recommendations": [
            {"id": "str", "title": "str", "year": "int?", "artist": "str?", "label": "str?", "genres": ["str"], "score": "num"},
        ],
        "total": "int",
    },
    "/api/user/taste/heatmap": {"cells": [CELL], "total": "int"},
    "/api/user/taste/fingerprint": {
        **{"heatmap": [CELL], "obscurity": {"score": "num", "median_collectors": "num", "total_releases": "int"}},
        **{"drift": [{"year": "str", "top_genre": "str", "count": "int"}], "blind_spots": [BLIND_SPOT], "peak_decade": "int?"},
    },
    "/api/user/taste/blindspots": {"blind_spots": [BLIND_SPOT]},
    "/api/rarity/leaderboard": RARITY_PAGE,
    "/api/rarity/hidden-gems": RARITY_PAGE,
    "/api/rarity/artist/{artist_id}": RARITY_PAGE,
    "/api/rarity/label/{label_id}": RARITY_PAGE,
    "/api/rarity/{release_id}": {**RARITY_ITEM, "breakdown": {"*": {"score": "num", "weight": "num"}}},
    "/api/artist/{artist_id}/musicbrainz": {
        **{"discogs_id": "int", "mbid": "str", "type": "str?", "gender": "str?", "begin_date": "str?", "end_date": "str?"},
        **{"area": "str?", "begin_area": "str?", "disambiguation": "str?"},
    },
    "/api/artist/{artist_id}/relationships": {
        "discogs_id": "int",
        "relationships": [
            {"type": "str", "target_id": "str", "target_name": "str?", "direction": "str", "begin_date": "str?", "end_date": "str?"},
        ],
    },
    "/api/artist/{artist_id}/external-links": {"discogs_id": "int", "links": [{"service": "str", "url": "str"}]},
    "/api/enrichment/status": {
        "musicbrainz": {
            **{"artists": COUNTS, "labels": COUNTS, "releases": COUNTS},
            "relationships": {"total_in_mb": "int", "created_in_neo4j": "int"},
        }
    },
    "/api/insights/top-artists": {
        **{"metric": "str", "count": "int"},
        "items": [{"rank": "int", "artist_id": "str", "artist_name": "str", "edge_count": "int"}],
    },
    "/api/insights/genre-trends": {"genre": "str", "trends": [{"decade": "int", "release_count": "int"}], "peak_decade": "int?"},
    "/api/insights/label-longevity": {
        "items": [
            {
                **{"rank": "int", "label_id": "str", "label_name": "str", "first_year": "int", "last_year": "int?", "years_active": "int"},
                **{"total_releases": "int", "peak_decade": "int?", "still_active": "bool"},
            }
        ],
        "count": "int",
    },
    "/api/insights/this-month": {
        **{"month": "int", "year": "int", "count": "int"},
        "items": [{"master_id": "str", "title": "str", "artist_name": "str?", "release_year": "int", "anniversary": "int"}],
    },
    "/api/insights/data-completeness": {
        "items": [
            {
                **{"entity_type": "str", "total_count": "int", "with_image": "int", "with_year": "int", "with_country": "int", "with_genre": "int"},
                "completeness_pct": "num",
            }
        ],
        "count": "int",
    },
    "/api/insights/status": {"statuses": [{"insight_type": "str", "last_computed": "str?", "status": "str", "duration_ms": "int?"}]},
    "/api/nlq/status": {"enabled": "bool"},
    "/api/nlq/suggestions": {"suggestions": ["str"]},
    "/api/user/collection": {"user_id": "str", "releases": [{**OWNED, "folder_id": "int?"}], **WINDOW},
    "/api/user/wantlist": {"releases": [OWNED], **WINDOW},
    "/api/user/collection/stats": {
        **{"user_id": "str", "total": "int", "unique_artists": "int", "unique_labels": "int", "average_rating": "num?"},
        **{
            "by_genre": [{"name": "str", "count": "int"}],
            "by_decade": [{"decade": "int", "count": "int"}],
            "by_label": [{"name": "str", "count": "int"}],
        },
    },
    "/api/user/collection/timeline": {
        "user_id": "str",
        "timeline": [{"year": "int", "count": "int", "genres": {"*": "int"}, "top_labels": ["str"], "top_styles": ["str"]}],
        "insights": {"peak_year": "int?", "dominant_genre": "str?", "genre_diversity_score": "num", "style_drift_rate": "num"},
    },
    "/api/user/collection/evolution": {
        **{"metric": "str", "data": [{"year": "int", "values": {"*": "int"}}], "summary": {"total_years": "int", "unique_values": "int"}},
    },
    "/api/user/status": {"status": {"*": {"in_collection": "bool", "in_wantlist": "bool"}}},
    "/api/collection/formats": {"formats": ["str"]},
    "/api/collection/gaps/label/{label_id}": GAPS,
    "/api/collection/gaps/artist/{artist_id}": GAPS,
    "/api/collection/gaps/master/{master_id}": GAPS,
}
ANSWER: Final = {"query": "str", "summary": "str", "entities": [REF], "tools_used": ["str"], "actions": [{}], "cached": "bool"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    from api.app import create_app

    told: dict[str, Any] = json.loads(json.dumps(create_app(settings_without_stores()).openapi()))
    return told


@pytest.mark.parametrize(("method", "path", "shape"), [*(("get", path, shape) for path, shape in FIELDS.items()), ("post", "/api/nlq/query", ANSWER)])
def test_an_answer_has_the_fields_that_clients_know(document: dict[str, Any], method: str, path: str, shape: Any) -> None:
    content = document["paths"][path][method]["responses"]["200"]["content"]["application/json"]

    assert list(_differences(document, content["schema"], shape, "answer")) == []


def _differences(document: dict[str, Any], schema: Mapping[str, Any], shape: Any, where: str) -> Iterator[str]:
    """What of a shape the schema does not promise."""
    choices = list(_choices(document, schema))
    told = [choice for choice in choices if choice.get("type") != "null"]
    if isinstance(shape, str):
        types = {choice.get("type", "string" if "enum" in choice or "const" in choice else "any") for choice in told}
        if not types <= TYPES[shape.rstrip("?")]:
            yield f"{where} is {', '.join(sorted(types))}, not {shape}"
        if len(told) < len(choices) and not shape.endswith("?"):
            yield f"{where} may be null"
    elif isinstance(shape, list):
        for choice in told:
            if choice.get("type") != "array":
                yield f"{where} is no list"
            else:
                yield from _differences(document, choice["items"], shape[0], f"{where}[]")
    else:
        for choice in told:
            for name, inner in shape.items():
                found = choice.get("properties", {}).get(name) if name != "*" else _values(choice)
                if found is None:
                    yield f"{where}.{name} is missing"
                else:
                    yield from _differences(document, found, inner, f"{where}.{name}")


def _values(schema: Mapping[str, Any]) -> Any:
    """Schema of an object's values, whatever their keys."""
    values = schema.get("additionalProperties")
    return values if isinstance(values, dict) else next(iter(schema.get("properties", {}).values()), None)


def _choices(document: dict[str, Any], schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schema, or those that it is one of, without references."""
    if "$ref" in schema:
        yield from _choices(document, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    elif alternatives := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        for each in alternatives:
            yield from _choices(document, each)
    else:
        yield schema
