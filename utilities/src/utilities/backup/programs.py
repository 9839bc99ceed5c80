"""Programs of the servers, wherever they run: output into a file, input from one, and none left over."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
import os
from pathlib import Path
import subprocess
import tempfile
from typing import IO, Final

from common.runtime.errors import ConfigError


LONGEST_S: Final = 24 * 3600
"""No step of a whole catalogue takes this long: a program that does hangs."""
TAIL_LINES: Final = 15


@dataclass(frozen=True, slots=True)
class Command:
    """A program and its place. Secrets are in `environment`, never in `argv`, which everybody on the machine may read."""

    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None


def save(command: Command, path: Path) -> None:
    """What a program writes, into a new file that is on the disk when this returns.

    The program gets the file itself as its output: where it can, it goes back in it to note where each part begins.

    Raises:
        ConfigError: it failed; with the end of what it said.
    """
    with path.open("xb") as file:
        _run(command, stdin=subprocess.DEVNULL, stdout=file)
        os.fsync(file.fileno())


def feed(command: Command, path: Path | None = None) -> None:
    """Run a program, with a file as its input where one is given.

    Raises:
        ConfigError: it failed; with the end of what it said.
    """
    if path is None:
        _run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        return
    with path.open("rb") as file:
        _run(command, stdin=file, stdout=subprocess.DEVNULL)


def _run(command: Command, *, stdin: IO[bytes] | int, stdout: IO[bytes] | int) -> None:
    with tempfile.TemporaryFile() as said, _started(command, stdin=stdin, stdout=stdout, stderr=said) as process:
        try:
            code = process.wait(LONGEST_S)
        except subprocess.TimeoutExpired as error:
            raise ConfigError(f"{_name(command)} has not ended after {LONGEST_S // 3600} hours") from error
        if code != 0:
            said.seek(0)
            tail = "\n".join(said.read().decode(errors="replace").splitlines()[-TAIL_LINES:])
            raise ConfigError(f"{_name(command)} ended with {code}:\n{tail}")


@contextmanager
def _started(command: Command, *, stdin: IO[bytes] | int, stdout: IO[bytes] | int, stderr: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        process = subprocess.Popen(
            command.argv, stdin=stdin, stdout=stdout, stderr=stderr, env={**os.environ, **command.environment}, cwd=command.folder
        )
    except OSError as error:
        raise ConfigError(f"{command.argv[0]} cannot be run: {error.strerror or error}") from error
    try:
        yield process
    finally:
        if process.poll() is None:  # we are interrupted: it would go on writing for nobody
            process.kill()
            process.wait()


def _name(command: Command) -> str:
    return Path(command.argv[0]).name
