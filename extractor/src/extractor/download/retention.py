"""Removes versions that are older than those to be kept: dumps, markers, id logs and flagged records of one source."""

from pathlib import Path
import re
import shutil
from typing import Final

from common.domain.data_types import Source


_DISCOGS: Final = re.compile(r"(?:discogs|\.ids|\.(?:partial)?\.?extraction_status)_(\d{8})[_.].*")
_MUSICBRAINZ: Final = re.compile(r"(\d{8}-\d{6})")


def remove_old_versions(root: Path, source: Source, keep: int) -> list[str]:
    """Remove all but the newest `keep` versions; those removed. `keep` 0 keeps everything.

    Raises:
        OSError: something could not be removed.
    """
    pattern = _DISCOGS if source is Source.DISCOGS else _MUSICBRAINZ
    found: dict[str, list[Path]] = {}
    for path in root.iterdir():
        if (match := pattern.fullmatch(path.name)) is not None:
            found.setdefault(match.group(1), []).append(path)
    old = sorted(found)[:-keep] if keep else []
    for version in old:
        for path in (*found[version], root / "flagged" / version):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    return old
