"""An independent reading of dump files, slow and plain: the messages that must be published and what the stores must hold afterwards.

Written from the reference chapters alone and sharing no code with the members, so that a fault in the pipeline cannot hide in its own
tests. It reads well-formed dumps; odd input is the business of the members' own tests.

    python -m tests.support.oracle DIR [DIR ...] [--messages]

prints one JSON object: messages and skipped records by source and type, and what Neo4j and PostgreSQL must count once the dumps in all
given folders are imported into empty stores. With `--messages` it prints the messages instead, one a line.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
import gzip
import hashlib
import json
import lzma
from pathlib import Path
import re
import sys
from typing import Any, Final
from urllib.parse import urlsplit
from xml.etree import ElementTree

from tests.support.oracle_graph import expected_graph
from tests.support.oracle_rows import expected_rows


type Message = dict[str, Any]
type Messages = dict[str, dict[str, Message]]

DISCOGS_TYPES: Final = ("artists", "labels", "masters", "releases")
MUSICBRAINZ_FILES: Final = {"artists": "artist", "labels": "label", "release-groups": "release-group", "releases": "release"}
DISCOGS_KINDS: Final = {"artists": "artist", "labels": "label", "release-groups": "master", "releases": "release"}
GENRE_NUMBER: Final = re.compile(r"\d+\Z")


# --- Discogs: XML to JSON ------------------------------------------------------------------------------------------------------------


def element_value(element: ElementTree.Element) -> Any:
    text = (element.text or "") + "".join(child.tail or "" for child in element)
    is_blank = not text.strip()
    if not element.attrib and not len(element):
        return None if is_blank else text
    value: dict[str, Any] = {f"@{name}": content for name, content in element.attrib.items()}
    grouped: dict[str, list[Any]] = defaultdict(list)
    for child in element:
        grouped[child.tag].append(element_value(child))
    for name, values in grouped.items():
        value[name] = values[0] if len(values) == 1 else values
    if not is_blank:
        value["#text"] = text
    return value


def discogs_records(path: Path) -> Iterator[dict[str, Any]]:
    """Records of a file in the shape before normalisation."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        depth = 0
        for event, element in ElementTree.iterparse(stream, events=("start", "end")):
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 1:
                value = element_value(element)
                if isinstance(value, dict):
                    yield value
                element.clear()


def opens_with_mark(profile: Any) -> bool:
    """Whether a profile begins with "DO NOT USE", markup and punctuation aside."""
    if not isinstance(profile, str):
        return False
    plain = re.sub(r"\[/?(b|i|u|s)\]|\[/?url(=[^\]]*)?\]", " ", profile, flags=re.IGNORECASE)
    words = re.findall(r"[^\W_]+", plain)
    return [word.lower() for word in words[:3]] == ["do", "not", "use"]


def year_of(value: str) -> float | None:
    """The number that a date begins with."""
    if re.fullmatch(r"\d{6}|\d{8}", value) and int(value[4:6]) <= 12 and int(value[6:] or 0) <= 31:
        return int(value[:4])
    for candidate in (value, re.split(r"[-/. T]", value)[0]):
        try:
            return float(candidate)
        except ValueError:
            continue
    return None


def apply_shipped_rules(data_type: str, record: dict[str, Any], current_year: int) -> bool:
    """Apply the shipped skip rules and filters; whether the record is published."""
    if data_type in ("artists", "labels"):
        return not opens_with_mark(record.get("profile"))
    genres = record.get("genres")
    if isinstance(genres, dict) and "genre" in genres:
        kept = genres["genre"]
        if isinstance(kept, list):
            genres["genre"] = [genre for genre in kept if not (isinstance(genre, str) and GENRE_NUMBER.match(genre))]
        elif isinstance(kept, str) and GENRE_NUMBER.match(kept):
            del genres["genre"]
    for field in ("year",) if data_type == "masters" else ("released", "year"):
        if isinstance(record.get(field), str):
            year = year_of(record[field])
            if year is not None and not 1860 <= year <= current_year + 1:
                record[field] = None
    return True


def stripped(item: Any) -> Any:
    if not isinstance(item, dict):
        return {"name": item}
    plain = {name: value for name, value in item.items() if not name.startswith("@") and name != "#text"}
    plain |= {name[1:]: value for name, value in item.items() if name.startswith("@")}
    if "#text" in item and "name" not in plain:
        plain["name"] = item["#text"]
    return plain


def listed(wrapped: Any, name: str) -> list[Any]:
    if isinstance(wrapped, dict):
        wrapped = wrapped.get(name)
    items = wrapped if isinstance(wrapped, list) else [wrapped]
    return [item for item in items if item is not None]


