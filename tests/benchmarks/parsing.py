"""How fast one process of this machine parses releases: the yardstick that makes rates of two machines comparable.

The work is that of the published yardstick: blocks of whole records through `lxml.etree.fromstring`, a generic element-to-dict,
a hash and compact JSON. It is fixed here on purpose and shares no code with the extractor, so that it does not move when the
extractor gets faster.
"""

import hashlib
import time
from typing import Any, Final

from lxml import etree
import orjson

from utilities.sample.discogs import release_xml
from utilities.sample.releases import releases
from utilities.sample.world import World


RELEASES: Final = 3000
ROUNDS: Final = 5


def plain(element: etree._Element) -> Any:
    """A generic element as nested values."""
    value: dict[str, Any] = {f"@{name!s}": text for name, text in element.attrib.items()}
    for child in element:
        item = plain(child)
        known = value.get(child.tag)
        if known is None:
            value[child.tag] = item
        elif isinstance(known, list):
            known.append(item)
        else:
            value[child.tag] = [known, item]
    if element.text and element.text.strip():
        if not value:
            return element.text
        value["#text"] = element.text
    return value or None


def calibrate() -> float:
    """Releases a second, best of five rounds, scaled to the 2.7 kB of JSON that the yardstick's releases have."""
    world = World(RELEASES, seed=1)
    records = [release_xml(release).encode() for number in range(world.scene_count) for release in releases(world, world.scene(number))]
    blocks = [b"<r>" + b"\n".join(records[i : i + 400]) + b"</r>" for i in range(0, len(records), 400)]
    best = 0.0
    for _ in range(ROUNDS):
        size = 0
        began = time.process_time()
        for block in blocks:
            for element in etree.fromstring(block):
                body = orjson.dumps(plain(element), option=orjson.OPT_SORT_KEYS)
                hashlib.sha256(body).hexdigest()
                size += len(body)
        spent = time.process_time() - began
        best = max(best, (size / 2700) / spent)
    return best
