"""What tools for assistants share: checked arguments, answers of bounded size, the search for a path.

Used by the API's question answering and by the MCP server, whose wheel carries this package alone: it imports the standard library only.
What asks the stores or the API comes in as an argument.
"""

from common.agent_tools.arguments import ENTITY_TYPES, SEARCH_TYPES, ArgumentError, clamp, digits, entity_type, search_types
from common.agent_tools.bounds import MAX_ANSWER_CHARS, bounded, part
from common.agent_tools.find_path import End, find_path


__all__ = [
    "ENTITY_TYPES",
    "MAX_ANSWER_CHARS",
    "SEARCH_TYPES",
    "ArgumentError",
    "End",
    "bounded",
    "clamp",
    "digits",
    "entity_type",
    "find_path",
    "part",
    "search_types",
]
