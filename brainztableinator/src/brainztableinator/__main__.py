"""`brainztableinator` and `python -m brainztableinator`."""

import sys

from brainztableinator.service import make_spec
from brainztableinator.settings import BrainztableinatorSettings
from common.consumer.run import run_consumer


def main() -> int:
    """Consume until stopped; returns the exit code."""
    return run_consumer(make_spec, BrainztableinatorSettings)


if __name__ == "__main__":
    sys.exit(main())
