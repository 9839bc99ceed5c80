"""The Dockerfile, read for what it says of each image."""

from collections.abc import Iterator
from dataclasses import dataclass, field
import json
from pathlib import Path
import re
import shlex
import tomllib
from typing import Final


REPOSITORY: Final = Path(__file__).parents[2]
DOCKERFILE: Final = REPOSITORY / "Dockerfile"
STAGE: Final = "service-"
"""Stages of services begin with it."""
HEALTH: Final = re.compile(r"http://localhost:(\d+)/health")


@dataclass(slots=True)
class Stage:
    """A stage of the Dockerfile: what it is made from, and its instructions."""

    name: str
    base: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def all(self, instruction: str) -> list[str]:
        """Arguments of every such instruction."""
        return [rest for word, rest in self.steps if word == instruction]


@dataclass(frozen=True, slots=True)
class Service:
    """An image: what its stage says, and what its member does.

    Attributes:
        name: Build argument `SERVICE`, which is the member's folder.
        ports: What it exposes.
        health_port: What its probe asks; `None` without one.
        entrypoint: Its program with arguments.
        distribution: Name of the member's package, without the project's.
        scripts: Console scripts of the member.
    """

    name: str
    ports: frozenset[int]
    health_port: int | None
    entrypoint: tuple[str, ...]
    description: str
    distribution: str
    member_description: str
    scripts: frozenset[str]

    def __str__(self) -> str:
        return self.name


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """Instructions with their arguments; comments and line ends are gone."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n", " ", "\n".join(lines)).splitlines():
        if line.strip():
            word, _, rest = line.strip().partition(" ")
            yield word.upper(), " ".join(rest.split())


def stages() -> list[Stage]:
    """Stages in their order; what stands before the first one is a stage without name and base."""
    found = [Stage("", "")]
    for word, rest in instructions(DOCKERFILE.read_text(encoding="utf-8")):
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            found.append(Stage(name, base))
        else:
            found[-1].steps.append((word, rest))
    return found


def labels(stage: Stage) -> dict[str, str]:
    """Labels that a stage sets."""
    words = [word for rest in stage.all("LABEL") for word in shlex.split(rest)]
    return dict(word.split("=", 1) for word in words)


def services() -> dict[str, Service]:
    """Every service that has an image, by name."""
    return {each.name: each for stage in stages() if stage.name.startswith(STAGE) for each in [_service(stage)]}


def _service(stage: Stage) -> Service:
    name = stage.name.removeprefix(STAGE)
    project = tomllib.loads((REPOSITORY / name / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    probe = HEALTH.search(" ".join(stage.all("HEALTHCHECK")))
    return Service(
        name=name,
        ports=frozenset(int(port) for rest in stage.all("EXPOSE") for port in rest.split()),
        health_port=int(probe.group(1)) if probe else None,
        entrypoint=tuple(json.loads(stage.all("ENTRYPOINT")[-1])),
        description=labels(stage)["org.opencontainers.image.description"],
        distribution=project["name"].removeprefix("discogsography-"),
        member_description=project["description"],
        scripts=frozenset(project["scripts"]),
    )


SERVICES: Final = services()
