"""The name of a service in large letters, printed once at its start."""

import sys
from typing import Final


HEIGHT: Final = 6
_ROWS: Final = 5

# One string a letter: its rows from the top, "#" is ink. Drawn for this project.
_GLYPHS: Final = {
    " ": ".. .. .. .. ..",
    "A": ".##. #..# #### #..# #..#",
    "B": "###. #..# ###. #..# ###.",
    "C": ".### #... #... #... .###",
    "D": "###. #..# #..# #..# ###.",
    "E": "#### #... ###. #... ####",
    "F": "#### #... ###. #... #...",
    "G": ".### #... #.## #..# .###",
    "H": "#..# #..# #### #..# #..#",
    "I": "# # # # #",
    "J": "...# ...# ...# #..# .##.",
    "K": "#..# #.#. ##.. #.#. #..#",
    "L": "#... #... #... #... ####",
    "M": "#...# ##.## #.#.# #...# #...#",
    "N": "#...# ##..# #.#.# #..## #...#",
    "O": ".##. #..# #..# #..# .##.",
    "P": "###. #..# ###. #... #...",
    "Q": ".##.. #..#. #..#. #.##. .####",
    "R": "###. #..# ###. #.#. #..#",
    "S": ".### #... .##. ...# ###.",
    "T": "##### ..#.. ..#.. ..#.. ..#..",
    "U": "#..# #..# #..# #..# .##.",
    "V": "#...# #...# #...# .#.#. ..#..",
    "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#...# .#.#. ..#.. .#.#. #...#",
    "Y": "#...# .#.#. ..#.. ..#.. ..#..",
    "Z": "##### ...#. ..#.. .#... #####",
}


def lettering(text: str) -> list[str]:
    """`text` as `HEIGHT` lines of block letters with a shadow to the lower right; characters other than A-Z become blanks."""
    glyphs = [_GLYPHS.get(letter, _GLYPHS[" "]).split() for letter in text.upper()]
    ink = [".".join(glyph[row] for glyph in glyphs) + "." for row in range(_ROWS)]

    def cell(row: int, column: int) -> str:
        if row < _ROWS and ink[row][column] == "#":
            return "██"
        return "░░" if row > 0 and column > 0 and ink[row - 1][column - 1] == "#" else "  "

    return ["".join(cell(row, column) for column in range(len(ink[0]))).rstrip() for row in range(HEIGHT)]


def print_banner(*names: str) -> None:
    """Print a block of letters a name, such as `DISCOGS` and `TABLEINATOR`, with blank lines after each.

    To standard error: what is on standard output are events, which programs read.
    """
    for name in names:
        print("\n".join(lettering(name)), end="\n\n", flush=True, file=sys.stderr)  # noqa: T201 - the one thing that is printed, not logged
