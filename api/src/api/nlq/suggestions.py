"""Questions worth asking, by what is on the screen. Pure."""

from typing import Final

from api.nlq.models import MAX_TEXT, Pane


MAX_FOCUS: Final = 120

DEFAULTS: Final[dict[Pane, tuple[str, ...]]] = {
    Pane.EXPLORE: (
        "Who are the most connected artists in the graph?",
        "Which labels shaped electronic music in the 1990s?",
        "What links jazz and hip hop?",
        "Show me an artist who recorded for many small labels",
    ),
    Pane.TRENDS: (
        "When did techno have its best years?",
        "Which style grew fastest in the 1980s?",
        "Did vinyl releases of rock decline after 1990?",
        "Compare the years of ambient and trance",
    ),
    Pane.INSIGHTS: (
        "Which labels have been active the longest?",
        "What anniversaries are there this month?",
        "Which releases are the rarest?",
        "How complete is the data on releases?",
    ),
    Pane.GENRES: (
        "Which styles belong to more than one genre?",
        "What are the largest styles of electronic music?",
        "Which genre appeared last?",
        "What is typical of folk, world and country?",
    ),
    Pane.CREDITS: (
        "Who mastered the most releases?",
        "Which producers worked across many genres?",
        "Who played on the most sessions of the 1970s?",
        "Which engineers worked with the same artist for decades?",
    ),
}
ABOUT: Final[dict[str, tuple[str, ...]]] = {
    "artist": (
        "Who worked with {focus} most often?",
        "Which artists are similar to {focus}, and why?",
        "Which labels released {focus}?",
        "How did the output of {focus} change over the years?",
        "Who produced the records of {focus}?",
    ),
    "label": (
        "What is the sound of {focus}?",
        "Which labels are similar to {focus}?",
        "Who are the main artists of {focus}?",
        "When was {focus} most active?",
    ),
    "genre": (
        "Which styles belong to {focus}?",
        "Who are the main artists of {focus}?",
        "When did {focus} have its best years?",
        "Which labels stand for {focus}?",
    ),
    "style": (
        "Which genres does {focus} belong to?",
        "Who are the main artists of {focus}?",
        "When did {focus} have its best years?",
        "Which labels stand for {focus}?",
    ),
}


def suggestions(pane: str, focus: str | None, focus_type: str | None) -> list[str]:
    """Four to five questions: about the entity in focus, or else for the pane (an unknown pane is `explore`)."""
    name = (focus or "").strip()[:MAX_FOCUS]
    if name and focus_type:
        return [template.format(focus=name)[:MAX_TEXT] for template in ABOUT.get(focus_type.lower(), ABOUT["artist"])]
    try:
        return list(DEFAULTS[Pane(pane)])
    except ValueError:
        return list(DEFAULTS[Pane.EXPLORE])
