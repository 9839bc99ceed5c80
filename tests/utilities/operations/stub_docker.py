"""A program called docker that answers from files and writes down what it was asked."""

import json
from pathlib import Path
from typing import Any


SCRIPT = """#!/bin/sh
here=${0%/*}
printf "%s\\n" "$*" >> "$here/calls"
[ -n "$COMPOSE_FILE" ] && echo "$COMPOSE_PROJECT_NAME $COMPOSE_FILE" >> "$here/files"
what="$2"
[ "$what" = logs ] && what="logs-$3"
[ -f "$here/sleep" ] && exec /bin/sleep 30
[ -f "$here/$what.fail" ] && { /bin/cat "$here/$what.fail" >&2; exit 1; }
[ -f "$here/$what" ] && /bin/cat "$here/$what"
exit 0
"""


class StubDocker:
    """`docker compose <what>` answers what was laid down for it, else nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        program = folder / "docker"
        program.write_text(SCRIPT, encoding="utf-8")
        program.chmod(0o755)
        self.answer("ls", [])

    def answer(self, what: str, told: Any) -> None:
        """Lay an answer down; what is no text becomes JSON."""
        (self.folder / what).write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")

    def fail(self, what: str, words: str) -> None:
        """From now on it fails."""
        (self.folder / f"{what}.fail").write_text(words, encoding="utf-8")

    def hang(self) -> None:
        """From now on it gives no answer to anything."""
        (self.folder / "sleep").touch()

    def calls(self, what: str = "") -> list[str]:
        """What it was asked."""
        path = self.folder / "calls"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [line for line in lines if line.startswith(f"compose {what}")]

    def files(self) -> set[str]:
        """Projects with their files that it was given."""
        path = self.folder / "files"
        return set(path.read_text(encoding="utf-8").splitlines()) if path.exists() else set()


def container(service: str, state: str = "running", health: str = "healthy", exit_code: int = 0) -> dict[str, Any]:
    """One container as `docker compose ps` tells of it."""
    return {"Service": service, "Name": f"discogsography-{service}", "State": state, "Health": health, "ExitCode": exit_code, "Publishers": None}
