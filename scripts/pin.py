"""Pins what is fetched by a tag: actions to the commit and images to the digest that the tag stands for at this moment.

    python3 scripts/pin.py            resolve and write: `uses: owner/action@<commit> # <tag>`, `image:<tag>@sha256:<digest>`
    python3 scripts/pin.py --check    write nothing; end with 1 when something is not pinned

Needs a machine that reaches the hosts of the actions (git) and the registries (docker buildx). Nothing is written that was not fetched: what
cannot be resolved is named, and the run ends with 1. Running it again moves no pin: take out the commit or digest, or change the tag, to
have it resolved anew. Standard library only.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
import re
import subprocess
import sys
from typing import Final


ROOT: Final = Path(__file__).resolve().parents[1]
ACTIONS: Final = re.compile(r"(?P<head>\buses: *)(?P<name>[\w.-]+/[\w./-]+)@(?P<tag>[\w.-]+)(?P<tail> *)$", re.MULTILINE)
"""An action at a tag: one that is pinned has its tag in a comment, which is no end of line."""
IMAGES: Final = {
    ".github": re.compile(r"(?P<head>\b[A-Z]+_IMAGE: *)(?P<name>[\w.-]+(?:/[\w.-]+)*):(?P<tag>[\w.-]+)(?P<tail>)$", re.MULTILINE),
    "compose": re.compile(r"(?P<head>\bimage: *\"?\$\{\w+:-)(?P<name>[\w.-]+(?:/[\w.-]+)*):(?P<tag>[\w.-]+)(?P<tail>\}\"?)"),
    "Dockerfile": re.compile(r"(?P<head>^ARG \w+_IMAGE=)(?P<name>[\w.-]+(?:/[\w.-]+)*):(?P<tag>[\w.-]+)(?P<tail>)$", re.MULTILINE),
}
"""Images that workflows run, and defaults of those that can be replaced, in compose files and in the Dockerfile. One whose tag is put together of arguments stays as it is."""
COMMIT: Final = re.compile(r"[0-9a-f]{40}")
DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
TIMEOUT_S: Final = 60


class Unresolved(Exception):  # noqa: N818 - named for what it is
    """A tag that nobody could say the meaning of."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something that is fetched by a tag."""

    file: Path
    name: str
    tag: str


def files(root: Path) -> Iterator[tuple[Path, re.Pattern[str], bool]]:
    """Files with what is looked for in them, and whether that is actions."""
    for path in sorted((root / ".github").rglob("*.yml")):
        yield path, ACTIONS, True
        yield path, IMAGES[".github"], False
    for path in sorted(root.glob("docker-compose*.yml")):
        yield path, IMAGES["compose"], False
    if (dockerfile := root / "Dockerfile").exists():
        yield dockerfile, IMAGES["Dockerfile"], False


def unpinned(root: Path) -> list[Place]:
    """All that is fetched by a tag alone."""
    return [
        Place(path.relative_to(root), found["name"], found["tag"])
        for path, pattern, is_actions in files(root)
        for found in pattern.finditer(path.read_text(encoding="utf-8"))
        if not (is_actions and COMMIT.fullmatch(found["tag"]))
    ]


def commit_of(name: str, tag: str, *, host: str) -> str:
    """The commit that a tag of an action's repository stands for; of an annotated tag the one that it points to."""
    owner, repository, *_ = name.split("/")
    reference = f"refs/tags/{tag}"
    told = _run(["git", "ls-remote", "--exit-code", f"{host}/{owner}/{repository}", reference, f"{reference}^{{}}"], name, tag)
    commits = {where: commit for commit, _, where in (line.partition("\t") for line in told.splitlines())}
    commit = commits.get(f"{reference}^{{}}") or commits.get(reference, "")
    if not COMMIT.fullmatch(commit):
        raise Unresolved(f"{name}@{tag}: git answered '{told.strip()[:80]}'")
    return commit


def digest_of(name: str, tag: str) -> str:
    """The digest that a registry has for a tag, of all platforms together."""
    told = _run(["docker", "buildx", "imagetools", "inspect", "--format", "{{.Manifest.Digest}}", f"{name}:{tag}"], name, tag)
    if not DIGEST.fullmatch(told.strip()):
        raise Unresolved(f"{name}:{tag}: the registry answered '{told.strip()[:80]}'")
    return told.strip()


def _run(command: Sequence[str], name: str, tag: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=TIMEOUT_S)  # noqa: S603 - names are matched by patterns
    except FileNotFoundError as error:
        raise Unresolved(f"{name} {tag}: {command[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise Unresolved(f"{name} {tag}: no answer within {TIMEOUT_S} s") from error
    except subprocess.CalledProcessError as error:
        raise Unresolved(f"{name} {tag}: {error.stderr.strip() or 'no such tag'}") from error
    return done.stdout


def pin(root: Path, commit: Callable[[str, str], str], digest: Callable[[str, str], str]) -> list[str]:
    """Write all pins that can be resolved; what could not be."""
    problems: list[str] = []

    def pinned(found: re.Match[str], *, is_action: bool) -> str:
        name, tag = found["name"], found["tag"]
        try:
            if is_action:
                return found[0] if COMMIT.fullmatch(tag) else f"{found['head']}{name}@{commit(name, tag)} # {tag}"
            return f"{found['head']}{name}:{tag}@{digest(name, tag)}{found['tail']}"
        except Unresolved as error:
            problems.append(str(error))
            return found[0]

    for path, pattern, is_action in files(root):
        text = path.read_text(encoding="utf-8")
        changed = pattern.sub(lambda found, is_action=is_action: pinned(found, is_action=is_action), text)  # type: ignore[misc]
        if changed != text:
            path.write_text(changed, encoding="utf-8")
    return problems


def main(arguments: Sequence[str] | None = None) -> int:
    """1 when something is not pinned at the end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; say what is not pinned")
    parser.add_argument("--root", type=Path, default=ROOT, help="checkout to look at (this one)")
    parser.add_argument("--host", default="https://github.com", help="where repositories of actions are")
    options = parser.parse_args(arguments)
    if not options.check:
        answers: dict[tuple[str, str], str] = {}

        def once(ask: Callable[[str, str], str]) -> Callable[[str, str], str]:
            def asked(name: str, tag: str) -> str:
                if (name, tag) not in answers:
                    answers[name, tag] = ask(name, tag)
                return answers[name, tag]

            return asked

        for problem in pin(options.root, once(lambda name, tag: commit_of(name, tag, host=options.host)), once(digest_of)):
            print(f"error: {problem}", file=sys.stderr)
    left = unpinned(options.root)
    for place in left:
        print(f"not pinned: {place.file}: {place.name} {place.tag}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
