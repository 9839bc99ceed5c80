"""What tools answer. Every field may be absent; fields beyond these are passed on as the API sends them.

A failure is an ordinary result: `error` in words, `hint` what to do, `status` and `url` of the API's answer.
"""

from typing import Annotated, Any, TypedDict

from pydantic import ConfigDict, Field


_OPEN = ConfigDict(extra="allow")

type Items = list[dict[str, Any]]


class Result(TypedDict, total=False):
    """Fields that any answer may have."""

    __pydantic_config__ = _OPEN  # type: ignore[misc]  # pydantic's way to configure a TypedDict

    error: Annotated[str, Field(description="What went wrong. Absent when all went well.")]
    hint: Annotated[str, Field(description="What to do about the error.")]
    status: Annotated[int, Field(description="HTTP status of the API, with an error.")]
    url: Annotated[str, Field(description="What was asked, with an error.")]
    truncated: Annotated[Any, Field(description="What was cut: lists by their place as {shown, of}; true: not everything was looked at.")]
    more: Annotated[str, Field(description="How to read what was cut, in arguments of the same tool, or what to ask instead.")]


class SearchResults(Result, total=False):
    """Hits of a search, best first."""

    query: str
    total: Annotated[int, Field(description="Hits in all.")]
    results: Annotated[Items, Field(description="Hits: type, id, name, highlight, relevance, metadata.")]
    facets: Annotated[dict[str, Any], Field(description="Counts by type, genre, style, decade and more.")]
    pagination: Annotated[dict[str, Any], Field(description="limit, offset, has_more.")]


class Entity(Result, total=False):
    """One artist, label, release, master, genre or style."""

    id: Annotated[str, Field(description="Id; for genre and style the name.")]
    name: str


class Named(Result, total=False):
    """Facts about one artist, label or person."""

    artist_id: str
    artist_name: str
    label_id: str
    label_name: str
    name: str


class PathResult(Result, total=False):
    """How two entities are connected."""

    found: bool
    length: Annotated[int | None, Field(description="Steps of the path.")]
    path: Annotated[Items, Field(description="Nodes in order: id, name, type, rel (how it is reached from the one before).")]


class Trends(Result, total=False):
    """Releases per year."""

    name: str
    type: str
    data: Annotated[Items, Field(description="Ascending: year, count.")]


class GraphStats(Result, total=False):
    """Size of the graph."""

    total_entities: int
    counts: Annotated[dict[str, int], Field(description="Nodes by type.")]


class GenreTree(Result, total=False):
    """Genres with the styles within them."""

    genres: Annotated[Items, Field(description="Largest first: name, release_count, styles.")]


class Page(Result, total=False):
    """A page of a list."""

    items: Items
    total: int
    page: int
    page_size: int


class Answer(Result, total=False):
    """The answer to a question in plain language."""

    query: str
    summary: Annotated[str, Field(description="The answer in words.")]
    entities: Annotated[Items, Field(description="Entities that it speaks of: id, name, type.")]
    tools_used: list[str]
    cached: bool
