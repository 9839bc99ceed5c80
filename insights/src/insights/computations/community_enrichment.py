"""How many Discogs users own and look for the releases of this platform's users. The API asks Discogs and keeps the answers itself."""

from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from insights.computations.context import Context, Result


log = get_logger(__name__)


async def compute(context: Context) -> Result:
    """Rows are the releases whose counts were kept. Without Discogs credentials there is nothing to do, which is no failure."""
    done = await context.api.enrich()
    if done["errors"] or done["remaining"] or done.get("error"):
        log.info(Mark.NOTICE, "Community counts are incomplete", **done)
    return Result(done["enriched"])
