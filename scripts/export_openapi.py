"""Writes docs/reference/openapi.json, the contract of the API, from its code; with `--check` only says whether it is up to date.

No server is needed: the application is assembled, not started.
"""

import argparse
from collections.abc import Sequence
import json
from pathlib import Path
import sys
from typing import Final

from api.app import create_app
from api.settings import ApiSettings


REPOSITORY: Final = Path(__file__).resolve().parents[1]
TARGET: Final = REPOSITORY / "docs" / "reference" / "openapi.json"
NOWHERE: Final = {
    "postgres_host": "localhost",
    "postgres_username": "nobody",
    "postgres_password": "none",
    "postgres_database": "none",
    "neo4j_host": "localhost",
    "neo4j_username": "nobody",
    "neo4j_password": "none",
}
"""Settings that assembly wants and the document does not depend on."""


def document() -> str:
    """The document, as it is kept."""
    return json.dumps(create_app(ApiSettings.load(**NOWHERE)).openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check; 1 when the check finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when the file is out of date")
    parser.add_argument("--output", type=Path, default=TARGET, help="file to write or compare")
    options = parser.parse_args(arguments)
    wanted = document()
    present = options.output.read_text(encoding="utf-8") if options.output.exists() else ""
    if options.check:
        if present != wanted:
            print(f"{options.output} is out of date: run scripts/export_openapi.py", file=sys.stderr)
        return int(present != wanted)
    options.output.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
