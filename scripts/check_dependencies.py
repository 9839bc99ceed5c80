"""Each member names every package that it imports, and no other.

    python scripts/check_dependencies.py

A workspace does not stop a member from importing what another one declared; this does. Exit code 1 with deptry's findings.
"""

import argparse
from pathlib import Path
import subprocess
import sys
import tomllib
from typing import Final


ROOT: Final = Path(__file__).resolve().parents[1]
MODULE_OF: Final = "discogsography-common=common,neo4j-rust-ext=neo4j"


def main() -> int:
    """Check every workspace member."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    members = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]["workspace"]["members"]
    failed = False
    for member in members:
        command = [str(Path(sys.executable).with_name("deptry")), "src", "--no-ansi", "--package-module-name-map", MODULE_OF]
        done = subprocess.run(command, cwd=ROOT / member, capture_output=True, text=True, check=False)  # noqa: S603 - our own tool
        if done.returncode != 0:
            failed = True
            print(f"{member}:\n{done.stderr}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
