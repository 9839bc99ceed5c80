"""Orders to Docker's command, each bounded in time."""

from dataclasses import dataclass
import json
import os
from pathlib import Path
import subprocess
from typing import Any, Final

from common.runtime.errors import StoreUnavailable
from utilities.stack.layout import REPOSITORY


COMMAND_TIMEOUT_S: Final = 60.0


class DockerFailed(StoreUnavailable):
    """Docker is not there, does not answer in time, or refuses an order."""


@dataclass(frozen=True, slots=True)
class Docker:
    """`docker compose` in the folder of the compose files.

    Attributes:
        files: Compose files of the running project, as `COMPOSE_FILE` has them; `None`: what compose finds by itself.
        project: Its name; `None`: what compose makes of the folder's.
    """

    folder: Path = REPOSITORY
    files: str | None = None
    project: str | None = None
    timeout_s: float = COMMAND_TIMEOUT_S

    def compose(self, *arguments: str) -> str:
        """What `docker compose <arguments>` prints on its standard output.

        Raises:
            DockerFailed: with Docker's own words.
        """
        done = self.run("compose", *arguments)
        if done.returncode != 0:
            raise DockerFailed(f"docker compose {arguments[0]} failed ({done.returncode}): {_last_line(done.stderr or done.stdout)}")
        return done.stdout

    def run(self, *arguments: str, merged: bool = False) -> subprocess.CompletedProcess[str]:
        """Run `docker <arguments>` to its end, whatever its exit code is.

        Args:
            merged: Standard error comes with standard output: containers write their logs to both.
        Raises:
            DockerFailed: there is no docker, or no end within `timeout_s`.
        """
        named = {"COMPOSE_FILE": self.files, "COMPOSE_PROJECT_NAME": self.project}
        environment = {name: value for name, value in named.items() if value} | os.environ  # the operator's own choice wins
        try:
            return subprocess.run(
                ["docker", *arguments],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT if merged else subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                cwd=self.folder,
                env=environment,
                timeout=self.timeout_s,
            )
        except subprocess.TimeoutExpired as error:
            raise DockerFailed(f"docker {' '.join(arguments[:2])} has not ended after {self.timeout_s:g} s") from error
        except OSError as error:
            raise DockerFailed(f"docker cannot be run: {error.strerror or error}") from error


def json_documents(text: str) -> list[dict[str, Any]]:
    """Objects of an answer: releases of compose differ in whether it is an array or one object a line.

    Raises:
        DockerFailed: it is neither.
    """
    try:
        stripped = text.strip()
        found = json.loads(stripped) if stripped.startswith("[") else [json.loads(line) for line in stripped.splitlines() if line.strip()]
    except ValueError as error:
        raise DockerFailed(f"docker's answer cannot be read: {error}") from error
    return [entry for entry in found if isinstance(entry, dict)]


def _last_line(text: str | None) -> str:
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    return lines[-1] if lines else "it says nothing"
