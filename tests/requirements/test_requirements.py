"""Every numbered check has a test under its number, and no test claims a number that does not exist."""

import ast
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
import re
import tomllib

import pytest


HERE = Path(__file__).parent
TESTS = HERE.parent
CLAIM = re.compile(r"test_(extraction|graph|tables|api_graph|ui|ui_weak|operations|operations_weak)_(\d{2})_\w+")
EXPECTED: dict[str, Iterable[int]] = {
    "extraction": range(1, 43),
    "graph": range(1, 41),
    "tables": range(1, 41),
    "api_graph": range(1, 44),
    "ui": (*range(1, 22), 28, 29, *range(31, 36), 39, 40),
    "operations": (*range(1, 33), *range(36, 41)),
    "operations_weak": (*range(1, 36), *range(37, 46)),
    "ui_weak": (*range(1, 9), *range(11, 23), 24, 25, *range(31, 42), 45, 49),
}


def checks_of(chapter: str) -> dict[str, str]:
    """Ids and summaries of a chapter's checks."""
    told: dict[str, str] = tomllib.loads((HERE / f"{chapter}.toml").read_text(encoding="utf-8"))["checks"]
    return told


@cache
def claims() -> dict[str, dict[str, list[str]]]:
    """Tests that claim a check: chapter, id, places."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (match := CLAIM.fullmatch(node.name)):
                found[match.group(1)][match.group(2)].append(f"{path.relative_to(TESTS)}::{node.name}")
    return found


@pytest.mark.parametrize("chapter", EXPECTED)
def test_the_list_of_checks_is_whole(chapter: str) -> None:
    assert list(checks_of(chapter)) == [f"{number:02}" for number in EXPECTED[chapter]]


@pytest.mark.parametrize("chapter", EXPECTED)
def test_every_check_has_a_test(chapter: str) -> None:
    proven = claims()[chapter]
    unproven = [f"{chapter} {check}: {summary}" for check, summary in checks_of(chapter).items() if check not in proven]
    assert not unproven, "no test for:\n" + "\n".join(unproven)


@pytest.mark.parametrize("chapter", EXPECTED)
def test_no_test_claims_an_unknown_check(chapter: str) -> None:
    known = checks_of(chapter)
    assert {check: places for check, places in claims()[chapter].items() if check not in known} == {}
