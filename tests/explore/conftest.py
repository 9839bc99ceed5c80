"""Fixtures of the service's tests."""

from pathlib import Path

import pytest

from tests.support.pages import page_folder


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A small build of a page."""
    return page_folder(tmp_path / "static", "Discogsography Explore")
