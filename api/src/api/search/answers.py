"""From rows of documents to what clients see. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from api.models import EntityType
from api.search.highlight import fold, highlight
from api.search.models import Facets, Metadata, Result, SearchSuggestion
from api.search.terms import Reading


FACET_VALUES: Final = 20
_DATED: Final = (EntityType.MASTER, EntityType.RELEASE)


def as_suggestion(row: Mapping[str, Any]) -> SearchSuggestion:
    """A hit while typing."""
    return SearchSuggestion(
        id=row["id"], name=row["name"], score=float(row["relevance"]), type=EntityType(row["kind"]), weight=row["weight"], detail=_detail(row)
    )


def as_results(rows: Iterable[Mapping[str, Any]], reading: Reading, tiers: Mapping[str, str]) -> list[Result]:
    """Results of a page; `tiers` by release id."""
    words = {*reading.words, *reading.joined, *(word for words in reading.corrections.values() for word in words)}
    return [
        Result(
            type=EntityType(row["kind"]),
            id=row["id"],
            name=row["name"],
            highlight=highlight(row["name"], words, reading.last),
            relevance=float(row["relevance"]),
            metadata=_metadata(row, tiers),
        )
        for row in rows
    ]


def as_facets(types: Sequence[EntityType], tags: Iterable[Sequence[Any]], years: Iterable[Sequence[Any]]) -> Facets:
    """Facets of counted tags (`genre:Rock`, `artist/2`) and years."""
    by_type = dict.fromkeys(types, 0)
    named: dict[str, dict[str, int]] = {name: {} for name in ("genre", "style", "format", "country", "decade")}
    for tag, count in tags:
        name, colon, value = tag.partition(":")
        if colon and value and name in named:
            named[name][value] = count
        elif not colon:
            by_type[EntityType(tag.partition("/")[0])] += count
    return Facets(
        type={entity_type.value: count for entity_type, count in by_type.items()},
        genre=_most_frequent(named["genre"]),
        style=_most_frequent(named["style"]),
        format=_most_frequent(named["format"]),
        country=_most_frequent(named["country"]),
        decade={f"{decade}s": count for decade, count in sorted(named["decade"].items())},
        year={str(year): count for year, count in sorted(years, key=lambda pair: int(pair[0]))},
    )


def meant_text(reading: Reading, row: Mapping[str, Any]) -> str:
    """What was typed, in the spelling of the best result."""
    there = {fold(word) for word in f"{row['name']} {row['artist'] or ''}".replace("-", " ").split()}
    return " ".join(_meant_word(word, reading.corrections.get(word, ()), there) for word in reading.folded.split())


def _meant_word(word: str, corrections: Sequence[str], there: Collection[str]) -> str:
    return word if word in there else next((other for other in corrections if other in there), word)


def _metadata(row: Mapping[str, Any], tiers: Mapping[str, str]) -> Metadata:
    values: dict[str, list[str]] = {}
    for tag in row["tags"]:
        name, colon, value = tag.partition(":")
        if colon and value:
            values.setdefault(name, []).append(value)
    return Metadata(
        year=row["year"],
        last_year=row["last_year"],
        genres=values.get("genre"),
        styles=values.get("style"),
        artist=row["artist"] or None,
        label=row["label"] or None,
        catno=row["catno"] or None,
        country=next(iter(values.get("country", ())), None),
        formats=values.get("format"),
        releases=row["weight"],
        tier=tiers.get(row["id"]) if row["kind"] == EntityType.RELEASE else None,
    )


def _detail(row: Mapping[str, Any]) -> str:
    country = next((tag.removeprefix("country:") for tag in row["tags"] if tag.startswith("country:")), None)
    return " · ".join(str(part) for part in (row["artist"], _years(row), country) if part)


def _years(row: Mapping[str, Any]) -> str:
    first, last = row["year"], row["last_year"]
    if first is None:
        return ""
    return str(first) if row["kind"] in _DATED or last in (None, first) else f"{first}-{last}"


def _most_frequent(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:FACET_VALUES])
