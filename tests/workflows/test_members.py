"""Lists that name the workspace's members name them all."""

import json
from pathlib import Path
import re
import tomllib
from typing import Any

import yaml

from tests.support.real_data import REPOSITORY


PROJECT: dict[str, Any] = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
MEMBERS: list[str] = PROJECT["tool"]["uv"]["workspace"]["members"]
PACKAGES = {member.replace("-", "_") for member in MEMBERS}


def distribution(member: str) -> str:
    name: str = tomllib.loads((REPOSITORY / member / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"]
    return name


def tracked(*patterns: str) -> set[str]:
    """Folders of files of the checkout by pattern, `/` for the root; what is built or installed aside."""
    ignored = {".venv", "node_modules", ".stack", "dist"}
    found = {path.relative_to(REPOSITORY).parent for pattern in patterns for path in REPOSITORY.glob(pattern) if not ignored & set(path.parts)}
    return {"/" if folder == Path() else f"/{folder}" for folder in found}


def test_operations_weak_35_tools_know_every_member() -> None:
    tool = PROJECT["tool"]
    distributions = {distribution(member) for member in MEMBERS}
    assert set(PROJECT["project"]["dependencies"]) == distributions
    assert tool["uv"]["sources"].keys() == distributions
    assert set(tool["ruff"]["lint"]["isort"]["known-first-party"]) == PACKAGES | {"tests"}
    assert set(tool["mypy"]["mypy_path"]) == {f"{member}/src" for member in MEMBERS}
    assert set(tool["coverage"]["run"]["source_pkgs"]) == PACKAGES
    linter = tool["importlinter"]
    assert set(linter["root_packages"]) == PACKAGES
    (apart,) = (contract for contract in linter["contracts"] if contract["name"] == "Services never import each other")
    (common,) = (contract for contract in linter["contracts"] if contract["name"] == "Common imports no service")
    assert set(apart["modules"]) == set(common["forbidden_modules"]) == PACKAGES - {"common"}


def test_operations_weak_27_what_pages_are_built_with_is_locked() -> None:
    """Manifests name exact versions, the lock file has all of them, and images install what it says."""
    lock = json.loads((REPOSITORY / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    root = json.loads((REPOSITORY / "package.json").read_text(encoding="utf-8"))
    for folder in ("", *root["workspaces"]):
        manifest = json.loads((REPOSITORY / folder / "package.json").read_text(encoding="utf-8"))
        for name, version in {**manifest.get("dependencies", {}), **manifest.get("devDependencies", {})}.items():
            if not (REPOSITORY / str(lock.get(f"node_modules/{name}", {}).get("resolved", "nowhere"))).is_dir():  # a workspace of our own is linked
                assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{folder or '.'}: {name} {version}"
                assert any(entry.get("version") == version for path, entry in lock.items() if path.endswith(f"node_modules/{name}")), name
    dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    assert "COPY package.json package-lock.json" in dockerfile
    assert not re.search(r"\bnpx\b|npm install [^-&|\n]", dockerfile)


def test_operations_weak_35_dependabot_looks_at_every_manifest() -> None:
    """Members are in the root's lock files, so the root's entry is theirs; everything else has one by its folder."""
    updates = yaml.safe_load((REPOSITORY / ".github" / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    folders = {update["package-ecosystem"]: set(update.get("directories", [update.get("directory")])) for update in updates}
    schedule = {"interval": "weekly", "day": "monday", "time": "09:00", "timezone": "America/Los_Angeles"}
    assert all(update["schedule"] == schedule for update in updates)

    assert folders["uv"] == {"/"}
    assert tracked("pyproject.toml", "*/pyproject.toml") == {"/", *(f"/{member}" for member in MEMBERS)}
    assert folders["npm"] == {"/"}
    workspaces = json.loads((REPOSITORY / "package.json").read_text(encoding="utf-8"))["workspaces"]
    assert tracked("package.json", "*/package.json", "*/web/package.json") == {"/", *(f"/{workspace}" for workspace in workspaces)}
    assert folders["docker"] == tracked("Dockerfile", "*/Dockerfile")
    assert folders["docker-compose"] == tracked("docker-compose*.yml")
    assert folders["maven"] == tracked("utilities/**/*pom.xml")
    assert folders["github-actions"] == {"/", "/.github/actions/*"}
