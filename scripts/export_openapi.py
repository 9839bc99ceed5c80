"""Writes the contracts of the API and of the dashboard from their code; with `--check` only says whether they are up to date.

docs/reference/openapi.json             the API
docs/reference/dashboard.openapi.json   the dashboard

No server is needed: the applications are assembled, not started.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
import json
from pathlib import Path
import sys
from typing import Any, Final

from api.app import create_app as create_api
from api.settings import ApiSettings
from dashboard.app import create_app as create_dashboard, document as document_of_dashboard
from dashboard.settings import DashboardSettings


REPOSITORY: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = REPOSITORY / "docs" / "reference"
NOWHERE: Final = {
    "postgres_host": "localhost",
    "postgres_username": "nobody",
    "postgres_password": "none",
    "postgres_database": "none",
    "neo4j_host": "localhost",
    "neo4j_username": "nobody",
    "neo4j_password": "none",
    "rabbitmq_password": "none",
}
"""Settings that assembly wants and the documents do not depend on."""


def api() -> dict[str, Any]:
    """The document of the API."""
    return create_api(ApiSettings.load(**NOWHERE)).openapi()


def dashboard() -> dict[str, Any]:
    """The document of the dashboard."""
    return document_of_dashboard(create_dashboard(DashboardSettings.load(**NOWHERE), lambda *_: nullcontext()))


DOCUMENTS: Final[Mapping[str, Callable[[], dict[str, Any]]]] = {"openapi.json": api, "dashboard.openapi.json": dashboard}


def text_of(document: dict[str, Any]) -> str:
    """A document, as it is kept."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check; 1 when the check finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a file is out of date")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="folder of the files to write or compare")
    options = parser.parse_args(arguments)
    is_different = False
    for name, document in DOCUMENTS.items():
        target, wanted = options.folder / name, text_of(document())
        if not options.check:
            target.write_text(wanted, encoding="utf-8")
        elif not target.exists() or target.read_text(encoding="utf-8") != wanted:
            print(f"{target} is out of date: run scripts/export_openapi.py", file=sys.stderr)
            is_different = True
    return int(is_different)


if __name__ == "__main__":
    sys.exit(main())