def discogs_message(data_type: str, record: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Id and published fields of a record."""
    if "@id" in record:
        record.pop("id", None)
    record_id = record.get("@id", record.get("id"))
    form = stripped(record) if data_type in ("masters", "releases") else dict(record)
    references = {
        "artists": {"members": "name", "groups": "name", "aliases": "name"},
        "labels": {"sublabels": "label"},
        "masters": {"artists": "artist"},
        "releases": {"artists": "artist", "labels": "label", "extraartists": "artist"},
    }[data_type]
    plain = {"genres": "genre", "styles": "style"} if data_type in ("masters", "releases") else {}
    for field, name in references.items():
        if field in form:
            form[field] = [stripped(item) for item in listed(form[field], name)]
    for field, name in plain.items():
        if field in form:
            form[field] = listed(form[field], name)
    if data_type == "releases":
        if "formats" in form:
            form["formats"] = [stripped(item) if isinstance(item, dict) else item for item in listed(form["formats"], "format")]
        if isinstance(form.get("master_id"), dict):
            form["master_id"] = form["master_id"].get("#text", form["master_id"].get("id"))
    if form.get("parentLabel") is not None and data_type == "labels":
        parent = form["parentLabel"]
        form["parentLabel"] = stripped(parent[0] if isinstance(parent, list) else parent)
    for field in (*references, *plain, "formats"):
        if form.get(field) == []:
            del form[field]
    form.pop("type", None)
    form.pop("sha256", None)
    return record_id if isinstance(record_id, str) else "unknown", form


def finished(record_id: str, form: dict[str, Any]) -> Message:
    canonical = json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {**form, "type": "data", "id": record_id, "sha256": hashlib.sha256(canonical.encode()).hexdigest()}


def discogs_messages(folder: Path, *, rules: bool = True, current_year: int | None = None) -> tuple[Messages, Counter[str]]:
    """Messages by type and id (of records with the same id, the last), and skipped records by type."""
    year = current_year or datetime.now(UTC).year
    messages: Messages = {}
    skipped: Counter[str] = Counter()
    for data_type in DISCOGS_TYPES:
        for path in sorted(folder.glob(f"discogs_*_{data_type}.xml*")):
            found = messages.setdefault(data_type, {})
            for record in discogs_records(path):
                if rules and not apply_shipped_rules(data_type, record, year):
                    skipped[data_type] += 1
                    continue
                record_id, form = discogs_message(data_type, record)
                found[record_id] = finished(record_id, form)
    return messages, skipped


# --- MusicBrainz: JSON lines ---------------------------------------------------------------------------------------------------------


def musicbrainz_entities(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    for path in (folder / f"{name}.jsonl.xz", folder / f"mbdump-{name}.jsonl.xz", folder / f"{name}.jsonl"):
        if path.exists():
            with lzma.open(path) if path.suffix == ".xz" else path.open("rb") as stream:
                for line in stream:
                    try:
                        entity = json.loads(line)
                    except ValueError:
                        continue
                    yield entity if isinstance(entity, dict) else {}
            return


def linked_id(entity: dict[str, Any], kind: str) -> int | None:
    for relation in entity.get("relations") or []:
        if relation.get("target-type") == "url" and relation.get("type") == "discogs":
            address = urlsplit(str((relation.get("url") or {}).get("resource")).strip())
            host = address.netloc.lower()
            steps = [step for step in address.path.split("/") if step]
            if steps and re.fullmatch(r"[a-z]{2}([-_][a-z]{2})?", steps[0], re.IGNORECASE):
                steps = steps[1:]
            if (host == "discogs.com" or re.fullmatch(r"(www|[a-z]{2})\.discogs\.com", host)) and len(steps) == 2 and steps[0].lower() == kind:
                number = steps[1].split("-")[0]
                if number.isascii() and number.isdigit() and 0 < int(number) < 2**63:
                    return int(number)
    return None


def named(entity: dict[str, Any], key: str, inner: str = "name") -> Any:
    return entity[key].get(inner) if isinstance(entity.get(key), dict) else None


def musicbrainz_message(data_type: str, entity: dict[str, Any], links: dict[tuple[str, str], int]) -> tuple[str, dict[str, Any]]:
    is_titled = data_type in ("release-groups", "releases")
    form: dict[str, Any] = {
        "id": entity.get("id", "unknown"),
        f"discogs_{DISCOGS_KINDS[data_type]}_id": linked_id(entity, DISCOGS_KINDS[data_type]),
        "name": entity.get("title" if is_titled else "name"),
        "disambiguation": entity.get("disambiguation"),
        "external_links": [],
        "relations": [],
    }
    if data_type in ("artists", "labels"):
        form |= {"mb_type": entity.get("type"), "area": named(entity, "area")}
        form["life_span"] = {key: named(entity, "life-span", key) for key in ("begin", "end", "ended")}
    if data_type == "artists":
        form |= {"sort_name": entity.get("sort-name"), "gender": entity.get("gender")}
        form |= {"begin_area": named(entity, "begin-area"), "end_area": named(entity, "end-area")}
    if data_type == "labels":
        form["label_code"] = entity.get("label-code")
    if data_type == "release-groups":
        form["mb_type"] = entity.get("primary-type")
        form |= {"secondary_types": entity.get("secondary-types"), "first_release_date": entity.get("first-release-date")}
    if data_type == "releases":
        form |= {"barcode": entity.get("barcode"), "status": entity.get("status"), "release_group_mbid": named(entity, "release-group", "id")}
    if data_type in ("artists", "releases"):
        form |= {"aliases": entity.get("aliases"), "tags": entity.get("tags")}
    for relation in entity.get("relations") or []:
        target = relation.get("target-type")
        if target == "url":
            resource = named(relation, "url", "resource")
            if isinstance(relation.get("type"), str) and relation["type"] != "discogs" and isinstance(resource, str):
                form["external_links"].append({"service": relation["type"], "url": resource})
        elif isinstance(target, str):
            form["relations"].append(musicbrainz_relation(data_type, relation, target, links))
    return form["id"], form


def musicbrainz_relation(data_type: str, relation: dict[str, Any], target: str, links: dict[tuple[str, str], int]) -> dict[str, Any]:
    target_type = target.replace("release_group", "release-group")
    mbid = named(relation, target, "id") or named(relation, target_type, "id") or ""
    form = {"type": relation.get("type"), "target_type": target_type, "target_mbid": mbid, "direction": relation.get("direction")}
    form |= {"attributes": relation.get("attributes"), "ended": relation.get("ended")}
    form |= {"begin_date": relation.get("begin"), "end_date": relation.get("end")}
    known = links.get((target_type, mbid))
    kinds = {"artist": "artist", "label": "label", "release-group": "master", "release": "release"}
    if known is not None or (data_type == "artists" and target_type == "artist"):
        form[f"target_discogs_{kinds[target_type]}_id"] = known
    return form


def musicbrainz_links(folder: Path) -> dict[tuple[str, str], int]:
    """Discogs ids by entity name and MBID."""
    links: dict[tuple[str, str], int] = {}
    for data_type, name in MUSICBRAINZ_FILES.items():
        for entity in musicbrainz_entities(folder, name):
            found = linked_id(entity, DISCOGS_KINDS[data_type])
            if found is not None and isinstance(entity.get("id"), str):
                links[name, entity["id"]] = found
    return links


def musicbrainz_messages(folder: Path) -> Messages:
    """Messages by type and id."""
    links = musicbrainz_links(folder)
    messages: Messages = {}
    for data_type, name in MUSICBRAINZ_FILES.items():
        for entity in musicbrainz_entities(folder, name):
            record_id, form = musicbrainz_message(data_type, entity, links)
            messages.setdefault(data_type, {})[record_id] = finished(record_id, form)
    return messages


# --- Command line --------------------------------------------------------------------------------------------------------------------


def expectations(folders: list[Path]) -> tuple[dict[str, Any], Messages, Messages]:
    """What must be there after importing all folders, and the messages by source."""
    discogs: Messages = {}
    musicbrainz: Messages = {}
    skipped: Counter[str] = Counter()
    for folder in folders:
        found, left_out = discogs_messages(folder)
        skipped += left_out
        for source, messages in ((discogs, found), (musicbrainz, musicbrainz_messages(folder))):
            for data_type, by_id in messages.items():
                source.setdefault(data_type, {}).update(by_id)
    summary = {
        "messages": {
            name: {data_type: len(by_id) for data_type, by_id in source.items()}
            for name, source in (("discogs", discogs), ("musicbrainz", musicbrainz))
        },
        "skipped": dict(skipped),
        "graph": expected_graph(discogs, musicbrainz).counts(),
        "rows": {table: len(rows) for table, rows in expected_rows(discogs, musicbrainz).items()},
    }
    return summary, discogs, musicbrainz


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="oracle", description="What an import of dump files must lead to.")
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--messages", action="store_true", help="print the messages, one a line")
    options = parser.parse_args(arguments)
    summary, *sources = expectations(options.folders)
    if options.messages:
        for messages in sources:
            for by_id in messages.values():
                for message in by_id.values():
                    print(json.dumps(message, ensure_ascii=False, sort_keys=True))
    else:
        print(json.dumps(summary, indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
