"""Models of rarity."""

from datetime import datetime

from pydantic import Field

from api.models import Model


class RarityItem(Model):
    """A scored release."""

    release_id: int
    title: str
    artist: str
    year: int | None
    rarity_score: float = Field(description="0 to 100.")
    tier: str = Field(description="ultra-rare, rare, scarce, uncommon or common.")
    hidden_gem_score: float | None = Field(description="Rarity among well-connected names, 0 to 100.")


class RarityPage(Model):
    """A page of scored releases."""

    items: list[RarityItem]
    total: int
    page: int
    page_size: int
    truncated: bool = Field(
        False, description="More releases exist than can be paged through; `total` counts them all. Ask for those of one of its artists or labels."
    )


class Signal(Model):
    """One of the six signals."""

    score: float = Field(description="0 to 100.")
    weight: float = Field(description="Its share of the rarity score.")
    inputs: dict[str, int | str | None] = Field(default_factory=dict, description="What it was scored from.")


class Version(Model):
    """Another pressing of the same master."""

    release_id: int
    title: str
    year: int | None
    rarity_score: float
    tier: str


class RarityDetail(RarityItem):
    """A scored release with what is behind its score."""

    breakdown: dict[str, Signal] = Field(description="By signal: pressing_scarcity, label_catalog, and so on.")
    percentile: float = Field(description="Percentage of all scored releases that are less rare.")
    versions: list[Version] = Field(default_factory=list, description="Other pressings of the master, rarest first, at most 100.")
    version_count: int = Field(0, description="Other pressings of the master that have a score.")
    computed_at: datetime | None = Field(None, description="When this score was made.")
