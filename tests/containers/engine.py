"""The container engine, by its command line."""

from collections.abc import Mapping, Sequence
import json
import os
from pathlib import Path
import shutil
import subprocess
from typing import Any, Final


ANSWER_S: Final = 60
BUILD_S: Final = 3600


class EngineError(Exception):
    """A command failed; the text holds it and the end of what it said."""


def why_not() -> str | None:
    """Why containers cannot be run here; `None` when they can."""
    if not shutil.which("docker"):
        return "no docker command"
    for command, what in (
        (["info", "--format", "{{.ServerVersion}}"], "no engine answers"),
        (["buildx", "version"], "no buildx"),
        (["compose", "version"], "no compose 2"),
    ):
        try:
            done = subprocess.run(["docker", *command], check=False, capture_output=True, text=True, timeout=ANSWER_S)
        except subprocess.TimeoutExpired:
            return f"{what}: it does not answer"
        if done.returncode != 0:
            return f"{what}: {done.stderr.strip()}"
    return None


def registry_answers(image: str) -> bool:
    """Whether a registry knows an image; nothing is pulled."""
    try:
        return run(["manifest", "inspect", image]).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def docker(*arguments: str, env: Mapping[str, str] | None = None, timeout_s: float = ANSWER_S, cwd: Path | None = None, check: bool = True) -> str:
    """Standard output of a docker command.

    Raises:
        EngineError: it failed, and that was not to be expected (`check`).
    """
    done = run(arguments, env=env, timeout_s=timeout_s, cwd=cwd)
    if check and done.returncode != 0:
        told = (done.stdout + done.stderr).splitlines()[-60:]
        raise EngineError(f"docker {' '.join(arguments)} ended with {done.returncode}:\n" + "\n".join(told))
    return done.stdout


def run(
    arguments: Sequence[str], *, env: Mapping[str, str] | None = None, timeout_s: float = ANSWER_S, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """A docker command as it went, whatever its exit code."""
    return subprocess.run(
        ["docker", *arguments], check=False, capture_output=True, text=True, timeout=timeout_s, cwd=cwd, env={**os.environ, **(env or {})}
    )


def inspect(kind: str, name: str) -> dict[str, Any]:
    """What the engine knows of an image or a container."""
    told: dict[str, Any] = json.loads(docker(kind, "inspect", name))[0]
    return told


def has_image(name: str) -> bool:
    """Whether an image is there."""
    return run(["image", "inspect", name]).returncode == 0
