"""Which code computes what."""

from collections.abc import Mapping
from typing import Final

from common.domain.insights import InsightType
from insights.computations import (
    anniversaries,
    artist_centrality,
    community_enrichment,
    data_completeness,
    genre_trends,
    label_longevity,
    release_rarity,
)
from insights.computations.context import Computation


COMPUTATIONS: Final[Mapping[InsightType, Computation]] = {
    InsightType.ARTIST_CENTRALITY: artist_centrality.compute,
    InsightType.GENRE_TRENDS: genre_trends.compute,
    InsightType.LABEL_LONGEVITY: label_longevity.compute,
    InsightType.ANNIVERSARIES: anniversaries.compute,
    InsightType.DATA_COMPLETENESS: data_completeness.compute,
    InsightType.COMMUNITY_ENRICHMENT: community_enrichment.compute,
    InsightType.RELEASE_RARITY: release_rarity.compute,
}
"""In the order in which they run: community counts come before the scores that use them."""
