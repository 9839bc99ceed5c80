from hypothesis import given, strategies as st
import orjson
import pytest

from utilities.operations.log_lines import EXAMPLE_CHARACTERS, KEY_CHARACTERS, ErrorLine, errors_in, group


def line(level: str, event: str, **fields: object) -> str:
    return orjson.dumps({"timestamp": "2026-02-03T04:05:06.1Z", "level": level, "event": event, **fields}).decode()


@pytest.mark.parametrize("level", ["error", "ERROR", "critical", "Fatal"])
def test_json_lines_count_by_their_level(level: str) -> None:
    assert list(errors_in([line(level, "❌ Writing failed", error="TimeoutError: late")])) == [
        ErrorLine("❌ Writing failed", "2026-02-03T04:05:06.1Z", "TimeoutError: late")
    ]


@pytest.mark.parametrize(
    "text", [line("info", "ERROR is only a word: Failed to process, Traceback"), line("warning", "Exception handled"), "plain text"]
)
def test_words_alone_do_not_make_an_error(text: str) -> None:
    assert list(errors_in([text])) == []


def test_the_last_line_of_a_traceback_is_the_detail() -> None:
    (found,) = errors_in([line("error", "❌ Broken", exception="Traceback (most recent call last):\n  File x\nValueError: no")])
    assert found.detail == "ValueError: no"


def test_lines_of_other_loggers_are_understood() -> None:
    told = orjson.dumps({"timestamp": "t", "level": "ERROR", "fields": {"message": "cannot publish"}, "line_number": 5}).decode()
    assert [each.event for each in errors_in([told, '{"level":"error","message":"bare"}', '{"level":"error"}'])] == [
        "cannot publish",
        "bare",
        "(no event)",
    ]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("2026-02-03 04:05:06 ERROR app - could not connect to 10.0.0.5", "app - could not connect to …"),
        ("2026-02-03 04:05:06.123 UTC [4711] FATAL:  the database system is starting up", "the database system is starting up"),
        ("Failed to process artists message '12'", "Failed to process artists message '…'"),
        ("2026-02-03 [error] <0.221.0> closing AMQP connection", "<…> closing AMQP connection"),
    ],
)
def test_plain_text_counts_when_it_names_a_level(text: str, event: str) -> None:
    (found,) = errors_in([text])
    assert found.event == event
    assert found.detail == text


def test_a_plain_traceback_is_one_error_named_by_its_last_line() -> None:
    lines = [
        "Traceback (most recent call last):",
        '  File "x.py", line 5, in main',
        "    run()",
        "",
        "ImportError: No module named 'x'",
        line("info", "on"),
    ]
    assert [each.event for each in errors_in(lines)] == ["ImportError: No module named 'x'"]


@pytest.mark.parametrize("rest", [[], ["  File x"], ["  File x", line("info", "on")]])
def test_a_traceback_that_is_cut_short_still_counts(rest: list[str]) -> None:
    assert [each.event for each in errors_in(["Traceback (most recent call last):", *rest])] == ["Traceback"]


def test_groups_are_by_event_and_the_most_frequent_comes_first() -> None:
    errors = [ErrorLine("b", "1", ""), ErrorLine("a", "2", "first"), ErrorLine("a", "3", "second"), ErrorLine("c", "", "")]
    found = group(errors)
    assert [(each.event, each.count) for each in found] == [("a", 2), ("b", 1), ("c", 1)]
    assert (found[0].first_at, found[0].last_at, found[0].example) == ("2", "3", "second")


@given(st.lists(st.text(max_size=400), max_size=20))
def test_any_text_is_read_and_everything_shown_is_short(lines: list[str]) -> None:
    for error in errors_in(lines):
        assert len(error.detail) <= EXAMPLE_CHARACTERS
        assert error.event.startswith("(no event)") or len(error.event) <= max(KEY_CHARACTERS, 400)
