"""Rules of one record type, compiled to closures over the record's dictionary: a few microseconds a record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from common.domain.data_types import DataType
from extractor.rules.conditions import Memo, Test
from extractor.rules.paths import Values, as_text, nodes_at, values_at
from extractor.rules.verdict import Severity, Skip, Verdict, Violation


type Record = dict[str, Any]
type Filter = Callable[[Record], None]
type Check = Callable[[Record], list[str]]


@dataclass(frozen=True, slots=True)
class SkipRule:
    """Records with a value at `field` that passes `test` are not published."""

    field: str
    reason: str
    test: Test
    values: Values


@dataclass(frozen=True, slots=True)
class Rule:
    """`check` returns the values that break the rule; none for a sound record."""

    name: str
    field: str
    severity: Severity
    check: Check


@dataclass(frozen=True, slots=True)
class TypeRules:
    """All rules of a type, each kind in the order of the file."""

    skips: tuple[SkipRule, ...] = ()
    filters: tuple[Filter, ...] = ()
    rules: tuple[Rule, ...] = ()

    def judge(self, record: Record) -> Verdict | None:
        """Skip, or filter (which changes `record`) and check. `None` when there is nothing to report.

        Args:
            record: As read, before normalisation.
        """
        for skip in self.skips:
            for value in skip.values(record):
                if skip.test(value):
                    return Verdict(skip=Skip(skip.field, value, skip.reason))
        for change in self.filters:
            change(record)
        violations: list[Violation] | None = None
        for rule in self.rules:
            if found := rule.check(record):
                violations = violations or []
                violations += [Violation(rule.name, rule.severity, rule.field, value) for value in found]
        return None if violations is None else Verdict(violations=violations)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A compiled rules file. `fingerprint` changes with anything that changes what is published."""

    types: Mapping[DataType, TypeRules]
    fingerprint: str

    def of(self, data_type: DataType) -> TypeRules | None:
        """The rules of a type, if it has any."""
        return self.types.get(data_type)


def violated_by(field: str, test: Test) -> Check:
    """Check of each value at a path."""
    values, memo = values_at(field), Memo(test)

    def check(record: Record) -> list[str]:
        return [value for value in values(record) if memo[value]]

    return check


def required(field: str) -> Check:
    """Check that something is there, and nothing of it is empty. An object or a number is something; blanks are, too."""
    keys = tuple(field.split("."))

    def check(record: Record) -> list[str]:
        value = record.get(field)
        if value and type(value) is str:
            return []
        nodes = nodes_at(record, keys)
        return [""] if not nodes else ["" for node in nodes if as_text(node) == ""]

    return check


def removing(field: str, test: Test) -> Filter:
    """Filter that takes matching text out of a list, or away altogether where it stands alone. Lists on the way end the path."""
    *parents, leaf = field.split(".")
    memo = Memo(test)

    def change(record: Record) -> None:
        node: Any = record
        for key in parents:
            node = node.get(key)
            if type(node) is not dict:
                return
        value = node.get(leaf)
        if type(value) is str:
            if memo[value]:
                del node[leaf]
        elif type(value) is list and any(type(item) is str and memo[item] for item in value):
            node[leaf] = [item for item in value if not (type(item) is str and memo[item])]

    return change


def nullifying(field: str, test: Test) -> Filter:
    """Filter that empties a top-level field whose value passes the test."""
    memo = Memo(test)

    def change(record: Record) -> None:
        value = record.get(field)
        if value is not None and (text := value if type(value) is str else as_text(value)) is not None and memo[text]:
            record[field] = None

    return change
