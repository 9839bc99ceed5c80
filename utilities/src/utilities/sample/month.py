"""Which month of the world a dump shows: this one, or the next with records edited, added and gone."""

from copy import copy
from dataclasses import dataclass
from typing import Any, Final

from utilities.sample.world import Artist, Label, Release, World


REMOVED: Final = {"artists": 0.005, "labels": 0.005, "masters": 0.01, "releases": 0.02}
EDITED: Final = 0.05
ADDED: Final = 0.02
_STREAM: Final = {"artists": 0.7548776662, "labels": 0.5698402910, "masters": 0.8191725134, "releases": 0.6710436067}


@dataclass(frozen=True, slots=True)
class Month:
    """A dump date and whether it is the second month of the same world."""

    date: str
    is_next: bool = False

    def version(self, kind: str, record: Any) -> Any:
        """The record as this month has it, `None` when it is gone. Hub records have no scene and never change."""
        if not self.is_next:
            return record
        # The record's place on the unit interval decides its fate, so the same world always ages the same way.
        fate = (record.id * _STREAM[kind]) % 1.0
        if fate < REMOVED[kind]:
            return None
        return _edited(record) if fate < REMOVED[kind] + EDITED else record


def _edited(record: Any) -> Any:
    changed = copy(record)
    if isinstance(changed, Release):
        changed.styles = changed.styles[:-1]
        changed.credits = changed.credits[1:]
        changed.notes = [*changed.notes, "Corrected against the sleeve."]
    elif isinstance(changed, Artist):
        changed.profile = [*changed.profile, "Profile revised."]
        changed.aliases = changed.aliases[1:]
    elif isinstance(changed, Label):
        changed.parent = None
    else:
        changed.title = f"{changed.title} (Revised)"
    return changed


def grown(world: World) -> World:
    """The world a month later: the same scenes and 2 % more releases, at least one, in scenes of their own."""
    return World(-(-world.size // 60) * 60 + max(1, round(world.size * ADDED)), world.seed)
