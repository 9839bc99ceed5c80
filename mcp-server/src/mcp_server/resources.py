"""Resources: an artist, a label, a release as text that one may put into a conversation."""

from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceError

from mcp_server.callers import Desk
from mcp_server.text import artist_text, label_text, release_text


Ctx = Context[Desk, Any]


def register(server: MCPServer[Desk]) -> None:
    """Give the server all resources."""

    @server.resource("discogsography://artist/{artist_id}", name="artist", title="An artist", mime_type="text/markdown")
    async def artist(artist_id: str, ctx: Ctx) -> str:
        """Profile, years, styles, members and aliases of an artist."""
        return artist_text(await _ask(ctx, "artist", artist_id))

    @server.resource("discogsography://label/{label_id}", name="label", title="A label", mime_type="text/markdown")
    async def label(label_id: str, ctx: Ctx) -> str:
        """Profile, parent and sublabels of a label."""
        return label_text(await _ask(ctx, "label", label_id))

    @server.resource("discogsography://release/{release_id}", name="release", title="A release", mime_type="text/markdown")
    async def release(release_id: str, ctx: Ctx) -> str:
        """Artists, labels, formats, tracks and credits of a release."""
        return release_text(await _ask(ctx, "release", release_id))


async def _ask(ctx: Ctx, kind: str, key: str) -> dict[str, Any]:
    if not (key.isascii() and key.isdigit()):
        raise ResourceError(f"The id of a {kind} consists of digits, not '{key}'")
    answer: dict[str, Any] = await ctx.request_context.lifespan_context.get(f"/api/{kind}/{key}")
    if "error" in answer:
        raise ResourceError(str(answer["error"]))
    return answer
