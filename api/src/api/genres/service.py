"""The tree of genres."""

from api.cache import DAY, Cache
from api.error_handlers import timeout_text
from api.genres import queries
from api.genres.models import GenreBranch, GenreTree, StyleCount
from common.stores.postgres import PostgresStore


async def genre_tree(postgres: PostgresStore, cache: Cache) -> GenreTree:
    """Genres with their styles, kept for a day."""

    async def compute() -> GenreTree:
        async with timeout_text("Genre tree query timed out — try again later"):
            rows = await postgres.rows(queries.GENRE_STYLES)
        branches = {row["genre"]: GenreBranch(name=row["genre"], release_count=row["releases"], styles=[]) for row in rows if not row["style"]}
        for row in rows:
            if row["style"]:
                branches[row["genre"]].styles.append(StyleCount(name=row["style"], release_count=row["releases"]))
        return GenreTree(genres=list(branches.values()))

    return await cache.get_or_compute(GenreTree, "genre-tree", ttl_s=DAY, compute=compute, is_empty=lambda tree: not tree.genres)
