"""`python -m explore`."""

import sys

from explore.explore import main


if __name__ == "__main__":
    sys.exit(main())
