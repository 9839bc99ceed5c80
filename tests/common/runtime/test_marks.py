import ast

from common.runtime.marks import Mark
from tests.support.real_data import REPOSITORY


def test_marks_are_distinct_and_hold_no_text() -> None:
    assert len({mark.value for mark in Mark}) == len(Mark)
    assert not any(character.isalnum() or character.isspace() for mark in Mark for character in mark.value)


def test_operations_17_every_event_opens_with_a_mark_of_the_reference() -> None:
    """All calls of all loggers, read from the sources; the MCP server, which imports nothing of common, spells its marks."""
    listed = (REPOSITORY / "docs" / "reference" / "marks.md").read_text(encoding="utf-8")
    assert all(f"| {mark} | `{mark.name}` |" in listed for mark in Mark)
    calls = 0
    for path in sorted(REPOSITORY.glob("*/src/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="log"), attr="debug" | "info" | "warning" | "error" | "exception"), args=[event, *_]
                ):
                    calls += 1
                    assert _is_marked(event), f"{path}:{node.lineno}"
    assert calls > 200


def _is_marked(event: ast.expr) -> bool:
    match event:
        case ast.Attribute(value=ast.Name(id="Mark"), attr=name):
            return name in Mark.__members__
        case ast.Attribute(attr="mark"):
            return True
        case ast.Constant(value=str() as text):
            return text.split(" ")[0] in set(Mark)
    return False
