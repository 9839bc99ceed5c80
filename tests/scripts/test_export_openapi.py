"""The exported API document."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


REPOSITORY = Path(__file__).resolve().parents[2]


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("export_openapi", REPOSITORY / "scripts" / "export_openapi.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_kept_documents_are_up_to_date() -> None:
    assert _script().main(["--check"]) == 0, "run scripts/export_openapi.py"


def test_the_check_tells_a_difference_from_none(tmp_path: Path) -> None:
    script, target = _script(), tmp_path / "dashboard.openapi.json"

    assert script.main(["--check", "--folder", str(tmp_path)]) == 1
    assert script.main(["--folder", str(tmp_path)]) == 0
    assert script.main(["--check", "--folder", str(tmp_path)]) == 0
    target.write_text("{}", encoding="utf-8")
    assert script.main(["--check", "--folder", str(tmp_path)]) == 1


def test_no_document_depends_on_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    script = _script()
    before = [document() for document in script.DOCUMENTS.values()]
    for name, value in {"NLQ_ENABLED": "true", "CORS_ORIGINS": "http://x", "RATE_LIMIT_DEFAULT": "1/second", "ENVIRONMENT": "production"}.items():
        monkeypatch.setenv(name, value)

    assert [document() for document in script.DOCUMENTS.values()] == before
