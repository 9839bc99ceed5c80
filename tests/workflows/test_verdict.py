"""What a change makes run, and what the whole makes of it."""

from pathlib import Path
import subprocess
import sys

import pytest

from tests.workflows.simulation import run_script, simulate


HEAVY = {"list-sub-projects", "security", "docker-compose-validate", "docker-validate", "test", "e2e-test"}


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A repository with one commit."""
    for command in (["init", "-q", "-b", "main"], ["config", "user.email", "t@example.com"], ["config", "user.name", "T"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    commit(tmp_path, {"README.md": "one", "api/app.py": "one", "docs/pictures/a.png": "one", ".gitignore": "output.txt"})
    return tmp_path


def commit(root: Path, files: dict[str, str | None]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True) if text is None else path.write_text(text, encoding="utf-8")
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    subprocess.run(["git", "commit", "-qm", "x"], cwd=root, check=True)


def decided(root: Path, event: str = "pull_request", base: str = "HEAD~1") -> str:
    """What `changes.py` says of the newest commit."""
    found = subprocess.run(["git", "rev-parse", "--verify", "-q", base], cwd=root, check=False, capture_output=True, text=True).stdout.strip()
    code, outputs = run_script("changes", root, EVENT=event, BASE=found or base, HEAD="")
    assert code == 0
    return outputs["heavy"]


@pytest.mark.parametrize(
    ("files", "heavy"),
    [
        ({"README.md": "two"}, "false"),
        ({"docs/guides/new.md": "x", "docs/pictures/a.png": "two"}, "false"),
        ({"api/README.md": "x"}, "false"),
        ({"README.md": "two", "api/app.py": "two"}, "true"),
        ({"api/app.py": None, "api/app.md": "one"}, "true"),
        ({".github/workflows/build.yml": "x"}, "true"),
        ({"docs/reference/openapi.json": "{}"}, "true"),
        ({"uv.lock": "x"}, "true"),
        ({"README.mdx": "x"}, "true"),
        ({"a file\nwith.md/code.py": "x"}, "true"),
    ],
)
def test_only_documents_leave_the_heavy_jobs_out(history: Path, files: dict[str, str | None], heavy: str) -> None:
    commit(history, files)
    assert decided(history) == heavy


@pytest.mark.parametrize(
    ("event", "base"), [("schedule", "HEAD~1"), ("workflow_dispatch", "HEAD~1"), ("push", "0" * 40), ("push", ""), ("push", "f" * 40)]
)
def test_what_cannot_be_compared_runs_everything(history: Path, event: str, base: str) -> None:
    commit(history, {"README.md": "two"})
    assert decided(history, event, base) == "true"


def test_a_branch_is_compared_with_where_it_parted(history: Path) -> None:
    """What came to the main branch meanwhile is not the branch's change."""
    subprocess.run(["git", "switch", "-qc", "branch"], cwd=history, check=True)
    commit(history, {"README.md": "two"})
    subprocess.run(["git", "switch", "-q", "main"], cwd=history, check=True)
    commit(history, {"api/app.py": "two"})
    main = subprocess.run(["git", "rev-parse", "main"], cwd=history, check=True, capture_output=True, text=True).stdout.strip()
    subprocess.run(["git", "switch", "-q", "branch"], cwd=history, check=True)
    assert decided(history, base=main) == "false"


def test_operations_39_documents_skip_the_heavy_jobs_and_code_runs_all_and_a_failed_test_stops_images(tmp_path: Path) -> None:
    documents = simulate("false", {}, tmp_path)
    assert {name for name, told in documents.items() if told["result"] == "skipped"} == HEAVY | {"build-discogsography"}
    assert documents["code-quality"]["result"] == documents["aggregate-results"]["result"] == "success"

    code = simulate("true", {}, tmp_path)
    assert {told["result"] for told in code.values()} == {"success"}

    failed = simulate("true", {"test": "failure"}, tmp_path)
    assert failed["aggregate-results"]["result"] == "failure"
    assert failed["build-discogsography"]["result"] == "skipped"


@pytest.mark.parametrize("result", ["failure", "cancelled", "skipped"])
@pytest.mark.parametrize("job", sorted(HEAVY | {"code-quality"}))
def test_operations_weak_25_anything_but_success_keeps_the_whole_from_being_good(job: str, result: str, tmp_path: Path) -> None:
    ended = simulate("true", {job: result}, tmp_path)
    assert ended["aggregate-results"]["result"] == "failure"
    assert ended["build-discogsography"]["result"] == "skipped"


def test_documents_do_not_excuse_what_failed(tmp_path: Path) -> None:
    assert simulate("false", {"code-quality": "failure"}, tmp_path)["aggregate-results"]["result"] == "failure"


def test_without_knowing_what_changed_nothing_is_good(tmp_path: Path) -> None:
    assert simulate(None, {}, tmp_path)["aggregate-results"]["result"] == "failure"


def test_findings_that_were_judged_are_taken_out_and_errors_fail(tmp_path: Path) -> None:
    report = tmp_path / "report.sarif"
    rules = '[{"id": "bad", "defaultConfiguration": {"level": "error"}}, {"id": "odd"}]'

    def scanned(results: str) -> int:
        report.write_text(f'{{"runs": [{{"tool": {{"driver": {{"rules": {rules}}}}}, "results": [{results}]}}]}}', encoding="utf-8")
        return subprocess.run([sys.executable, "scripts/ci/findings.py", str(report)], check=False, capture_output=True).returncode

    judged = '{"ruleId": "bad", "suppressions": [{"kind": "inSource"}]}'
    assert scanned(judged) == 0
    assert "suppressions" not in report.read_text(encoding="utf-8")
    assert scanned('{"ruleId": "odd"}') == 0
    assert scanned('{"ruleId": "odd", "level": "error"}') == 1
    assert scanned(f'{judged}, {{"ruleId": "bad", "message": {{"text": "x"}}}}') == 1
