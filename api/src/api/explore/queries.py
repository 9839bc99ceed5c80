"""Cypher of children and their counts: bounded expansions of entities that are no hubs, or single seeks.

A parent's releases are expanded once; `$first_year` null takes all of them, else those of the years up to `$last_year`.
"""

from typing import Final

from api.catalogue.hubs_models import Order
from api.explore.categories import ALL, OF_RELEASES, THROUGH_RELEASES, Category
from api.models import EntityType
from common.stores.statement import Cypher


RELEASES_OF: Final = {
    EntityType.ARTIST: "(:Artist {id: $key})<-[:BY]-(r:Release)",
    EntityType.LABEL: "(:Label {id: $key})<-[:ON]-(r:Release)",
    EntityType.GENRE: "(:Genre {name: $key})<-[:IS]-(r:Release)",
    EntityType.STYLE: "(:Style {name: $key})<-[:IS]-(r:Release)",
    EntityType.PERSON: "(:Person {name: $key})-[:CREDITED_ON]->(r:Release)",
    EntityType.MASTER: "(:Master {id: $key})<-[:DERIVED_FROM]-(r:Release)",
    EntityType.RELEASE: "(r:Release {id: $key})",
}
"""Pattern from an entity to its releases `r`; parameter key."""

_LINKED: Final = {
    Category.ARTISTS: "(r)-[:BY]->(m:Artist)",
    Category.LABELS: "(r)-[:ON]->(m:Label)",
    Category.GENRES: "(r)-[:IS]->(m:Genre)",
    Category.STYLES: "(r)-[:IS]->(m:Style)",
    Category.PEOPLE: "(r)<-[:CREDITED_ON]-(m:Person)",
}

_DIRECT: Final = {
    (EntityType.RELEASE, Category.MASTERS): "(:Release {id: $key})-[:DERIVED_FROM]->(m:Master)",
    (EntityType.MASTER, Category.ARTISTS): "(:Master {id: $key})-[:BY]->(m:Artist)",
    (EntityType.MASTER, Category.GENRES): "(:Master {id: $key})-[:IS]->(m:Genre)",
    (EntityType.MASTER, Category.STYLES): "(:Master {id: $key})-[:IS]->(m:Style)",
    (EntityType.LABEL, Category.SUBLABELS): "(:Label {id: $key})<-[:SUBLABEL_OF]-(m:Label)",
    (EntityType.LABEL, Category.PARENTS): "(:Label {id: $key})-[:SUBLABEL_OF]->(m:Label)",
    (EntityType.PERSON, Category.ALIASES): "(:Person {name: $key})-[:SAME_AS]->(m:Artist)",
}

_ALIASES: Final = """
          MATCH (:Artist {id: $key})-[:MEMBER_OF]->(m:Artist) RETURN m, 'group' AS kind
          UNION MATCH (:Artist {id: $key})<-[:MEMBER_OF]-(m:Artist) RETURN m, 'member' AS kind"""

_RELATED: Final = {
    (EntityType.ARTIST, Category.MEMBERS): _ALIASES,
    (EntityType.ARTIST, Category.ALIASES): f"""{_ALIASES}
          UNION MATCH (:Artist {{id: $key}})-[:ALIAS_OF]->(m:Artist) RETURN m, 'alias' AS kind""",
}

VERSIONS: Final = """reduce(most = 1, found IN [(r)-[:DERIVED_FROM]->(t:Master) | COUNT { (t)<-[:DERIVED_FROM]-() }] |
            CASE WHEN found > most THEN found ELSE most END)"""
"""How many versions the title of release `r` has: 1 without a master. Cost: the stored degree of its master."""

_IN_YEARS: Final = "WHERE $first_year IS NULL OR $first_year <= r.year <= $last_year"
_KEY: Final = "coalesce(m.id, m.name)"


def _releases(parent: EntityType, order: Order) -> Cypher:
    dated = "CASE WHEN r.year > 0 THEN 0 ELSE 1 END"
    by = {
        Order.NEWEST: f"{dated}, r.year DESC, r.id",
        Order.OLDEST: f"{dated}, r.year, r.id",
        Order.WEIGHT: "versions DESC, r.id",
    }[order]
    return Cypher(
        name=f"explore.{parent}_releases_{order}",
        timeout_s=10,
        text=f"""
        MATCH {RELEASES_OF[parent]} {_IN_YEARS}
        WITH DISTINCT r{f", {VERSIONS} AS versions" if order is Order.WEIGHT else ""} ORDER BY {by}
        WITH collect(r.id) AS found
        RETURN size(found) AS total, [id IN found[$skip..$skip + $limit] | {{id: id}}] AS keys
    """,
    )


def _members(parent: EntityType, category: Category, order: Order) -> Cypher:
    by = {
        Order.WEIGHT: "releases DESC, id",
        Order.NEWEST: "coalesce(last_year, 0) DESC, releases DESC, id",
        Order.OLDEST: "coalesce(first_year, 9999), releases DESC, id",
    }[order]
    return Cypher(
        name=f"explore.{parent}_{category}_{order}",
        timeout_s=10,
        text=f"""
        MATCH {RELEASES_OF[parent]} {_IN_YEARS}
        WITH DISTINCT r
        MATCH {_LINKED[category]}
        WITH {_KEY} AS id, count(DISTINCT r) AS releases,
             min(CASE WHEN r.year > 0 THEN r.year END) AS first_year, max(CASE WHEN r.year > 0 THEN r.year END) AS last_year
        ORDER BY {by}
        WITH collect({{id: id, releases: releases, first_year: first_year, last_year: last_year}}) AS found
        RETURN size(found) AS total, found[$skip..$skip + $limit] AS keys
    """,
    )


