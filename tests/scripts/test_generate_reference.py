"""The generated pages match the code."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.schema_init.catalog import DOCUMENTED
from tests.support.real_data import REPOSITORY


@pytest.fixture
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_reference", REPOSITORY / "scripts" / "generate_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_operations_weak_37_reference_pages_are_those_of_the_code(generator: ModuleType) -> None:
    assert generator.main(["--check"]) == 0, "run scripts/generate_reference.py"


def test_a_page_that_differs_is_found_and_then_written(generator: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator, "PAGES", tmp_path)

    assert generator.main(["--check"]) == 1
    assert list(tmp_path.iterdir()) == []
    assert generator.main([]) == 0
    assert generator.main(["--check"]) == 0


def test_the_schema_page_names_every_documented_table_column_and_index(generator: ModuleType) -> None:
    page = generator.schema()

    for table, columns in DOCUMENTED["tables"].items():
        (line,) = [line for line in page.splitlines() if line.startswith(f"| `{table}` | `{columns[0][0]} ")]
        assert all(f"`{name} " in line for name, *_ in columns), table
    assert all(f"`{index}`" in page for index in DOCUMENTED["indexes"])
