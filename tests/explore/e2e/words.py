"""What the scripted language model of the site says: it looks up what the question names in quotes, shows it, and says a sentence."""

from collections.abc import Mapping
import json
import re
from typing import Any, Final

from tests.support.llm import Turn, say, use


NOTHING: Final = "I found nothing of that name in the catalogue."


def next_turn(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The next reply of a conversation: first a search, then an action of the page, then words."""
    messages: list[dict[str, Any]] = body["messages"]
    asked_at = max(place for place, message in enumerate(messages) if message["role"] == "user")
    question = _text(messages[asked_at])
    results = [json.loads(message["content"]) for message in messages[asked_at:] if message["role"] == "tool"]
    if not results:
        quoted = re.search(r"[\"'“”‘’](.+?)[\"'“”‘’]", question)
        return use("search", q=quoted[1] if quoted else question.split()[-1].strip("?.!"))
    hit = next((each for each in results[0].get("results", ()) if each.get("type") in ("artist", "label")), None)
    if hit is None:
        return say(NOTHING)
    if len(results) == 1:
        return use("ui_seed_graph", entities=[{"name": hit["name"], "entity_type": hit["type"]}])
    return say(f"**{hit['name']}** is one of the {hit['type']}s in this catalogue. Its neighbourhood is in the graph now.")


def _text(message: Mapping[str, Any]) -> str:
    content = message["content"]
    return content if isinstance(content, str) else " ".join(part.get("text", "") for part in content)


TURNS: Final[list[Turn]] = [next_turn]