def _direct(parent: EntityType, category: Category) -> Cypher:
    return Cypher(
        name=f"explore.{parent}_{category}",
        timeout_s=10,
        text=f"""
        MATCH {_DIRECT[parent, category]}
        WITH DISTINCT {_KEY} AS id ORDER BY id
        WITH collect({{id: id}}) AS found
        RETURN size(found) AS total, found[$skip..$skip + $limit] AS keys
    """,
    )


def _related(parent: EntityType, category: Category) -> Cypher:
    return Cypher(
        name=f"explore.{parent}_{category}",
        timeout_s=10,
        text=f"""
        CALL () {{{_RELATED[parent, category]}
        }}
        WITH m.id AS id, max(kind) AS kind ORDER BY id  // someone who is both is a member rather than an alias
        WITH collect({{id: id, kind: kind}}) AS found
        RETURN size(found) AS total, found[$skip..$skip + $limit] AS keys
    """,
    )


def _through(parent: EntityType, category: Category) -> bool:
    return category in THROUGH_RELEASES and (parent, category) not in _DIRECT


ORDERED: Final = {
    (parent, category, order): _releases(parent, order) if category in OF_RELEASES else _members(parent, category, order)
    for parent, categories in ALL.items()
    for category in categories
    if category in OF_RELEASES or _through(parent, category)
    for order in Order
}
"""Parameters: key, first_year and last_year or nulls, skip, limit. One row of {total, keys: [{id, releases, first_year, last_year}]}.
Cost: the parent's releases and their links in the category; hubs are answered from their tables instead."""

FIXED: Final = {pair: _direct(*pair) for pair in _DIRECT} | {pair: _related(*pair) for pair in _RELATED}
"""Parameters: key, skip, limit. One row of {total, keys: [{id, kind}]}, by id. Cost: the parent's edges of these types."""


def _count(parent: EntityType, category: Category) -> Cypher:
    if category in OF_RELEASES:
        text = f"MATCH {RELEASES_OF[parent]} RETURN count(DISTINCT r) AS total"
    elif (parent, category) in _DIRECT:
        text = f"MATCH {_DIRECT[parent, category]} RETURN count(DISTINCT m) AS total"
    elif (parent, category) in _RELATED:
        text = f"CALL () {{{_RELATED[parent, category]}\n        }}\n        RETURN count(DISTINCT m.id) AS total"
    else:
        text = f"MATCH {RELEASES_OF[parent]} MATCH {_LINKED[category]} RETURN count(DISTINCT m) AS total"
    return Cypher(name=f"explore.count_{parent}_{category}", timeout_s=10, text=text)


COUNT: Final = {
    (parent, category): _count(parent, category)
    for parent, category in {(parent, category) for parent, category, _ in ORDERED} | set(_DIRECT) | set(_RELATED)
}
"""Parameters: key. One row: total. Cost: as of the page."""


def _stored(label: str, key: str, **counts: str) -> Cypher:
    listed = ", ".join(f"{count} AS {category}" for category, count in counts.items())
    return Cypher(name=f"explore.stored_{label.lower()}", timeout_s=10, text=f"MATCH (n:{label} {{{key}: $key}}) RETURN {listed}")


STORED_COUNTS: Final = {
    EntityType.GENRE: _stored(
        "Genre",
        "name",
        releases="coalesce(n.release_count, 0)",
        artists="coalesce(n.artist_count, 0)",
        labels="coalesce(n.label_count, 0)",
        styles="coalesce(n.style_count, 0)",
    ),
    EntityType.STYLE: _stored(
        "Style",
        "name",
        releases="coalesce(n.release_count, 0)",
        artists="coalesce(n.artist_count, 0)",
        labels="coalesce(n.label_count, 0)",
        genres="coalesce(n.genre_count, 0)",
    ),
    EntityType.LABEL: _stored("Label", "id", releases="n.release_count", artists="n.artist_count", genres="n.genre_count"),
}
"""Parameters: key. At most one row, a column a category; of a label null where it was never counted. Cost: an index seek."""


def _roles(parent: EntityType) -> Cypher:
    return Cypher(
        name=f"explore.{parent}_roles",
        timeout_s=10,
        text=f"""
        MATCH {RELEASES_OF[parent]}
        WITH DISTINCT r
        MATCH (r)<-[c:CREDITED_ON]-(p:Person) WHERE p.name IN $ids AND c.role IS NOT NULL
        WITH p.name AS id, c.role AS role, count(DISTINCT r) AS releases ORDER BY releases DESC, role
        RETURN id, collect(role)[..3] AS roles
    """,
    )


ROLES: Final = {parent: _roles(parent) for parent in (EntityType.ARTIST, EntityType.LABEL, EntityType.RELEASE, EntityType.MASTER)}
"""Parameters: key, ids (names). Rows of {id, roles}: a person's three most frequent roles on the parent's releases. Cost: the credits of the
parent's releases."""

CREDITS_OF: Final = Cypher(
    name="explore.credits_of_person",
    timeout_s=10,
    text="""
    UNWIND $ids AS id
    MATCH (r:Release {id: id})<-[c:CREDITED_ON]-(p:Person) WHERE p.name = $key AND c.role IS NOT NULL
    WITH id, c.role AS role ORDER BY role
    RETURN id, collect(DISTINCT role) AS roles
""",
)
"""Parameters: key (the person's name), ids of releases. Rows of {id, roles}. Cost: the credits of these releases."""
