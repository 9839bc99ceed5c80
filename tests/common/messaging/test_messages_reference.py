"""The page that other people's consumers are written from says what the code does."""

from pathlib import Path
import re

import orjson

from common.domain.content_hash import content_hash
from common.domain.messages import ExtractionComplete, FileComplete, parse_control


PAGE = (Path(__file__).parents[3] / "docs/reference/messages.md").read_text(encoding="utf-8")


def test_its_hashes_are_those_of_the_records() -> None:
    vectors = re.findall(r"^\| `(\{.*\})` \| `([0-9a-f]{64})` \|$", PAGE, re.MULTILINE)
    assert len(vectors) == 2
    for record, expected in vectors:
        assert content_hash(orjson.loads(record)) == expected


def test_its_control_messages_are_those_that_are_sent_and_read() -> None:
    examples = [orjson.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
    controls = {type(control): (example, control) for example in examples if (control := parse_control(orjson.dumps(example))) is not None}
    assert set(controls) == {FileComplete, ExtractionComplete}
    for example, control in controls.values():
        assert orjson.loads(control.body()) == example


def test_its_record_example_has_the_hash_that_it_shows() -> None:
    examples = [orjson.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
    artist = next(example for example in examples if example.get("id") == "900001")
    assert content_hash({key: value for key, value in artist.items() if key not in ("type", "sha256")}) == artist["sha256"]
