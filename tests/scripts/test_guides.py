"""What guides and read-me files name exists: files, recipes, scripts, variables, commands."""

from pathlib import Path
import re
import subprocess
import sys

import pytest

from tests.support.real_data import REPOSITORY


OF_PEOPLE = sorted(
    [
        *(REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md")),
        *(REPOSITORY / "docs").glob("*.md"),
        *(REPOSITORY / "docs" / "guides").glob("*.md"),
        *(REPOSITORY / "deploy").rglob("README.md"),
    ]
)
NAMES = [str(path.relative_to(REPOSITORY)) for path in OF_PEOPLE]
OPERATIONS = REPOSITORY / "docs" / "guides" / "operations.md"


def text_of(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def code_of(name: str) -> list[str]:
    """What is set as code: spans and blocks."""
    text = text_of(name)
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return blocks + re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def anchors(path: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    folder = (REPOSITORY / name).parent
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(name)):
        if re.match(r"\w+:", target):
            continue
        path, _, anchor = target.partition("#")
        place = (folder / path) if path else REPOSITORY / name
        assert place.exists(), f"{name} links {target}"
        if anchor and place.suffix == ".md":
            assert anchor in anchors(place), f"{name} links {target}"


@pytest.mark.parametrize("name", NAMES)
def test_recipes_and_scripts_exist(name: str) -> None:
    shown = subprocess.run([str(Path(sys.executable).with_name("just")), "--summary"], cwd=REPOSITORY, check=True, capture_output=True, text=True)
    known = set(shown.stdout.split())
    for code in code_of(name):
        for recipe in re.findall(r"(?:^|[\s(])just ([a-z][\w-]*)", code):
            assert recipe in known, f"{name} names just {recipe}"
        for script in re.findall(r"(?:^|[\s(/])(scripts/[\w./-]+\.(?:sh|py))", code):
            assert (REPOSITORY / script).is_file(), f"{name} names {script}"


def test_variables_of_the_operators_guide_are_settings() -> None:
    known = (
        text_of("docs/reference/configuration.md")
        + text_of("docker-compose.yml")
        + text_of("docs/guides/mcp.md")
        + text_of("docs/guides/containers.md")
    )
    for variable in {word for code in code_of("docs/guides/operations.md") for word in re.findall(r"\b[A-Z]+_[A-Z_]+\b", code)}:
        assert variable in known, variable


def test_every_page_is_in_the_index() -> None:
    index = text_of("docs/README.md")
    pages = [*(REPOSITORY / "docs" / "guides").glob("*.md"), *(REPOSITORY / "docs" / "reference").glob("*.md")]
    missing = [page.name for page in pages if f"({page.relative_to(REPOSITORY / 'docs')})" not in index]
    assert not missing
