"""How a tool's caller reads on where an answer was cut: each cut answer says so in `more`, in the words of the tool's own arguments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from common.agent_tools import ArgumentError, bounded, part


@dataclass(frozen=True, slots=True)
class Reading:
    """What of an answer is wanted, and which arguments of the tool continue it.

    Args:
        by: `offset`: the API leaves entries out; `page`: it has pages; `section`: it answers whole, and a list's part is taken here;
            `question`: there is no reading on.
        offset: Entries left out by either.
        section: The list that is wanted of a whole answer.
        narrower: What to ask instead when the API itself says that it did not look at everything.
    """

    by: Literal["offset", "page", "section", "question"] = "question"
    offset: int = 0
    section: str | None = None
    narrower: str = ""

    def of(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """The answer as the caller gets it, of bounded size."""
        wanted: Mapping[str, Any] = answer
        if self.by == "section" and self.section:
            try:
                wanted = part(answer, self.section, self.offset)
            except ArgumentError as error:
                return {"error": str(error), "hint": "Leave `section` out to see the whole."}
        cut = bounded(wanted)
        told = cut.get("truncated")
        texts = [self.narrower] if answer.get("truncated") is True and self.narrower else []
        if isinstance(told, Mapping):
            texts.append(self._on(told))
        return cut | {"more": " ".join(texts)} if texts else cut

    def _on(self, told: Mapping[str, Mapping[str, int]]) -> str:
        """How to read what was cut here, the lists that one can page first."""
        if self.by == "question":
            return "Ask a narrower question."
        if self.by == "page":
            return "Ask again with a smaller page_size, then for the pages that follow."
        pageable = {place: counts["shown"] for place, counts in told.items() if self.by == "section" or "*" not in place}
        if self.by == "offset":
            return f"Read on with offset={self.offset + min(pageable.values())}." if pageable else "A smaller limit shows more of each entry."
        places = sorted(pageable, key=lambda place: ("*" in place, place))
        begun = self.offset if self.section else 0
        texts = [f"section='{place}', offset={begun + pageable[place]}" for place in places]
        return f"Read on with {' or '.join(texts)}." + (" Write a number for *." if any("*" in place for place in places) else "")


WHOLE: Final = Reading()
