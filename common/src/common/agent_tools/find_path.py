"""The search for a path as a tool: both ends by name or by id, whatever a model has at hand."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from common.agent_tools.arguments import clamp, entity_type


MIN_DEPTH: Final = 1
MAX_DEPTH: Final = 10
NO_PATH: Final = "No path found between the specified entities"

type Resolve = Callable[[str, str], Awaitable[str | None]]
"""Id of the entity of a type that a name or an id means; `None` when there is none."""
type Path = Callable[["End", "End", int], Awaitable[Mapping[str, Any]]]
"""The path between two resolved ends, as the API answers it: `found`, `length`, `path`."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a path: what was said (`key`, a name or an id) and of which type."""

    key: str
    type: str = "artist"


async def find_path(resolve: Resolve, path: Path, start: End, end: End, max_depth: object = MAX_DEPTH) -> dict[str, Any]:
    """A shortest path, or `{"error": ...}` in words.

    A name that consists of digits (the band `311`) is looked up as a name first; that is the resolver's rule.

    Args:
        resolve: Looks an end up.
        path: Searches between two ids.
        start, end: The ends as given.
        max_depth: Steps at most, moved into 1 to 10.
    Raises:
        ArgumentError: an unknown type.
    """
    ends: list[End] = []
    for given, argument in ((start, "from_type"), (end, "to_type")):
        kind = entity_type(given.type, argument)
        found = await resolve(kind, given.key)
        if found is None:
            return {"error": f"{kind} '{given.key}' not found"}
        ends.append(End(found, kind))
    answer = dict(await path(ends[0], ends[1], clamp(max_depth, MIN_DEPTH, MAX_DEPTH, MAX_DEPTH)))
    return answer if answer.get("found") or "error" in answer else answer | {"error": NO_PATH}
