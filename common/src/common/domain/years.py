"""The year of a Discogs date."""

from typing import Final


MIN_YEAR: Final = 1860  # oldest plausible recording; equals the bound in the extractor's rule file


def parse_year(value: str | int | None, *, current_year: int) -> int | None:
    """Year of a Discogs date (`1969`, `1969-09-26`, `1969-00-00`), or `None` when absent or implausible.

    Plausible is 1860 up to next year, seen from `current_year`.
    """
    try:
        year = int(value if isinstance(value, int) else (value or "").strip()[:4])
    except ValueError:
        return None
    return year if MIN_YEAR <= year <= current_year + 1 else None
