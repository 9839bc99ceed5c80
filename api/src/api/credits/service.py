"""People: what they are credited for, and with whom."""

import asyncio
from collections.abc import Mapping
from typing import Any

from api.cache import DAY, Cache
from api.credits import queries
from api.credits.models import (
    ArtistName,
    Category,
    CategoryCredits,
    Credit,
    Leader,
    Leaderboard,
    PersonCredits,
    PersonProfile,
    PersonSuggestion,
    PersonSuggestions,
    PersonTimeline,
    ReleaseCredit,
    ReleaseCredits,
    SharedCredits,
    SharedRelease,
    YearCredits,
)
from api.errors import BadRequest, NotFound, Unprocessable
from api.search import service as search
from common.stores.neo4j import Neo4jStore
from common.stores.postgres import PostgresStore


async def person_credits(graph: Neo4jStore, cache: Cache, name: str, category: Category | None, limit: int, offset: int) -> PersonCredits:
    """A page of a person's credits. Raises `NotFound` for someone without any."""

    async def compute() -> PersonCredits:
        people, (found,) = await asyncio.gather(
            graph.rows(queries.PERSON, name=name),
            graph.rows(queries.PERSON_CREDITS, name=name, category=category, offset=offset, limit=limit),
        )
        if not people or not people[0]["total_credits"]:
            raise NotFound(f"No credits found for '{name}'")
        return PersonCredits(
            name=name,
            total_credits=people[0]["total_credits"],
            credits=[credit_of(entry) for entry in found["entries"]],
            **page(found["total"], limit, offset, len(found["entries"])),
        )

    return await cache.get_or_compute(PersonCredits, "person-credits", name, category, limit, offset, ttl_s=DAY, compute=compute)


async def person_timeline(postgres: PostgresStore, graph: Neo4jStore, name: str) -> PersonTimeline:
    """A person's dated releases by year and category. Raises `NotFound` for someone without any."""
    timeline = await _timeline(postgres, name)
    if timeline is None:
        timeline = [YearCredits(**row) for row in await graph.rows(queries.TIMELINE, name=name)]
    if not timeline:
        raise NotFound(f"No timeline data for '{name}'")
    return PersonTimeline(name=name, timeline=timeline)


async def person_profile(postgres: PostgresStore, graph: Neo4jStore, name: str) -> PersonProfile:
    """A person at a glance. Raises `NotFound`."""
    breakdown, artists, (first_year, last_year) = await asyncio.gather(
        graph.rows(queries.BREAKDOWN, name=name), graph.rows(queries.ARTISTS, name=name), _years(postgres, graph, name)
    )
    if not breakdown:
        raise person_not_found(name)
    same = [ArtistName(**row) for row in artists]
    return PersonProfile(
        name=name,
        total_credits=sum(row["count"] for row in breakdown),
        categories=[row["category"] for row in breakdown],
        first_year=first_year,
        last_year=last_year,
        artist_id=same[0].id if same else None,
        artist_name=same[0].name if same else None,
        artists=same,
        role_breakdown=[CategoryCredits(**row) for row in breakdown],
    )


async def release_credits(graph: Neo4jStore, release_id: str, limit: int, offset: int) -> ReleaseCredits:
    """Who is credited on a release. Raises `NotFound` when nobody is."""
    releases, rows = await asyncio.gather(
        graph.rows(queries.RELEASE_TOTAL, release_id=release_id),
        graph.rows(queries.RELEASE_CREDITS, release_id=release_id, limit=limit, offset=offset),
    )
    if not releases or not releases[0]["total"]:
        raise NotFound(f"No credits found for release '{release_id}'")
    credited = [ReleaseCredit(**row) for row in rows]
    return ReleaseCredits(release_id=release_id, credits=credited, **page(releases[0]["total"], limit, offset, len(rows)))


async def leaderboard(graph: Neo4jStore, cache: Cache, category: str, limit: int) -> Leaderboard:
    """Who has worked on most releases in a category. Raises `BadRequest` when there is no such category."""
    if category not in set(Category):
        raise BadRequest(f"Invalid role category '{category}'. Valid: {', '.join(Category)}")

    async def compute() -> Leaderboard:
        rows = await graph.rows(queries.LEADERS[Category(category)], limit=limit)
        return Leaderboard(category=category, entries=[Leader(**row) for row in rows])

    return await cache.get_or_compute(
        Leaderboard, "credit-leaders", category, limit, ttl_s=DAY, compute=compute, is_empty=lambda answer: not answer.entries
    )


async def shared_credits(graph: Neo4jStore, person1: str, person2: str, limit: int, offset: int) -> SharedCredits:
    """What two people are both credited on. Raises `NotFound` for a person that is unknown, `Unprocessable` for one and the same."""
    if person1 == person2:
        raise Unprocessable("person1 and person2 must be two people")
    *people, shared = await asyncio.gather(
        graph.rows(queries.PERSON, name=person1),
        graph.rows(queries.PERSON, name=person2),
        graph.rows(queries.SHARED, person1=person1, person2=person2, limit=limit, offset=offset),
    )
    for name, found in zip((person1, person2), people, strict=True):
        if not found:
            raise person_not_found(name)
    releases = [shared_release_of(entry) for entry in shared[0]["entries"]]
    return SharedCredits(person1=person1, person2=person2, shared_releases=releases, **page(shared[0]["total"], limit, offset, len(releases)))


async def suggestions(postgres: PostgresStore, text: str, limit: int) -> PersonSuggestions:
    """People whose name is the text or begins so, then those with such a word in it, each by number of credits."""
    hits = await search.people_by_prefix(postgres, text, limit)
    return PersonSuggestions(results=[PersonSuggestion(name=hit.name, score=hit.score) for hit in hits])


def person_not_found(name: str) -> NotFound:
    """What a route answers when nobody has this name."""
    return NotFound(f"Person '{name}' not found")


def credit_of(entry: Mapping[str, Any]) -> Credit:
    """An entry of `queries.PERSON_CREDITS`."""
    role, category = entry["roles"]
    return Credit(**{key: value for key, value in entry.items() if key != "roles"}, role=role, category=category)


def shared_release_of(entry: Mapping[str, Any]) -> SharedRelease:
    """An entry of `queries.SHARED`."""
    first, second = entry["roles"]
    told = {key: value for key, value in entry.items() if key not in ("roles", "labels")}
    return SharedRelease(**told, person1_role=first, person2_role=second)


def page(total: int, limit: int, offset: int, count: int) -> dict[str, Any]:
    """Fields of `models.Page` for `count` entries from `offset` on."""
    return {"total": total, "limit": limit, "offset": offset, "has_more": offset + count < total}


async def _timeline(postgres: PostgresStore, name: str) -> list[YearCredits] | None:
    """The stored timeline of a busy person; `None` of anybody else."""
    rows = await postgres.rows(queries.STORED, names=[name])
    return [YearCredits(year=year, category=category, count=count) for year, category, count in rows[0]["timeline"]] if rows else None


async def _years(postgres: PostgresStore, graph: Neo4jStore, name: str) -> tuple[int | None, int | None]:
    if timeline := await _timeline(postgres, name):
        return timeline[0].year, timeline[-1].year
    rows = await graph.rows(queries.YEARS, name=name)
    return rows[0]["first_year"], rows[0]["last_year"]
