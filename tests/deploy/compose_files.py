"""The compose files of this checkout, as data."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from utilities.compose.model import load


REPOSITORY: Final = Path(__file__).resolve().parents[2]
BASE: Final = REPOSITORY / "docker-compose.yml"
OVERLAY: Final = REPOSITORY / "docker-compose.prod.yml"
REACHED_AT: Final = {"APP_BASE_URL": "https://music.example.org"}


@cache
def development(**environment: str) -> dict[str, Any]:
    """What a developer runs."""
    return load([BASE], environment)


@cache
def production(**environment: str) -> dict[str, Any]:
    """What an installation runs."""
    return load([BASE, OVERLAY], REACHED_AT | environment)


def services(config: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Services of every profile."""
    found: dict[str, dict[str, Any]] = config["services"]
    return found
