"""SQL of genres."""

from typing import Final

from common.stores.statement import Sql


GENRE_STYLES: Final = Sql(
    name="genres.tree",
    timeout_s=3,
    text="SELECT genre, style, releases FROM catalogue.genre_styles ORDER BY releases DESC, genre, style",
)
"""No parameters. Rows of {genre, style, releases}, largest first; style is empty where the row is of the genre itself. Cost: a table of some
thousand rows, derived when an import ends."""
