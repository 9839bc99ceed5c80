"""Routes: Finding things by what somebody types."""

from typing import Annotated, Final

from fastapi import Query

from api.dependencies import Answers, Postgres
from api.errors import BadRequest, TimedOut, Unavailable
from api.limits import ApiRouter, limited
from api.models import EntityType, SearchText, Text
from api.search import service
from api.search.models import DEFAULT_TYPES, MAX_OFFSET, SearchResults, SearchSuggestions, Sort
from api.search.service import ALL_TYPES, Filters, Search


router = ApiRouter(prefix="/api", tags=["search"])

SUGGESTED_TYPES: Final = "artist, genre, label, style, release, master, person, or all"
SEARCHED_TYPES: Final = ", ".join((*DEFAULT_TYPES, EntityType.GENRE, EntityType.STYLE, EntityType.PERSON))
MAX_LIST: Final = 1_000
MAX_NAMES: Final = 50
MAX_COMMAS: Final = 2
"""Commas in the name of a genre or country."""
_STORES: Final = TimedOut.openapi() | Unavailable.openapi()

Values = Annotated[Text, Query(max_length=MAX_LIST)]
AnyYear = Annotated[int | None, Query(ge=1000, le=9999)]


@router.get("/autocomplete", responses=BadRequest.openapi() | _STORES)
@limited("30/minute", pages="300/minute")
async def autocomplete(
    postgres: Postgres,
    cache: Answers,
    q: Annotated[SearchText, Query(description="What was typed so far.")],
    type: Annotated[Text, Query(description=f"One of {SUGGESTED_TYPES}.")] = EntityType.ARTIST,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> SearchSuggestions:
    """What may be meant by what is being typed: exact names first, then names that begin so, then words in names, each by weight.

    Costs a few index seeks and at most 300 documents of each type.
    """
    return await service.suggest(postgres, cache, q, _suggested(type), limit)


@router.get("/search", responses=BadRequest.openapi() | _STORES)
@limited("30/minute", pages="300/minute")
async def search(
    postgres: Postgres,
    cache: Answers,
    q: Annotated[SearchText, Query(description="Names, words, a catalogue number or a barcode.")],
    types: Annotated[Values, Query(description=f"Comma separated, of {SEARCHED_TYPES}; empty: the first four.")] = ",".join(DEFAULT_TYPES),
    genres: Annotated[Values, Query(description="Comma separated. Masters and releases have one of them, or none at all.")] = "",
    style: Annotated[Values, Query(description="Comma separated. Only what has one of these styles.")] = "",
    format: Annotated[Values, Query(description="Comma separated. Only releases in one of these formats.")] = "",
    country: Annotated[Values, Query(description="Comma separated. Only releases of one of these countries.")] = "",
    year_min: Annotated[AnyYear, Query(description="Masters and releases are of this year or later, or undated.")] = None,
    year_max: Annotated[AnyYear, Query(description="Masters and releases are of this year or earlier, or undated.")] = None,
    sort: Annotated[Sort, Query(description="`-year`: the newest first.")] = Sort.RELEVANCE,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=MAX_OFFSET)] = 0,
) -> SearchResults:
    """Everything that is called so, with counts by type, genre, style, format, country, decade and year.

    With next to nothing found, other spellings are tried. Costs a few index seeks and at most 900 documents of each type: of a word that
    more have, the largest are looked at, and the answer says `capped`.
    """
    filters = Filters(_names(genres), _names(style), _names(format), _names(country), year_min, year_max)
    return await service.search(postgres, cache, Search(q, _searched(types), filters, sort, limit, offset))


def _suggested(given: str) -> tuple[EntityType, ...]:
    if given.lower() == "all":
        return ALL_TYPES
    try:
        return (EntityType(given.lower()),)
    except ValueError:
        raise BadRequest(f"Invalid type: {given}. Must be {SUGGESTED_TYPES}") from None


def _searched(given: str) -> tuple[EntityType, ...]:
    names = _values(given.lower())
    unknown = [name for name in names if name not in ALL_TYPES]
    if unknown:
        raise BadRequest(f"Invalid type(s): {', '.join(unknown)}. Valid: {SEARCHED_TYPES}")
    return tuple(EntityType(name) for name in names) or DEFAULT_TYPES


def _values(given: str) -> tuple[str, ...]:
    """Values of a comma separated list, each once."""
    return tuple(dict.fromkeys(value for part in given.split(",") if (value := part.strip())))


def _names(given: str) -> tuple[str, ...]:
    """Values that may hold commas themselves (`Folk, World, & Country`): neighbours are also taken together. A name that nothing has does no harm."""
    parts = [part.strip() for part in given.split(",")][:MAX_NAMES]
    runs = (", ".join(parts[start:end]) for start in range(len(parts)) for end in range(start + 1, min(len(parts), start + MAX_COMMAS + 1) + 1))
    return tuple(dict.fromkeys(run for run in runs if run))
