from common.runtime.marks import Mark


def test_marks_are_distinct_and_hold_no_text() -> None:
    assert len({mark.value for mark in Mark}) == len(Mark)
    assert not any(character.isalnum() or character.isspace() for mark in Mark for character in mark.value)
