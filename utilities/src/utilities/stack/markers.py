"""The extractors' state markers, as far as an import is followed by them."""

from pathlib import Path
from typing import Final

from common.domain.messages import RunStamp
from common.runtime.state_marker import load_marker


PARTIAL_MARKER: Final = ".partial"


def read_run(folder: Path, version: str, *, partial: bool) -> RunStamp | None:
    """The run that an extractor works on, from the newest state marker of a version; `None` before there is one.

    Partial runs have markers of their own, whose names begin differently.
    """
    if not version:
        return None
    markers = [path for path in folder.rglob(f"*extraction_status_{version}*.json") if path.name.startswith(PARTIAL_MARKER) == partial]
    for path in sorted(markers, key=lambda each: each.stat().st_mtime, reverse=True):
        marker = load_marker(path)
        if marker is not None and (started_at := marker.processing_phase.started_at):
            return RunStamp(version, started_at)
    return None
