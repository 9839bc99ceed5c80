"""Data-quality rules: records to skip, values to remove, complaints to report. `load_rules` reads them, `TypeRules.judge` applies them."""

from extractor.rules.engine import RuleSet, TypeRules
from extractor.rules.flagged import FlaggedFiles
from extractor.rules.loading import compile_rules, load_rules
from extractor.rules.report import Tally, render_report
from extractor.rules.verdict import Flagged, Skip, Verdict, Violation


__all__ = [
    "Flagged",
    "FlaggedFiles",
    "RuleSet",
    "Skip",
    "Tally",
    "TypeRules",
    "Verdict",
    "Violation",
    "compile_rules",
    "load_rules",
    "render_report",
]
