"""A rules file, checked in full before anything runs: whatever is wrong with it is a `ConfigError` that names the place."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
import hashlib
from pathlib import Path
from typing import Any, Final

import orjson
import yaml

from common.domain.data_types import DataType
from common.runtime.errors import ConfigError
from extractor.rules import conditions
from extractor.rules.engine import Check, Filter, Rule, RuleSet, SkipRule, TypeRules, nullifying, removing, required, violated_by
from extractor.rules.paths import values_at
from extractor.rules.verdict import Severity


type Entry = Mapping[str, Any]

_SECTIONS: Final = ("skip_records", "filters", "rules")


def load_rules(path: Path, *, current_year: int | None = None) -> RuleSet:
    """Read and compile a rules file.

    Args:
        path: A `.yaml` or `.yml` file.
        current_year: What `current_year` and `next_year` refer to; by default the year of the clock, in UTC.
    Raises:
        ConfigError: The file cannot be read, or something in it is wrong.
    """
    if path.suffix not in {".yaml", ".yml"}:
        raise ConfigError(f"Rules file {path}: the name must end in .yaml or .yml")
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise ConfigError(f"Rules file {path}: cannot be read: {error}") from error
    try:
        return compile_rules(document, current_year=current_year or datetime.now(UTC).year)
    except ConfigError as error:
        raise ConfigError(f"Rules file {path}: {error}") from error


def compile_rules(document: object, *, current_year: int) -> RuleSet:
    """Rules from a parsed file: `None` (an empty file) or a mapping with the sections `skip_records`, `filters`, `rules`.

    Raises:
        ConfigError: Something in it is wrong; the text begins with the place, as in `rules.releases[2]`.
    """
    root = _mapping("top level", {} if document is None else document)
    compiler = _Compiler(current_year)
    sections = {section: _by_type(section, root.get(section)) for section in _SECTIONS}
    types = {
        data_type: TypeRules(
            skips=tuple(compiler.skip(*entry) for entry in sections["skip_records"].get(data_type, ())),
            filters=tuple(compiler.filter(*entry) for entry in sections["filters"].get(data_type, ())),
            rules=tuple(compiler.rule(*entry) for entry in sections["rules"].get(data_type, ())),
        )
        for data_type in DataType
        if any(section.get(data_type) for section in sections.values())
    }
    # Year words make the same file mean something else next year, so the year is part of what is hashed.
    source = orjson.dumps([current_year, {section: root.get(section) for section in _SECTIONS}], default=str, option=_CANONICAL)
    return RuleSet(types, hashlib.sha256(source).hexdigest())


_CANONICAL: Final = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS


def _by_type(section: str, value: object) -> dict[DataType, list[tuple[str, Entry]]]:
    """Entries of a section with their places, by type; type names are taken in any case."""
    entries: dict[DataType, list[tuple[str, Entry]]] = {}
    for name, items in _mapping(section, {} if value is None else value).items():
        place = f"{section}.{name}"
        try:
            data_type = DataType(str(name).lower())
        except ValueError:
            known = ", ".join(DataType)
            raise ConfigError(f"{place}: unknown type; known are {known}") from None
        if not isinstance(items, list):
            raise ConfigError(f"{place}: must be a list")
        entries.setdefault(data_type, []).extend((f"{place}[{index}]", _mapping(f"{place}[{index}]", item)) for index, item in enumerate(items))
    return entries


class _Compiler:
    def __init__(self, current_year: int) -> None:
        self._years = {"current_year": current_year, "next_year": current_year + 1}

    def skip(self, place: str, entry: Entry) -> SkipRule:
        field, reason = _text(place, entry, "field"), _text(place, entry, "reason")
        if "opens_with" in entry:
            test = conditions.opens_with(_text(place, entry, "opens_with"))
        else:
            test = conditions.contains(_text(place, entry, "contains"))
        return SkipRule(field, reason, test, values_at(field))

    def filter(self, place: str, entry: Entry) -> Filter:
        field, _ = _text(place, entry, "field"), _text(place, entry, "reason")
        if "remove_matching" in entry:
            return removing(field, _pattern(place, entry, "remove_matching"))
        if "nullify_when" not in entry:
            raise ConfigError(f"{place}: needs 'remove_matching' or 'nullify_when'")
        when_place, when = f"{place}.nullify_when", _mapping(f"{place}.nullify_when", entry["nullify_when"])
        if when.get("type") != "range":
            raise ConfigError(f"{when_place}: 'type' must be 'range'")
        below, above = self._bound(when_place, when, "below"), self._bound(when_place, when, "above")
        if below is None and above is None:
            raise ConfigError(f"{when_place}: needs 'below' or 'above'")
        return nullifying(field, conditions.outside(below, above, conditions.leading_year))

    def rule(self, place: str, entry: Entry) -> Rule:
        name, field, severity = (_text(place, entry, key) for key in ("name", "field", "severity"))
        if severity not in set(Severity):
            raise ConfigError(f"{place}: 'severity' must be one of {', '.join(Severity)}")
        if "condition" not in entry:
            raise ConfigError(f"{place}: 'condition' is missing")
        condition = _mapping(f"{place}.condition", entry["condition"])
        kinds: dict[object, Callable[[str, Entry, str], Check]] = {
            "required": lambda _place, _condition, field: required(field),
            "range": self._range,
            "regex": lambda place, condition, field: violated_by(field, _pattern(place, condition, "pattern")),
            "length": _length,
            "enum": _enum,
        }
        kind = condition.get("type")
        if not isinstance(kind, str) or kind not in kinds:
            raise ConfigError(f"{place}.condition: 'type' must be one of {', '.join(map(str, kinds))}")
        return Rule(name, field, Severity(severity), kinds[kind](f"{place}.condition", condition, field))

    def _range(self, place: str, condition: Entry, field: str) -> Check:
        low, high = self._bound(place, condition, "min"), self._bound(place, condition, "max")
        return violated_by(field, conditions.outside(low, high, conditions.as_number))

    def _bound(self, place: str, entry: Entry, key: str) -> float | None:
        value = entry.get(key)
        if isinstance(value, str) and value in self._years:
            return self._years[value]
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        raise ConfigError(f"{place}: '{key}' must be a number, {' or '.join(self._years)}")


def _length(place: str, condition: Entry, field: str) -> Check:
    bounds = [condition.get("min"), condition.get("max")]
    for key, bound in zip(("min", "max"), bounds, strict=True):
        if bound is not None and (not isinstance(bound, int) or isinstance(bound, bool) or bound < 0):
            raise ConfigError(f"{place}: '{key}' must be a whole number, zero or more")
    return violated_by(field, conditions.length_outside(*bounds))


def _enum(place: str, condition: Entry, field: str) -> Check:
    values = condition.get("values")
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ConfigError(f"{place}: 'values' must be a list of text")
    return violated_by(field, conditions.not_in(values))


def _pattern(place: str, entry: Entry, key: str) -> conditions.Test:
    pattern = _text(place, entry, key)
    try:
        return conditions.matches(pattern)
    except ValueError as error:
        raise ConfigError(f"{place}: '{key}' is not a usable pattern: {pattern!r}: {error}") from error


def _text(place: str, entry: Entry, key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str):
        raise ConfigError(f"{place}: '{key}' is missing" if value is None else f"{place}: '{key}' must be text")
    return value


def _mapping(place: str, value: object) -> Entry:
    if not isinstance(value, dict):
        raise ConfigError(f"{place}: must be a mapping")
    return value
