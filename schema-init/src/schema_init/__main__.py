"""Entry point: `schema-init`."""

import argparse
import asyncio
from collections.abc import Sequence
import logging
import sys
from typing import Final

from common.runtime.banner import print_banner
from common.runtime.errors import ConfigError
from common.runtime.logging import get_logger, setup_logging
from common.runtime.marks import Mark
from schema_init.runner import HALVES, ExitCode, Half, run
from schema_init.settings import SchemaInitSettings
from schema_init.standing import wait


SERVICE: Final = "schema-init"
EPILOG: Final = """\
exit codes:
  0  both schemas are complete
  1  the schema of at least one store is not complete; the last log line names the store and the reason
  2  a setting or an argument is wrong; nothing was attempted

Settings come from the environment (docs/reference/configuration.md); all have defaults. Safe to run again at any time.
"""

log = get_logger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Create or migrate both schemas, or wait until they are; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog=SERVICE,
        description="Creates the PostgreSQL database and brings the schemas of PostgreSQL and Neo4j up to date.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", type=Half, choices=HALVES, help="work on one store only", metavar="{postgres,neo4j}")
    parser.add_argument("--wait", action="store_true", help="change nothing: wait until another run has completed the schemas")
    options = parser.parse_args(arguments)
    try:
        settings = SchemaInitSettings.load()
    except ConfigError as error:
        setup_logging(SERVICE)
        log.error(Mark.FAILED, "Configuration error", error=str(error))
        return ExitCode.USAGE
    setup_logging(SERVICE, settings.log_level, environment=settings.environment, log_file=settings.log_file)
    for chatty in ("alembic", "sqlalchemy"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    print_banner("DISCOGS", "SCHEMA INIT")
    log.info(Mark.START, "Waiting for the schemas" if options.wait else "Schema initialisation started")
    return asyncio.run((wait if options.wait else run)(settings, [options.only] if options.only else HALVES))


if __name__ == "__main__":
    sys.exit(main())
