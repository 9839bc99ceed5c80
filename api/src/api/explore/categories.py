"""Which categories of children an entity has. Pure."""

from enum import StrEnum
from typing import Final

from api.errors import BadRequest
from api.models import EntityType


class Category(StrEnum):
    """Kinds of children. Values are what URLs and answers hold."""

    RELEASES = "releases"
    LABELS = "labels"
    ALIASES = "aliases"
    ARTISTS = "artists"
    STYLES = "styles"
    GENRES = "genres"
    PEOPLE = "people"
    MEMBERS = "members"
    SUBLABELS = "sublabels"
    PARENTS = "parents"
    VERSIONS = "versions"
    MASTERS = "masters"
    TRACKS = "tracks"


_C = Category

ALL: Final[dict[EntityType, tuple[Category, ...]]] = {
    EntityType.ARTIST: (_C.RELEASES, _C.LABELS, _C.ALIASES, _C.PEOPLE, _C.STYLES, _C.GENRES, _C.MEMBERS),
    EntityType.GENRE: (_C.RELEASES, _C.ARTISTS, _C.LABELS, _C.STYLES),
    EntityType.LABEL: (_C.RELEASES, _C.ARTISTS, _C.GENRES, _C.STYLES, _C.PEOPLE, _C.SUBLABELS, _C.PARENTS),
    EntityType.STYLE: (_C.RELEASES, _C.ARTISTS, _C.LABELS, _C.GENRES),
    EntityType.RELEASE: (_C.ARTISTS, _C.LABELS, _C.GENRES, _C.STYLES, _C.PEOPLE, _C.MASTERS, _C.TRACKS),
    EntityType.MASTER: (_C.VERSIONS, _C.ARTISTS, _C.GENRES, _C.STYLES, _C.LABELS, _C.PEOPLE),
    EntityType.PERSON: (_C.RELEASES, _C.ARTISTS, _C.LABELS, _C.ALIASES),
}
"""In the order of answers."""

_USUAL: Final = {EntityType.ARTIST: 3, EntityType.GENRE: 4, EntityType.LABEL: 3, EntityType.STYLE: 4}
"""How many of them an answer has unless all are asked for."""

CHILD_TYPE: Final = {
    _C.RELEASES: EntityType.RELEASE,
    _C.VERSIONS: EntityType.RELEASE,
    _C.LABELS: EntityType.LABEL,
    _C.SUBLABELS: EntityType.LABEL,
    _C.PARENTS: EntityType.LABEL,
    _C.ARTISTS: EntityType.ARTIST,
    _C.ALIASES: EntityType.ARTIST,
    _C.MEMBERS: EntityType.ARTIST,
    _C.STYLES: EntityType.STYLE,
    _C.GENRES: EntityType.GENRE,
    _C.PEOPLE: EntityType.PERSON,
    _C.MASTERS: EntityType.MASTER,
}
"""Type of a category's children; tracks are no entities."""

OF_RELEASES: Final = frozenset({_C.RELEASES, _C.VERSIONS})
"""Categories whose children are the releases themselves."""

THROUGH_RELEASES: Final = frozenset({_C.LABELS, _C.ARTISTS, _C.STYLES, _C.GENRES, _C.PEOPLE})
"""Categories that count releases of the parent, where the parent has releases; years and order apply to them."""


def categories_of(entity_type: EntityType, *, everything: bool = False) -> tuple[Category, ...]:
    """The categories of an entity of this type."""
    found = ALL[entity_type]
    return found if everything else found[: _USUAL.get(entity_type)]


def display_name(entity_type: EntityType, category: Category) -> str:
    """Heading of a category."""
    if category is Category.ALIASES:
        return "As Artist" if entity_type is EntityType.PERSON else "Aliases & Members"
    return category.value.capitalize()


def parse_type(given: str, text: str = "Invalid type: {}. Must be artist, genre, label, or style") -> EntityType:
    """An entity type in any case.

    Raises:
        BadRequest: there is none of this name; `text` is what it says.
    """
    try:
        return EntityType(given.lower())
    except ValueError:
        raise BadRequest(text.format(given)) from None


def parse_category(given: str, entity_type: EntityType, given_type: str, *, everything: bool) -> Category:
    """A category in any case.

    Raises:
        BadRequest: entities of this type have none of this name; it lists those there are.
    """
    valid = categories_of(entity_type, everything=everything)
    category = next((category for category in valid if category == given.lower()), None)
    if category is None:
        raise BadRequest(f"Invalid category '{given}' for type '{given_type.lower()}'. Valid: {', '.join(valid)}")
    return category
