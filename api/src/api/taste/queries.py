"""Cypher of taste. All start at the user, so they cost what the user owns."""

from typing import Final

from common.stores.statement import Cypher


TIMEOUT_S: Final = 30.0

COPIES: Final = Cypher(
    name="taste.copies",
    timeout_s=10,
    text="OPTIONAL MATCH (u:User {id: $user_id}) RETURN CASE WHEN u IS NULL THEN 0 ELSE COUNT { (u)-[:COLLECTED]->() } END AS copies",
)
"""Parameter: user_id. One row: copies. Cost: a stored degree."""

CELLS: Final = Cypher(
    name="taste.cells",
    timeout_s=TIMEOUT_S,
    text="""
        MATCH (:User {id: $user_id})-[c:COLLECTED]->(r:Release)-[:IS]->(g:Genre) WHERE r.year > 0
        WITH g.name AS genre, r.year / 10 * 10 AS decade, count(c) AS count
        RETURN genre, decade, count ORDER BY count DESC, genre, decade
    """,
)
"""Parameter: user_id. Rows: genre, decade, count of copies. Cost: genres of the user's copies."""

COLLECTORS: Final = Cypher(
    name="taste.collectors",
    timeout_s=TIMEOUT_S,
    text="""
        MATCH (u:User {id: $user_id})-[:COLLECTED]->(r:Release)
        WITH DISTINCT u, r
        OPTIONAL MATCH (r)<-[:COLLECTED]-(other) WHERE other <> u
        WITH r, count(DISTINCT other) AS users
        RETURN users, r.community_have AS have, count(*) AS releases
    """,
)
"""Parameter: user_id. Rows: how many other users own a release, its community_have or null, how many distinct releases that holds for. Cost: all
owners of the user's releases."""

ADDED: Final = Cypher(
    name="taste.added",
    timeout_s=TIMEOUT_S,
    text="""
        MATCH (:User {id: $user_id})-[c:COLLECTED]->(:Release)-[:IS]->(g:Genre)
        WHERE c.date_added =~ '[0-9]{4}.*'
        RETURN left(c.date_added, 4) AS year, g.name AS genre, count(c) AS count
    """,
)
"""Parameter: user_id. Rows: year (text), genre, count of copies. Cost: genres of the user's copies."""

TOP_LABELS: Final = Cypher(
    name="taste.top_labels",
    timeout_s=TIMEOUT_S,
    text="""
        MATCH (:User {id: $user_id})-[c:COLLECTED]->(:Release)-[:ON]->(l:Label) WHERE l.name IS NOT NULL
        RETURN l.name AS name, count(DISTINCT c) AS count ORDER BY count DESC, name LIMIT $limit
    """,
)
"""Parameters: user_id, limit. Rows: name, count of copies. Cost: labels of the user's copies."""

TOP_ARTISTS: Final = Cypher(
    name="taste.top_artists",
    timeout_s=TIMEOUT_S,
    text="""
        MATCH (:User {id: $user_id})-[c:COLLECTED]->(:Release)-[:BY]->(a:Artist) WHERE NOT a.id IN $placeholders
        WITH a, count(DISTINCT c) AS copies ORDER BY copies DESC, a.id LIMIT $limit
        RETURN a.id AS id, coalesce(a.release_count, COUNT { (a)<-[:BY]-(:Release) }) AS releases
    """,
)
"""Parameters: user_id, placeholders (ids of artists that are nobody), limit. Rows: id, releases; most collected first. Cost: the user's copies."""

OWNED_GENRES: Final = Cypher(
    name="taste.owned_genres",
    timeout_s=TIMEOUT_S,
    text="MATCH (:User {id: $user_id})-[:COLLECTED]->(:Release)-[:IS]->(g:Genre) RETURN DISTINCT g.name AS name",
)
"""Parameter: user_id. Rows: name. Cost: genres of the user's copies."""

ARTISTS_GENRES: Final = Cypher(
    name="taste.artists_genres",
    timeout_s=TIMEOUT_S,
    text="""
        UNWIND $artist_ids AS id
        MATCH (a:Artist {id: id})<-[:BY]-(r:Release)-[:IS]->(g:Genre) WHERE NOT g.name IN $owned
        WITH g.name AS genre, collect(DISTINCT id) AS artists, min(r.title) AS example
        RETURN genre, artists, example
    """,
)
"""Parameters: artist_ids (20 of small artists), owned (names of genres). Rows: genre, artists (ids), example (a title). Cost: the artists' releases."""

EXAMPLE: Final = Cypher(
    name="taste.example",
    timeout_s=TIMEOUT_S,
    text="MATCH (:Artist {id: $artist_id})<-[:BY]-(r:Release)-[:IS]->(:Genre {name: $genre}) WHERE r.title IS NOT NULL RETURN r.title AS title LIMIT 1",
)
"""Parameters: artist_id, genre. At most one row: some title. Cost: releases of the artist up to the first of the genre."""
