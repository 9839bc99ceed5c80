"""`brainzgraphinator` and `python -m brainzgraphinator`."""

import sys

from brainzgraphinator.service import make_spec
from brainzgraphinator.settings import BrainzgraphinatorSettings
from common.consumer.run import run_consumer


def main() -> int:
    """Consume until stopped; returns the exit code."""
    return run_consumer(make_spec, BrainzgraphinatorSettings)


if __name__ == "__main__":
    sys.exit(main())
