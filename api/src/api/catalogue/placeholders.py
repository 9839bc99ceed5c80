"""Entries of the catalogue that stand for nobody: everything meets in them, so nothing follows from sharing one."""

from typing import Final


PLACEHOLDER_ARTISTS: Final = ("194", "355", "118760", "151641", "467203")
"""Various, Unknown Artist, No Artist, Traditional, Folk."""

PLACEHOLDER_LABELS: Final = ("1818",)
"""Not On Label."""
