"""Recipes: the documented ones are there, each is dry-run, what it names exists, and those that are cheap are run."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
import json
import os
from pathlib import Path
import re
import subprocess
import sys
from typing import Any

import pytest

from tests.support.real_data import REPOSITORY
from utilities.stack.layout import Layout
from utilities.stack.runs import pytest_run


JUST = str(Path(sys.executable).with_name("just"))
PER_MEMBER = tuple(
    f"test-{name}"
    for name in (
        *("api", "common", "dashboard", "explore", "insights", "brainzgraphinator", "graphinator"),
        *("mcp-server", "schema-init", "tableinator", "brainztableinator", "extractor"),
    )
)
DOCUMENTED: Mapping[str, Sequence[str]] = {
    "setup": (
        *("install", "install-all", "install-e2e", "install-js", "init", "configure-discogs", "update-hooks", "check-updates", "update-deps"),
        *("update-uv", "lock-upgrade", "sync", "sync-upgrade", "update-npm", "update-cargo"),
    ),
    "quality": ("lint", "lint-python", "typecheck", "format", "security", "pip-audit"),
    "test": (
        *("test", "test-rabbitmq-integration", "test-js", "test-js-cov", "test-cov", "test-e2e", "test-all", "test-parallel", *PER_MEMBER),
        *("test-extractor-cov", "test-e2e-unit-dashboard", "test-e2e-unit-explore", "test-e2e-dashboard", "test-e2e-explore"),
        *("test-e2e-dashboard-mobile", "test-e2e-explore-mobile"),
    ),
    "services": (
        *("api", "dashboard", "insights", "graphinator", "tableinator", "brainzgraphinator", "brainztableinator", "schema-init"),
        *("explore", "mcp-server", "extractor"),
    ),
    # The reference's group "rust": the names stayed, the language did not.
    "extractor": tuple(f"extractor-{name}" for name in ("build", "test", "bench", "run", "lint", "fmt", "fmt-check", "audit", "deny", "clean")),
    "docker": ("up", "down", "logs", "rebuild", "build", "build-prod", "deploy-prod"),
    "monitor": ("monitor", "check-errors", "system-monitor"),
    "clean": ("clean", "deep-clean"),
}
ARGUMENTS = {
    "configure-discogs": ("a-key", "a-secret"),
    "bench-dumps": ("dumps",),
    "bench-parse": ("dumps",),
    "backup-verify": ("a backup",),
    "restore": ("a backup",),
    "debug-message": ("artists",),
    "healthcheck": ("a-name",),
}
"""Of recipes that demand some."""
NEED_AN_ENGINE = ("rebuild", "deploy-prod", "configure-discogs", "build", "build-prod")


@cache
def recipes() -> dict[str, dict[str, Any]]:
    """Every public recipe as `just` itself describes it."""
    shown = subprocess.run([JUST, "--dump", "--dump-format", "json"], cwd=REPOSITORY, capture_output=True, check=True, timeout=60)
    found: dict[str, dict[str, Any]] = json.loads(shown.stdout)["recipes"]
    return {name: recipe for name, recipe in found.items() if not recipe["private"]}


def just(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    options = {"stdin": subprocess.DEVNULL, **options}
    return subprocess.run([JUST, *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120, **options)


def dry_run(name: str) -> str:
    """What a recipe would run."""
    done = just("--yes", "--dry-run", name, *ARGUMENTS.get(name, ()))
    assert done.returncode == 0, done.stderr
    return done.stderr


def with_programs(folder: Path, **programs: str) -> dict[str, str]:
    """An environment in which these shell scripts come first. Each has its arguments in `<name>.log` of the folder."""
    folder.mkdir(exist_ok=True)
    for name, text in programs.items():
        (folder / name).write_text(f'#!/bin/sh\necho "$@" >> "{folder}/{name}.log"\n{text}\n', encoding="utf-8")
        (folder / name).chmod(0o755)
    return {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}


def called(folder: Path, name: str) -> list[str]:
    log = folder / f"{name}.log"
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


def groups(listed: str) -> dict[str, set[str]]:
    """Names by group, as `just --list` prints them."""
    found: dict[str, set[str]] = {}
    group = ""
    for line in listed.splitlines():
        if match := re.fullmatch(r"    \[(\S+)\]", line):
            group = match[1]
            found[group] = set()
        elif (match := re.match(r"    ([a-z]\S*)", line)) and group:
            found[group].add(match[1])
    return found


def test_operations_01_every_documented_recipe_is_listed_under_its_group() -> None:
    listed = just("--list").stdout
    assert just().stdout == listed, "just alone prints the same"
    shown = groups(listed)
    missing = {group: wanted for group, names in DOCUMENTED.items() if (wanted := set(names) - shown.get(group, set()))}
    assert not missing


def test_every_recipe_says_what_it_does_and_has_a_group() -> None:
    silent = [name for name, recipe in recipes().items() if not recipe["doc"]]
    assert not silent
    loose = [name for name, recipe in recipes().items() if not any("group" in each for each in recipe["attributes"] if isinstance(each, dict))]
    assert not loose


@pytest.mark.parametrize("name", sorted(recipes()))
def test_what_a_recipe_would_run_is_there(name: str) -> None:
    text = dry_run(name)
    assert text.strip()
    for program in re.findall(rf'"{re.escape(str(REPOSITORY))}/(\.venv/bin/[\w.-]+|test|up)"', text):
        assert (REPOSITORY / program).exists(), f"{name} runs {program}"
    for how, script in re.findall(r"(source )?(?<![\w/])(scripts/[\w./-]+\.(?:sh|py))", text):
        assert (REPOSITORY / script).is_file(), f"{name} runs {script}"
        assert how or script.endswith(".py") or os.access(REPOSITORY / script, os.X_OK), f"{script} cannot be run"


@pytest.mark.parametrize("name", NEED_AN_ENGINE)
@pytest.mark.parametrize(
    ("docker", "told"),
    [("exit 1", "needs Docker with compose 2"), ('[ "$1" = compose ]', "no engine answers")],
    ids=["no compose", "no engine"],
)
def test_recipes_for_containers_say_what_is_missing(name: str, docker: str, told: str, tmp_path: Path) -> None:
    done = just(name, *ARGUMENTS.get(name, ()), env=with_programs(tmp_path / "bin", docker=docker))
    assert done.returncode == 1
    assert told in done.stderr
    assert "./up" in done.stderr
    assert all(line in ("compose version", "info") for line in called(tmp_path / "bin", "docker")), "nothing else was tried"


def test_production_is_both_files(tmp_path: Path) -> None:
    assert just("deploy-prod", env=with_programs(tmp_path / "bin", docker="exit 0")).returncode == 0
    assert called(tmp_path / "bin", "docker")[-1] == "compose -f docker-compose.yml -f docker-compose.prod.yml up -d"


def test_configure_discogs_hands_its_words_over_whole(tmp_path: Path) -> None:
    environment = with_programs(tmp_path / "bin", docker='[ "$1" != exec ] || printf "<%s>" "$@"')
    done = just("configure-discogs", "a key's", "$(id)", env=environment)
    assert done.stdout == "<exec><discogsography-api><discogs-setup><--consumer-key><a key's><--consumer-secret><$(id)>"


@pytest.mark.parametrize(
    ("said", "code", "expected"),
    [
        ("error: uv was installed through a package manager", 2, 0),
        ("Self-update is only available for uv binaries installed via the standalone installation scripts.", 2, 0),
        ("error: no route to host", 2, 1),
    ],
)
def test_update_uv_leaves_a_uv_of_somebody_else_alone(said: str, code: int, expected: int, tmp_path: Path) -> None:
    # In a folder of its own: beside .venv/bin/uv the recipe would not find ours.
    (tmp_path / "justfile").write_text((REPOSITORY / "justfile").read_text(encoding="utf-8"), encoding="utf-8")
    environment = with_programs(tmp_path / "bin", uv=f"echo '{said}' >&2; exit {code}")
    done = subprocess.run([JUST, "update-uv"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60, env=environment)
    assert (done.returncode != 0) == bool(expected)
    assert ("skipped" in done.stdout) == (not expected)


def test_the_licence_check_knows_what_the_extractor_brings_along() -> None:
    done = just("extractor-deny")
    assert done.returncode == 0, done.stdout
    assert "lxml" in done.stdout
    assert just("extractor-fmt-check").returncode == 0
    assert "no Rust" in just("update-cargo").stdout


def test_operations_28_member_suites_write_reports_and_hold_the_floor(tmp_path: Path) -> None:
    for name in PER_MEMBER:
        text = dry_run(name)
        assert "--cov" in text
        assert "_report" in text
    layout, member = Layout(root=tmp_path / "stack", programs=tmp_path), tmp_path / "graphinator" / "src" / "graphinator"
    data = pytest_run(layout, "chosen", [], None, coverage=False).environment["COVERAGE_FILE"]  # where ./test leaves what chosen tests cover
    member.mkdir(parents=True)
    (tmp_path / "justfile").write_text((REPOSITORY / "justfile").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.coverage.run]\nrelative_files = true\n", encoding="utf-8")
    (tmp_path / ".venv").symlink_to(REPOSITORY / ".venv")
    environment = {**os.environ, "TEST_STACK_DIR": str(tmp_path / "stack"), "COVERAGE_FILE": data}
    environment.pop("COVERAGE_PROCESS_START", None)
    environment.pop("COVERAGE_PROCESS_CONFIG", None)

    def report_of(lines: int) -> subprocess.CompletedProcess[str]:
        """The reports of a module with `lines` lines that ran, and two that did not."""
        (member / "it.py").write_text("x = 1\n" * lines + "if x > 1:\n    x = 2\n    x = 3\n", encoding="utf-8")
        run = [sys.executable, "-m", "coverage", "run", str(member / "it.py")]
        subprocess.run(run, cwd=tmp_path, env=environment, check=True, timeout=60)
        return subprocess.run(
            [JUST, "--justfile", "justfile", "_report", "graphinator"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    done = report_of(20)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "graphinator/src/graphinator/it.py" in (tmp_path / "coverage.xml").read_text(encoding="utf-8")
    totals = json.loads((tmp_path / "coverage.json").read_text(encoding="utf-8"))["totals"]
    assert (totals["covered_lines"], totals["missing_lines"]) == (21, 2)
    assert report_of(2).returncode != 0, "3 of 5 lines are 60 %"


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Path]:
    """A small checkout with what `clean` is there for, and what it must not touch."""
    root = tmp_path / "a checkout"
    for path in (*GOES, *STAYS):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x", encoding="utf-8")
    (root / "scripts" / "clean.sh").write_bytes((REPOSITORY / "scripts" / "clean.sh").read_bytes())
    (root / "scripts" / "clean.sh").chmod(0o755)
    yield root


GOES = (
    *(".venv/bin/python", "node_modules/x.js", "dist/x.whl", "build/x", "coverage.xml", "coverage.json", ".coverage.host.1", ".mypy_cache/x"),
    *("api/src/api/__pycache__/x.pyc", "common/src/x.egg-info/PKG-INFO", "tests/__pycache__/x.pyc", "api/src/api/app.py~"),
    *("explore/src/explore/static/index.html", ".stack/test/reports/x", ".ruff_cache/x", ".benchmarks/x", "htmlcov/index.html"),
)
STAYS = (
    *(
        ".git/refs/heads/build",
        ".git/dist/x",
        "docs/build/page.md",
        "data/dump.xml.gz",
        "uv.lock",
        "secrets/jwt_secret_key.txt",
        "backups/b/manifest.json",
    ),
    *(".stack/data/postgres/base", ".stack/discogs/dump.gz", "notes/__pycache__/mine", "api/src/api/build/kept.py", "target/x", "scripts/clean.sh"),
)


def test_operations_weak_31_clean_takes_only_what_can_be_made_again(tree: Path) -> None:
    clean = [str(tree / "scripts" / "clean.sh")]
    listed = subprocess.run([*clean, "--list"], capture_output=True, text=True, check=True, timeout=60, cwd="/").stdout
    assert "api/src/api/__pycache__" in listed
    assert all((tree / path).exists() for path in (*GOES, *STAYS)), "--list only lists"
    subprocess.run(clean, check=True, timeout=60, cwd="/")
    assert [path for path in GOES if (tree / path).exists()] == []
    assert [path for path in STAYS if not (tree / path).exists()] == []
    subprocess.run(clean, check=True, timeout=60, cwd="/")
    assert subprocess.run([*clean, "--all"], capture_output=True, check=False, timeout=60).returncode == 2


def test_operations_weak_31_deep_clean_asks_and_leaves_the_host_alone(tmp_path: Path) -> None:
    done = just("deep-clean", env=with_programs(tmp_path / "bin", docker="exit 0"), stdin=None, input="no\n")
    assert done.returncode != 0
    assert called(tmp_path / "bin", "docker") == []
    would = dry_run("deep-clean")
    assert "docker compose down -v --remove-orphans" in would
    assert not re.search(r"docker \w+ prune", (REPOSITORY / "justfile").read_text(encoding="utf-8"))


def test_operations_weak_32_images_are_listed_not_the_template(tmp_path: Path) -> None:
    text = dry_run("check-updates")
    (line,) = (line for line in text.splitlines() if "docker images" in line)
    assert "{{.Repository}}\\t{{.Tag}}\\t{{.CreatedSince}}" in line
    environment = with_programs(
        tmp_path / "bin", docker='[ "$1" != images ] || { [ "$3" = "table {{.Repository}}\\t{{.Tag}}\\t{{.CreatedSince}}" ] && seq 40; }'
    )
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True, timeout=60, env=environment)
    assert len(done.stdout.splitlines()) == 21, "a heading and twenty images"
