"""`graphinator` and `python -m graphinator`."""

import sys

from common.consumer.run import run_consumer
from graphinator.service import make_spec
from graphinator.settings import GraphinatorSettings


def main() -> int:
    """Consume until stopped; returns the exit code."""
    return run_consumer(make_spec, GraphinatorSettings)


if __name__ == "__main__":
    sys.exit(main())
