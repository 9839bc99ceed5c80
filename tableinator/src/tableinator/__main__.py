"""`tableinator` and `python -m tableinator`."""

import sys

from common.consumer.run import run_consumer
from tableinator.service import make_spec
from tableinator.settings import TableinatorSettings


def main() -> int:
    """Consume until stopped; returns the exit code."""
    return run_consumer(make_spec, TableinatorSettings)


if __name__ == "__main__":
    sys.exit(main())
