"""Extracts of real dumps, laid beside the repository on some machines; tests that read them are skipped elsewhere."""

from pathlib import Path
from typing import Final

import pytest


REPOSITORY: Final = Path(__file__).resolve().parents[2]
REAL_DATA: Final = REPOSITORY.parent / "shared" / "data"

needs_real_data: Final = pytest.mark.skipif(not REAL_DATA.is_dir(), reason="no real dump extracts in ../shared/data")
"""Mark of a test that reads `REAL_DATA`."""


def real_dump(name: str) -> Path:
    """Folder or file of the extracts; the test is skipped when it is not there."""
    path = REAL_DATA / name
    if not path.exists():
        pytest.skip(f"no real dump extract ../shared/data/{name}")
    return path
