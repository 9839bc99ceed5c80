"""What the styles of the pages use and define."""

from pathlib import Path
import re


REPOSITORY = Path(__file__).resolve().parents[2]
SOURCES = [
    path for folder in ("common/web/src", "explore/web/src") for kind in ("*.css", "*.ts", "*.tsx") for path in (REPOSITORY / folder).rglob(kind)
]
COMMENT = re.compile(r"/\*.*?\*/", re.S)
USED = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
"""Without a value to fall back on."""
DEFINED = re.compile(r"""["']?(--[\w-]+)["']?\]?\s*:""")
PROPERTY_SET = re.compile(r"""setProperty\(\s*["'](--[\w-]+)""")
PROVIDED = re.compile(r"^--radix-")
"""Names that a library sets on its own elements."""


def test_ui_weak_33_every_custom_property_that_is_used_is_defined() -> None:
    texts = {path: COMMENT.sub("", path.read_text(encoding="utf-8")) for path in SOURCES if ".test." not in path.name}
    defined = {name for text in texts.values() for pattern in (DEFINED, PROPERTY_SET) for name in pattern.findall(text)}

    unknown = {
        f"{path.relative_to(REPOSITORY)}: {name}"
        for path, text in texts.items()
        for name in USED.findall(text)
        if name not in defined and not PROVIDED.match(name)
    }

    assert len(texts) > 50
    assert unknown == set()
