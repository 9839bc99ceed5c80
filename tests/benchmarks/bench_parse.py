"""Time that reading takes: cutting in MB/s, and microseconds of CPU a record by type, with and without the shipped rules.

    python -m tests.benchmarks.bench_parse --dumps DIR [--repeat 5] [--json]

One process, no broker: what a worker spends before it publishes. The best of the repeats is printed, since other programs only add.
"""

import argparse
import gc
import gzip
import json
from pathlib import Path
import sys
import time
from typing import Any

from common.domain.data_types import DISCOGS_TYPES, MUSICBRAINZ_TYPES, DataType
from extractor.blocks import Block, ParsedBlock
from extractor.discogs.parse import parse_block as parse_discogs
from extractor.discogs.splitter import Splitter as XMLSplitter
from extractor.musicbrainz.parse import parse_block as parse_musicbrainz
from extractor.musicbrainz.splitter import Splitter as LineSplitter
from extractor.rules import RuleSet, load_rules


RULES = Path(__file__).parents[2] / "extractor" / "extraction-rules.yaml"
READ_BYTES = 1 << 20


def cut(data: bytes, splitter: XMLSplitter | LineSplitter) -> tuple[list[Block], float]:
    started = time.process_time()
    blocks = [block for start in range(0, len(data), READ_BYTES) for block in splitter.feed(data[start : start + READ_BYTES])]
    blocks += splitter.close()
    return blocks, time.process_time() - started


def parse(block: Block, data_type: DataType, *, is_discogs: bool, rules: RuleSet | None) -> ParsedBlock:
    if is_discogs:
        return parse_discogs(block.data, data_type, rules)
    return parse_musicbrainz(block.data, data_type, lambda _kind, _mbid: None, rules)


def measure(path: Path, data_type: DataType, *, is_discogs: bool, repeat: int) -> dict[str, Any]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    splitter = XMLSplitter if is_discogs else LineSplitter
    blocks, _ = cut(data, splitter(data_type))
    cutting = min(cut(data, splitter(data_type))[1] for _ in range(repeat))
    result: dict[str, Any] = {"file": path.name, "type": data_type.value, "bytes": len(data), "cut_mb_s": round(len(data) / max(cutting, 1e-9) / 1e6)}
    for name, rules in (("rules_off", None), ("rules_on", load_rules(RULES))):
        times = []
        for _ in range(repeat):
            records = size = 0
            started = time.process_time()
            for block in blocks:
                parsed = parse(block, data_type, is_discogs=is_discogs, rules=rules)
                records += parsed.parsed
                size += sum(map(len, parsed.bodies))
            times.append(time.process_time() - started)
        result |= {"records": records, "bytes_a_message": round(size / max(records, 1))}
        result[f"{name}_us"] = round(min(times) / max(records, 1) * 1e6, 1)
    return result


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench_parse", description="Time that reading dump files takes.")
    parser.add_argument("--dumps", type=Path, required=True, metavar="DIR")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    files = [(path, data_type, True) for data_type in DISCOGS_TYPES for path in sorted(options.dumps.glob(f"discogs_*_{data_type}.xml*"))]
    files += [(path, data_type, False) for data_type in MUSICBRAINZ_TYPES if (path := options.dumps / f"{data_type.singular}.jsonl").exists()]
    gc.freeze()
    results = [measure(path, data_type, is_discogs=is_discogs, repeat=options.repeat) for path, data_type, is_discogs in files]
    if options.json:
        print(json.dumps(results, indent=2))
        return 0
    print(f"{'file':44} {'records':>8} {'B/message':>9} {'cut MB/s':>8} {'rules off':>10} {'rules on':>9}   (microseconds a record)")
    for row in results:
        print(f"{row['file']:44} {row['records']:8} {row['bytes_a_message']:9} {row['cut_mb_s']:8} {row['rules_off_us']:10} {row['rules_on_us']:9}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
