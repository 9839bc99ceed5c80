import string

import pytest

from common.runtime.banner import HEIGHT, lettering, print_banner


@pytest.mark.parametrize("letter", string.ascii_uppercase)
def test_every_letter_fills_the_height_and_stays_in_its_width(letter: str) -> None:
    lines = lettering(letter)

    assert len(lines) == HEIGHT
    assert any("█" in line for line in lines)
    assert lettering(letter.lower()) == lines


def test_letters_differ() -> None:
    assert len({tuple(lettering(letter)) for letter in string.ascii_uppercase}) == 26


def test_operations_weak_22_each_name_is_a_block_of_its_own_beside_the_events(capsys: pytest.CaptureFixture[str]) -> None:
    print_banner("DISCOGS", "SCHEMA INIT")

    told = capsys.readouterr()
    assert told.out == "", "standard output is for events"
    blocks = told.err.rstrip("\n").split("\n\n")
    assert [block.split("\n") for block in blocks] == [lettering("DISCOGS"), lettering("SCHEMA INIT")]
