"""What `update-project.sh` changes in manifests, and what it tells of it.

    floors             raise every `>=` in the members' dependencies to the version in uv.lock
    caps FILE          say which newest releases (JSON of `uv pip list --outdated`) a `<` keeps out
    npm FILE [--major] move exact versions in package.json files to the newest (JSON of `npm outdated`), within the same major version or beyond
    summary            what differs between the committed lock files and those of the tree, as Markdown

Standard library only.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
import json
from pathlib import Path
import re
import subprocess
import sys
import tomllib
from typing import Any, Final


REQUIREMENT: Final = re.compile(
    r'^(?P<head>\s*")(?P<name>[A-Za-z0-9][\w.-]*)(?P<extras>\[[^\]]*\])?(?P<ranges>[^";]*)(?P<tail>(?:;[^"]*)?",?.*)$', re.MULTILINE
)
"""A requirement on a line of its own, as manifests here have them: comments and markers stay."""
FLOOR: Final = re.compile(r">=\s*([\w.!+]+)")
CAP: Final = re.compile(r"<(?!=)\s*([\w.!+]+)")


def canonical(name: str) -> str:
    """A package's name as lock files spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def release(version: str) -> tuple[int, ...]:
    """The numbers a version begins with: enough to compare releases of one package."""
    return tuple(int(part) for part in re.findall(r"\d+", version.split("+", maxsplit=1)[0].rsplit("!", maxsplit=1)[-1])[:4])


def raise_floors(text: str, locked: Mapping[str, str]) -> str:
    """A manifest whose floors are the locked versions; caps, extras, markers and comments are kept."""

    def raised(found: re.Match[str]) -> str:
        version = locked.get(canonical(found["name"]))
        if version is None or not FLOOR.search(found["ranges"]):
            return found[0]
        ranges = FLOOR.sub(lambda floor: f">={version}" if release(version) > release(floor[1]) else floor[0], found["ranges"])
        return f"{found['head']}{found['name']}{found['extras'] or ''}{ranges}{found['tail']}"

    return REQUIREMENT.sub(raised, text)


def kept_out(text: str, newest: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Packages whose newest release is at or beyond a cap: name, cap, release."""
    for found in REQUIREMENT.finditer(text):
        release_of = newest.get(canonical(found["name"]))
        for cap in CAP.findall(found["ranges"]):
            if release_of is not None and release(release_of) >= release(cap):
                yield found["name"], cap, release_of


def newer_npm(manifest: dict[str, Any], latest: Mapping[str, str], *, major: bool) -> dict[str, Any]:
    """A package.json whose exact versions are the newest ones; another major version only if asked for."""

    def moved(name: str, version: str) -> str:
        newest = latest.get(name)
        if newest is None or not re.fullmatch(r"\d+\.\d+\.\d+", version) or not re.fullmatch(r"\d+\.\d+\.\d+", newest):
            return version
        return newest if release(newest) > release(version) and (major or release(newest)[0] == release(version)[0]) else version

    parts = ("dependencies", "devDependencies")
    return manifest | {part: {name: moved(name, version) for name, version in manifest[part].items()} for part in parts if part in manifest}


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Rows of a Markdown table: what was added, removed, moved."""
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    return [f"| {name} | {before.get(name, '–')} | {after.get(name, '–')} |" for name in names]


def of_uv(text: str) -> dict[str, str]:
    """Versions in a uv.lock."""
    return {package["name"]: package["version"] for package in tomllib.loads(text).get("package", ()) if "version" in package}


def of_npm(text: str) -> dict[str, str]:
    """Versions in a package-lock.json."""
    packages: dict[str, dict[str, Any]] = json.loads(text or "{}").get("packages", {})
    return {
        path.rpartition("node_modules/")[2]: entry["version"] for path, entry in packages.items() if "node_modules/" in path and "version" in entry
    }


def manifests() -> list[Path]:
    """The root's pyproject.toml and those of its members."""
    members = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]["workspace"]["members"]
    return [Path("pyproject.toml"), *(Path(member) / "pyproject.toml" for member in members)]


def summary() -> str:
    """What the lock files of the tree have that the committed ones have not: asked of git, so no backup is needed for it."""
    parts = []
    for file, read in (("uv.lock", of_uv), ("package-lock.json", of_npm)):
        path = Path(file)
        committed = subprocess.run(["git", "show", f"HEAD:{file}"], capture_output=True, text=True, check=False).stdout  # noqa: S603, S607
        rows = changes(read(committed), read(path.read_text(encoding="utf-8") if path.exists() else ""))
        if rows:
            parts.append("\n".join([f"### {file}", "", "| package | before | after |", "|---|---|---|", *rows, ""]))
    return "\n".join(parts) or "No package has changed.\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """0; what `caps` finds is for a person to decide."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("floors")
    commands.add_parser("caps").add_argument("file", type=Path)
    npm = commands.add_parser("npm")
    npm.add_argument("file", type=Path)
    npm.add_argument("--major", action="store_true")
    commands.add_parser("summary")
    options = parser.parse_args(arguments)
    match options.command:
        case "floors":
            locked = of_uv(Path("uv.lock").read_text(encoding="utf-8"))
            for path in manifests():
                text = path.read_text(encoding="utf-8")
                path.write_text(raise_floors(text, locked), encoding="utf-8")
        case "caps":
            newest = {canonical(each["name"]): each["latest_version"] for each in json.loads(options.file.read_text(encoding="utf-8") or "[]")}
            for path in manifests():
                for name, cap, latest in kept_out(path.read_text(encoding="utf-8"), newest):
                    print(f"{path}: {name} <{cap} keeps out {latest}")
        case "npm":
            told: dict[str, Any] = json.loads(options.file.read_text(encoding="utf-8") or "{}")
            newest_npm = {name: (entry[0] if isinstance(entry, list) else entry)["latest"] for name, entry in told.items()}
            told_by_root = json.loads(Path("package.json").read_text(encoding="utf-8"))
            for path in (Path("package.json"), *(Path(member) / "package.json" for member in told_by_root.get("workspaces", ()))):
                manifest = json.loads(path.read_text(encoding="utf-8"))
                if (moved := newer_npm(manifest, newest_npm, major=options.major)) != manifest:
                    path.write_text(json.dumps(moved, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        case "summary":
            print(summary(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
