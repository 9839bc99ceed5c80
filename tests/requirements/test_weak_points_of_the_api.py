"""Every weak point of the reference's routes over graph and tables is named with the tests that show what is better here."""

import ast
from functools import cache
from pathlib import Path
import tomllib
from typing import Any

import pytest


HERE = Path(__file__).parent
TESTS = HERE.parent
POINTS: dict[str, dict[str, Any]] = tomllib.loads((HERE / "api_graph_weak.toml").read_text(encoding="utf-8"))


@cache
def _tests_of(file: str) -> set[str]:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_the_list_is_whole() -> None:
    assert list(POINTS) == [f"{number:02}" for number in range(1, 51)]


@pytest.mark.parametrize("number", POINTS)
def test_every_weak_point_has_its_proofs(number: str) -> None:
    assert POINTS[number]["better"]
    assert POINTS[number]["proofs"]
    for proof in POINTS[number]["proofs"]:
        file, name = proof.split("::")
        assert name in _tests_of(file), f"{number}: there is no {proof}"
