"""Licences of a member and of everything that it brings along: `check_licences.py discogsography-extractor`.

Exit code 1 when one is not in the list below, or is not told at all; 2 for a name that is not installed.
"""

from collections.abc import Iterator
from importlib import metadata
import re
import sys
from typing import Final


ALLOWED: Final = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|Unlicense|Zlib|0BSD|CC0|LGPL|Lesser General Public)\b", re.IGNORECASE
)
"""What may be used, changed and passed on under the project's own licence; libraries under the LGPL and MPL as they are."""
NAME: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")
LONGEST_NAME: Final = 100
"""Some packages put the whole text of their licence where its name belongs."""


def closure(name: str) -> Iterator[metadata.Distribution]:
    """A distribution and what it requires, as far as it is installed: what is not is for another platform, or an extra."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        key = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if key in seen:
            continue
        seen.add(key)
        try:
            found = metadata.distribution(key)
        except metadata.PackageNotFoundError:
            continue
        yield found
        waiting += [match[0] for each in found.requires or () if "extra ==" not in each and (match := NAME.match(each))]


def licence(package: metadata.Distribution) -> str:
    """What a distribution says its licence is; empty when it says nothing."""
    told = package.metadata
    classifiers = [each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or () if each.startswith("License ::")]
    name = told.get("License-Expression") or told.get("License") or ""
    return "; ".join([*([name.strip()] if 0 < len(name.strip()) <= LONGEST_NAME else []), *classifiers]) or name.strip()[:LONGEST_NAME]


def main() -> int:
    """Print a line a package."""
    packages = sorted(closure(sys.argv[1]), key=lambda each: each.name.lower())
    if not packages:
        print(f"error: {sys.argv[1]} is not installed here", file=sys.stderr)
        return 2
    refused = [each for each in packages if not ALLOWED.search(licence(each))]
    for each in packages:
        print(f"  {each.name:32} {each.version:12} {licence(each) or 'says nothing'}{'   NOT ALLOWED' if each in refused else ''}")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
