"""Arguments as models send them: numbers out of range are moved into it, unknown words are told with the known ones."""

from typing import Final


ENTITY_TYPES: Final = ("artist", "genre", "label", "style")
SEARCH_TYPES: Final = ("artist", "label", "master", "release", "genre", "style", "person")


class ArgumentError(ValueError):
    """An argument that cannot be used; the text says what would be."""


def clamp(value: object, low: int, high: int, default: int) -> int:
    """An integer between `low` and `high`; what is no number is `default`."""
    try:
        number = int(value)  # type: ignore[call-overload]  # whatever a model sends
    except (TypeError, ValueError, OverflowError):
        number = default
    return int(max(low, min(high, number)))


def entity_type(value: str, argument: str = "type") -> str:
    """One of the entity types, in lower case.

    Raises:
        ArgumentError: `Invalid from_type: x. Must be one of: artist, genre, label, style`.
    """
    word = value.strip().lower()
    if word not in ENTITY_TYPES:
        raise ArgumentError(f"Invalid {argument}: {value}. Must be one of: {', '.join(ENTITY_TYPES)}")
    return word


def search_types(value: str) -> str:
    """A comma list of searchable types, in lower case, without repetitions.

    Raises:
        ArgumentError: names those that are unknown, and all that are known.
    """
    words = list(dict.fromkeys(word.strip().lower() for word in value.split(",") if word.strip()))
    unknown = [word for word in words if word not in SEARCH_TYPES]
    if unknown:
        raise ArgumentError(f"Invalid type(s): {', '.join(unknown)}. Valid: {', '.join(SEARCH_TYPES)}")
    return ",".join(words)


def digits(value: str | int, argument: str) -> str:
    """A numeric id as text.

    Raises:
        ArgumentError: `Invalid artist_id: must be a numeric string (got 'abc')`.
    """
    text = str(value).strip()
    if not (text.isascii() and text.isdigit()):
        raise ArgumentError(f"Invalid {argument}: must be a numeric string (got '{value}')")
    return text
