"""Models of influence."""

from enum import StrEnum

from pydantic import Field

from api.entities.models import NamedRef
from api.models import Model


class Direction(StrEnum):
    """Which way chains lead."""

    FROM = "from"
    """From the artist to those who came after."""
    TO = "to"
    """To the artist, from those who came before."""


class LinkKind(StrEnum):
    """What connects two artists."""

    MEMBER_OF = "member_of"
    LABEL = "label"
    CREDIT = "credit"


class InfluenceLink(Model):
    """A step of a chain: what connects two artists, and since when."""

    kind: LinkKind
    source: NamedRef = Field(description="From whom the influence may come.")
    target: NamedRef
    first_year: int = Field(description="Since when they are connected; never before the link before.")
    last_year: int | None = Field(description="Last year that is known of the connection.")
    weight: float = Field(description="0 to 1.")
    label: NamedRef | None = Field(None, description="Of a label link: where both had releases, the source first.")
    who: NamedRef | None = Field(None, description="The member of the group, or the one of the two that is credited on releases of the other.")
    roles: list[str] = Field(description="Of a credit link: roles as written, the earliest 3.")
    release_count: int = Field(description="Releases with such a credit; of a label link 2.")
    release_ids: list[str] = Field(description="The earliest of these releases, at most 5; of a label link the first of each on it.")
    text: str = Field(description="The link in words.")


class InfluenceChain(Model):
    """The strongest chain that was found between the artist and another."""

    artist: NamedRef = Field(description="The other end.")
    score: float = Field(description="Product of the weights of its links.")
    first_year: int
    last_year: int = Field(description="First year of the last link.")
    links: list[InfluenceLink] = Field(description="In the order of time: each begins in the artist that the one before led to.")


class InfluenceChains(Model):
    """Who may have influenced whom."""

    artist_id: str
    artist_name: str | None
    direction: Direction
    chains: list[InfluenceChain] = Field(description="Strongest first, one an artist.")
    truncated: bool = Field(
        description="True: the neighbourhood is too large to be followed everywhere; only its strongest links were. "
        "Ask with a smaller `max_links`, or for an artist within a chain."
    )
