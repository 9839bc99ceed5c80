"""Prompts: questions worth asking, with the tools that answer them."""

from typing import Annotated

from mcp.server.mcpserver import MCPServer
from pydantic import Field

from mcp_server.callers import Desk


def register(server: MCPServer[Desk]) -> None:
    """Give the server all prompts."""

    @server.prompt(title="Introduce an artist")
    def introduce_artist(artist: Annotated[str, Field(description="Name of the artist.")]) -> str:
        """Who an artist is, whom they worked with, where to begin."""
        return (
            f"Introduce the artist {artist!r}. Use `search` to find the id, then `get_artist_details`, `get_collaborators` and "
            "`get_similar_artists`. Tell the story in a few paragraphs, with years, and name three releases to begin with. "
            "State only what the tools returned."
        )

    @server.prompt(title="Connect two artists")
    def connect_artists(
        first: Annotated[str, Field(description="One artist.")], second: Annotated[str, Field(description="The other artist.")]
    ) -> str:
        """How two artists are connected, step by step."""
        return (
            f"How are {first!r} and {second!r} connected? Find both with `search`, then use `find_path` with their ids. Explain each step "
            "of the path in words: who, on which release, in which year. If there is no path, say so and offer the closest thing."
        )

    @server.prompt(title="Appraise a release")
    def appraise_release(release: Annotated[str, Field(description="Title, catalogue number or barcode.")]) -> str:
        """What a release is, how rare it is, and what sets it apart from other versions."""
        return (
            f"What is {release!r}, and how rare is it? Find it with `search` (types release), read `get_release_details` and `get_rarity`, "
            "and compare with `get_master_versions`. Explain the rarity score by its signals. Do not guess prices."
        )
