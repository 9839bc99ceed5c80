"""The taste card: a picture (SVG, 1200 by 630) to share. Pure; every text of the data is escaped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from api.taste.models import DriftYear


MAX_NAME: Final = 40
"""Letters of a name that are shown; a longer one would run into its figure."""

_BAR_WIDTH: Final = 480
_SPARKLINE_YEARS: Final = 8
_SPARKLINE: Final = (360, 584, 560, 26)
"""x, y (top), width, height."""
_TIERS: Final = ((0.75, "Deep Cuts", "#f43f5e"), (0.50, "Obscure", "#a855f7"), (0.25, "Eclectic", "#818cf8"), (0.0, "Mainstream", "#38bdf8"))


@dataclass(frozen=True, slots=True)
class Card:
    """What the card shows. Lists are (name, copies), largest first."""

    peak_decade: int | None
    obscurity: float
    genres: Sequence[tuple[str, int]]
    labels: Sequence[tuple[str, int]]
    drift: Sequence[DriftYear]


def tier(score: float) -> tuple[str, str]:
    """Name and colour of an obscurity score; bounds belong to the higher tier."""
    return next((name, colour) for bound, name, colour in _TIERS if score >= bound)


def render(card: Card) -> str:
    """The picture."""
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630" role="img" '
        'aria-label="Taste fingerprint" font-family="Inter, Helvetica, Arial, sans-serif">',
        _DEFINITIONS,
        '<g clip-path="url(#card)"><rect width="1200" height="630" fill="url(#background)"/><rect width="1200" height="150" fill="url(#header)"/>',
        _text(50, 70, "TASTE FINGERPRINT", 40, "#ffffff", weight="bold"),
        _text(50, 108, f"Peak decade {'N/A' if card.peak_decade is None else f'{card.peak_decade}s'}", 20, "#ede9fe"),
        *_scale(card.obscurity),
        *_bars(50, "TOP GENRES", card.genres),
        *_bars(640, "TOP LABELS", card.labels),
        '<rect x="50" y="556" width="1100" height="1" fill="#3f3f5a"/>',
        _text(50, 586, "TASTE DRIFT", 18, "#a1a1b5", weight="bold"),
        *_sparkline(card.drift[-_SPARKLINE_YEARS:]),
        _text(1150, 604, "discogsography", 18, "#a1a1b5", anchor="end"),
        "</g></svg>",
    ]
    return "".join(parts)


def _scale(score: float) -> Iterable[str]:
    name, colour = tier(score)
    x = 50 + score * 1100
    yield _text(50, 190, "OBSCURITY", 18, "#a1a1b5", weight="bold")
    yield _text(1150, 190, f"{name} · {score:.0%}", 20, colour, anchor="end", weight="bold")
    yield '<rect x="50" y="205" width="1100" height="12" rx="6" fill="url(#scale)"/>'
    yield f'<circle cx="{x:.1f}" cy="211" r="16" fill="{colour}" opacity=".35"/><circle cx="{x:.1f}" cy="211" r="9" fill="#ffffff"/>'
    yield _text(50, 239, "Mainstream", 14, "#a1a1b5")
    yield _text(1150, 239, "Obscure", 14, "#a1a1b5", anchor="end")


def _bars(x: int, heading: str, rows: Sequence[tuple[str, int]]) -> Iterable[str]:
    yield _text(x, 300, heading, 18, "#a1a1b5", weight="bold")
    if not rows:
        yield _text(x, 330, "No data yet", 21, "#a1a1b5")
        return
    most = max(count for _, count in rows)
    for number, (name, count) in enumerate(rows[:5]):
        y = 330 + 48 * number
        yield _text(x, y, _short(name), 21, "#ffffff")
        yield _text(x + _BAR_WIDTH, y, f"{count:,}", 18, "#a1a1b5", anchor="end")
        width = max(6, round(_BAR_WIDTH * count / most)) if most else 6
        yield f'<rect x="{x}" y="{y + 11}" width="{width}" height="9" rx="4.5" fill="url(#header)"/>'


def _sparkline(years: Sequence[DriftYear]) -> Iterable[str]:
    if not years:
        yield _text(360, 586, "No drift data yet", 16, "#a1a1b5")
        return
    left, top, width, height = _SPARKLINE
    bottom = top + height
    most = max(year.count for year in years) or 1
    step = width / (len(years) - 1) if len(years) > 1 else 0.0
    points = [(left + step * number, bottom - height * year.count / most) for number, year in enumerate(years)]
    if len(points) > 1:
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield f'<polyline points="{line}" fill="none" stroke="#a855f7" stroke-width="2"/>'
    for (x, y), year in zip(points, years, strict=True):
        tooltip = _safe(f"{year.year}: {_short(year.top_genre)} ({year.count})")
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{5 if year is years[-1] else 4}" fill="#f43f5e"><title>{tooltip}</title></circle>'
        yield _text(round(x), 630, year.year, 12, "#a1a1b5", anchor="middle")
    yield _text(360, 570, f"Now: {_short(years[-1].top_genre)}", 14, "#a1a1b5")


def _text(x: int, y: int, text: str, size: int, fill: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" font-weight="{weight}">{_safe(text)}</text>'


def _safe(text: str) -> str:
    return escape("".join(letter for letter in text if letter.isprintable()))  # XML has no control characters, not even as references


def _short(name: str) -> str:
    return name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 1]}…"


_DEFINITIONS: Final = (
    '<defs><clipPath id="card"><rect width="1200" height="630" rx="28"/></clipPath>'
    '<linearGradient id="background" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#1c1c2e"/><stop offset="1" stop-color="#101019"/></linearGradient>'
    '<linearGradient id="header"><stop offset="0" stop-color="#7c3aed"/><stop offset="1" stop-color="#a855f7"/></linearGradient>'
    '<linearGradient id="scale"><stop offset="0" stop-color="#38bdf8"/><stop offset=".33" stop-color="#818cf8"/>'
    '<stop offset=".66" stop-color="#a855f7"/><stop offset="1" stop-color="#f43f5e"/></linearGradient></defs>'
)
