"""When pages are built anew, and when their packages are. npm is a small script here, run as the real one is."""

from collections.abc import Collection, Mapping
import json
from pathlib import Path

import pytest

from common.runtime.errors import ConfigError
from utilities.stack.layout import Layout
from utilities.stack.page import PAGES, Page, ensure_pages, fingerprint, is_installed


LOCKED = {
    "": {"name": "root"},
    "explore/web": {"version": "1.0.0"},
    "node_modules/@x/explore": {"resolved": "explore/web", "link": True},
    "node_modules/react": {"version": "19.3.1"},
    "node_modules/packer-darwin": {"version": "2.0.0", "optional": True},
}
NPM = """#!/bin/sh
echo "$@" >> "{log}"
case "$*" in
  install*) mkdir -p node_modules; cp package-lock.json node_modules/.package-lock.json ;;
  *explore/web) mkdir -p "$EXPLORE_OUT_DIR"; cp explore/web/src/main.tsx "$EXPLORE_OUT_DIR/index.html" ;;
  *dashboard/web) mkdir -p "$DASHBOARD_OUT_DIR"; cp dashboard/web/src/main.tsx "$DASHBOARD_OUT_DIR/index.html" ;;
esac
"""
EXPLORE = Page("explore")
BOTH = frozenset({"dashboard", "explore"})


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A checkout with two pages of one file each, and an npm that notes how it is called."""
    for name, text in {
        "package.json": "{}",
        "package-lock.json": json.dumps({"packages": LOCKED}),
        "explore/web/src/main.tsx": "first",
        "explore/web/src/main.test.tsx": "test",
        "common/web/src/tokens.css": "",
        "explore/src/explore/app.py": "",
        "dashboard/web/src/main.tsx": "figures",
        "dashboard/src/dashboard/app.py": "",
        ".venv/bin/npm": NPM.format(log=tmp_path / "calls"),
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / ".venv/bin/npm").chmod(0o755)
    return Layout(root=tmp_path / ".stack", programs=tmp_path / "programs", repository=tmp_path)


def calls(layout: Layout) -> list[str]:
    """First arguments of npm's calls."""
    path = layout.repository / "calls"
    return [line.split()[0] for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def write(layout: Layout, name: str, text: str) -> None:
    """Write a file of the checkout."""
    (layout.repository / name).write_text(text, encoding="utf-8")


def built(layout: Layout, page: Page) -> str:
    """What is served as a page."""
    return (layout.repository / page.built / "index.html").read_text(encoding="utf-8")


def test_pages_are_built_once_and_again_when_a_source_changes(layout: Layout) -> None:
    said: list[str] = []
    assert ensure_pages(layout, said.append) == BOTH
    assert ensure_pages(layout, said.append) == frozenset()
    write(layout, "explore/web/src/main.tsx", "second")
    assert ensure_pages(layout, said.append) == {"explore"}

    assert calls(layout) == ["install", "run", "run", "run"]
    assert [built(layout, page) for page in PAGES] == ["second", "figures"]
    assert [line.split(" (")[0] for line in said] == [
        "Installing the pages' packages",
        "The page of explore is built",
        "The page of dashboard is built",
        "The page of explore is built",
    ]


@pytest.mark.parametrize("page", PAGES)
def test_a_build_that_was_deleted_is_made_again(layout: Layout, page: Page) -> None:
    ensure_pages(layout, lambda _: None)
    (layout.repository / page.built / "index.html").unlink()

    assert ensure_pages(layout, lambda _: None) == {page.service}


def test_packages_are_installed_again_when_the_lock_file_changes(layout: Layout) -> None:
    ensure_pages(layout, lambda _: None)
    write(layout, "package-lock.json", json.dumps({"packages": LOCKED | {"node_modules/react": {"version": "19.3.2"}}}))
    ensure_pages(layout, lambda _: None)

    assert calls(layout) == ["install", "run", "run", "install", "run", "run"]


def test_a_build_that_fails_says_why_and_leaves_the_page_that_was_there(layout: Layout) -> None:
    ensure_pages(layout, lambda _: None)
    write(layout, "explore/web/src/main.tsx", "second")
    write(layout, ".venv/bin/npm", "#!/bin/sh\necho 'main.tsx: what is this?' >&2\nexit 2\n")

    with pytest.raises(ConfigError, match=r"npm run --silent build .* ended with 2:\nmain\.tsx: what is this\?"):
        ensure_pages(layout, lambda _: None)
    assert built(layout, EXPLORE) == "first"


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("explore/web/src/main.tsx", {"explore"}),
        ("dashboard/web/src/main.tsx", {"dashboard"}),
        ("common/web/src/tokens.css", BOTH),
        ("package-lock.json", BOTH),
        ("explore/web/src/main.test.tsx", set()),
        ("explore/src/explore/app.py", set()),
        ("dashboard/src/dashboard/app.py", set()),
    ],
)
def test_what_a_page_is_made_from_counts_and_nothing_else(layout: Layout, name: str, changed: Collection[str]) -> None:
    before = {page: fingerprint(layout.repository, page) for page in PAGES}
    write(layout, name, "other")

    assert {page.service for page in PAGES if fingerprint(layout.repository, page) != before[page]} == changed


@pytest.mark.parametrize(
    ("installed", "enough"),
    [
        (LOCKED, True),
        ({name: entry for name, entry in LOCKED.items() if name != "node_modules/packer-darwin"}, True),
        ({name: entry for name, entry in LOCKED.items() if name != "node_modules/react"}, False),
        (LOCKED | {"node_modules/react": {"version": "18.0.0"}}, False),
        (LOCKED | {"node_modules/left-over": {"version": "1.0.0"}}, False),
        ({}, False),
    ],
)
def test_packages_are_compared_with_the_lock_file(installed: Mapping[str, object], enough: bool) -> None:
    assert is_installed(LOCKED, installed) is enough
