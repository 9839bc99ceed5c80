"""Whether the compose files are what they must be: services, order, rights, secrets. Alone and with the production overlay.

Reads the files itself, so it needs no engine. Where the program `docker compose` is there, that must accept them too.
"""

import argparse
from functools import partial
import os
from pathlib import Path
import subprocess
import sys
from typing import Final

from common.runtime.errors import ConfigError
from utilities.compose.model import load
from utilities.compose.policy import faults


REPOSITORY: Final = Path(__file__).resolve().parents[1]
EXAMPLE: Final = {"APP_BASE_URL": "https://music.example.org"}
PROFILES: Final = ("mcp", "monitoring", "sample")


def refusal(files: list[Path]) -> str | None:
    """What `docker compose config` has against the files; `None` when nothing, or when the program is not there."""
    # An installation's own .env is not what is judged here.
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | EXAMPLE
    ask = partial(subprocess.run, check=False, capture_output=True, text=True, env=environment)
    profiles = [f"--profile={profile}" for profile in PROFILES]
    command = ["docker", "compose", "--env-file=/dev/null", *(f"--file={file}" for file in files), *profiles, "config", "--quiet"]
    try:
        if ask(["docker", "compose", "version"]).returncode != 0:
            return None
        done = ask(command)
    except FileNotFoundError:
        return None
    return done.stderr.strip() if done.returncode != 0 else None


def main() -> int:
    """Exit code 1 when anything is wrong, and every fault on a line of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, default=REPOSITORY / "docker-compose.yml", help="the development file")
    parser.add_argument("--overlay", type=Path, default=REPOSITORY / "docker-compose.prod.yml", help="the production overlay")
    options = parser.parse_args()
    found: list[str] = []
    for files, production in (([options.base], False), ([options.base, options.overlay], True)):
        title = " + ".join(file.name for file in files)
        try:
            found += [f"{title}: {fault}" for fault in faults(load(files, EXAMPLE), production=production)]
        except ConfigError as error:
            found.append(f"{title}: {error}")
        else:
            if told := refusal(files):
                found.append(f"{title}: docker compose refuses it: {told}")
    for fault in found:
        print(fault, file=sys.stderr)
    if not found:
        print("The compose files keep the rules.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
