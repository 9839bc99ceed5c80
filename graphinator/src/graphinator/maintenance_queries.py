"""Cypher that runs after an import.

Whatever touches many nodes does so in inner transactions of `$rows` rows, so that neither memory nor the time limit of a
transaction grows with the catalogue. Each repeats its own condition inside, under the node's lock: an import may be running.
"""

from typing import Final

from common.domain.credit_roles import ALL_CATEGORIES
from common.stores.statement import Cypher


SWEEP_TIMEOUT_S: Final = 6 * 3600.0
"""The outer transaction of a sweep over a whole catalogue; its inner ones are short."""


def _gone(label: str) -> str:
    return f"""
        MATCH (n:{label})
        WHERE n.sha256 IS NOT NULL AND (n.run IS NULL OR n.run < $run)
          AND NOT EXISTS {{ MATCH (:ImportReject {{key: $reject_prefix + n.id}}) }}"""


def _unseen(name: str, label: str) -> Cypher:
    return Cypher(
        name=name,
        timeout_s=SWEEP_TIMEOUT_S,
        text=f"""
        MATCH (n:{label}) WHERE n.sha256 IS NOT NULL
        RETURN count(n) AS total, count(CASE WHEN n.run IS NULL OR n.run < $run THEN 1 END) AS unseen
    """,
    )


def _count_gone(name: str, label: str) -> Cypher:
    return Cypher(name=name, timeout_s=SWEEP_TIMEOUT_S, text=f"{_gone(label)} RETURN count(n) AS gone")


def _vanish(name: str, label: str, withdraw: str, forget: str) -> Cypher:
    return Cypher(
        name=name,
        timeout_s=SWEEP_TIMEOUT_S,
        text=f"""{_gone(label)}
        CALL (n) {{
          SET n.locked = true REMOVE n.locked
          WITH n WHERE n.run IS NULL OR n.run < $run
          {withdraw}
          REMOVE n.sha256, n.run, n.sequence, n.writer, {forget}
        }} IN TRANSACTIONS OF $rows ROWS
    """,
    )


UNSEEN_ARTISTS: Final = _unseen("graphinator.unseen_artists", "Artist")
UNSEEN_LABELS: Final = _unseen("graphinator.unseen_labels", "Label")
UNSEEN_MASTERS: Final = _unseen("graphinator.unseen_masters", "Master")
UNSEEN_RELEASES: Final = _unseen("graphinator.unseen_releases", "Release")
"""Parameters: run. One row: total (nodes with a record), unseen (those that no run from this one on touched). Cost: a scan of the label."""

GONE_ARTISTS: Final = _count_gone("graphinator.gone_artists", "Artist")
GONE_LABELS: Final = _count_gone("graphinator.gone_labels", "Label")
GONE_MASTERS: Final = _count_gone("graphinator.gone_masters", "Master")
GONE_RELEASES: Final = _count_gone("graphinator.gone_releases", "Release")
"""Parameters: run, reject_prefix (key of the run's rejects, up to the id). One row: gone (unseen, and not rejected by the run either)."""


def _withdraw_side(edge: str, label: str, side: str) -> str:
    arrow = f"<-[e:{edge}]-" if side == "from_target" else f"-[e:{edge}]->"
    other = "from_source" if side == "from_target" else "from_target"
    return f"""
          CALL (n) {{
            MATCH (n){arrow}(:{label}) WHERE e.{side}
            REMOVE e.{side}
            WITH e WHERE e.{other} IS NULL
            SET e.discogs = false
            WITH e WHERE e.source IS NULL
            DELETE e
          }}"""


VANISH_ARTISTS: Final = _vanish(
    "graphinator.vanish_artists",
    "Artist",
    _withdraw_side("MEMBER_OF", "Artist", "from_target")
    + _withdraw_side("MEMBER_OF", "Artist", "from_source")
    + " CALL (n) { MATCH (n)<-[e:ALIAS_OF]-(:Artist) DELETE e }",
    "n.resource_url, n.releases_url, n.release_count, n.first_year, n.last_year",
)
VANISH_LABELS: Final = _vanish(
    "graphinator.vanish_labels",
    "Label",
    _withdraw_side("SUBLABEL_OF", "Label", "from_source") + _withdraw_side("SUBLABEL_OF", "Label", "from_target"),
    "n.release_count, n.artist_count, n.genre_count, n.first_year, n.last_year",
)
VANISH_MASTERS: Final = _vanish("graphinator.vanish_masters", "Master", " CALL (n) { MATCH (n)-[e:BY|IS]->() DELETE e }", "n.year")
VANISH_RELEASES: Final = _vanish(
    "graphinator.vanish_releases",
    "Release",
    " CALL (n) { MATCH (n)-[e:BY|ON|DERIVED_FROM|IS]->() DELETE e } CALL (n) { MATCH (n)<-[e:CREDITED_ON]-(:Person) DELETE e }",
    "n.year, n.formats",
)
"""Parameters: run, reject_prefix, rows. A node that the run did not see loses what its record asserted and becomes a stub; name, title and
MusicBrainz properties stay. The clean-up that follows deletes the stubs that nothing refers to. Cost: a scan, and the degree of the gone."""


PRUNE_PART_OF: Final = Cypher(
    name="graphinator.prune_part_of",
    timeout_s=SWEEP_TIMEOUT_S,
    text="""
    MATCH (style:Style)-[e:PART_OF]->(genre:Genre)
    CALL (style, e, genre) {
      WITH style, e, genre
      WHERE NOT EXISTS { MATCH (style)<-[:IS]-(record)-[:IS]->(genre) WHERE COUNT { (record)-[:IS]->(:Genre) } = 1 }
      DELETE e
    } IN TRANSACTIONS OF $rows ROWS
""",
)
"""Parameters: rows. Writers add PART_OF with the records that assert it; this removes what no record asserts any more. Cost: ends at the
first witness of each edge; the records of the style where there is none."""

PRUNE_SAME_AS: Final = Cypher(
    name="graphinator.prune_same_as",
    timeout_s=SWEEP_TIMEOUT_S,
    text="""
    MATCH (person:Person)-[e:SAME_AS]->(artist:Artist)
    CALL (person, e, artist) {
      WITH person, e, artist
      WHERE NOT EXISTS { MATCH (person)-[credit:CREDITED_ON]->(:Release) WHERE credit.artist_id = artist.id }
      DELETE e
    } IN TRANSACTIONS OF $rows ROWS
""",
)
"""Parameters: rows. As `PRUNE_PART_OF`, witnessed by a credit with the artist's id. Cost: ends at the first witness."""


def _delete_stubs(name: str, label: str, is_stub: str) -> Cypher:
    return Cypher(
        name=name,
        timeout_s=SWEEP_TIMEOUT_S,
        text=f"""
        MATCH (n:{label}) WHERE {is_stub} AND NOT EXISTS {{ (n)--() }}
        CALL (n) {{
          WITH n WHERE {is_stub} AND NOT EXISTS {{ (n)--() }}
          DELETE n
        }} IN TRANSACTIONS OF $rows ROWS
    """,
    )


DELETE_ARTIST_STUBS: Final = _delete_stubs("graphinator.delete_artist_stubs", "Artist", "n.sha256 IS NULL")
DELETE_LABEL_STUBS: Final = _delete_stubs("graphinator.delete_label_stubs", "Label", "n.sha256 IS NULL")
DELETE_MASTER_STUBS: Final = _delete_stubs("graphinator.delete_master_stubs", "Master", "n.sha256 IS NULL")
DELETE_RELEASE_STUBS: Final = _delete_stubs("graphinator.delete_release_stubs", "Release", "n.sha256 IS NULL")
DELETE_PEOPLE: Final = _delete_stubs("graphinator.delete_people", "Person", "true")
"""Parameters: rows. Deletes nodes without a record and without any edge. Cost: a scan of the label."""


def _tag_counts(name: str, label: str, counted: str, count_others: str) -> Cypher:
    return Cypher(
        name=name,
        timeout_s=SWEEP_TIMEOUT_S,
        text=f"""
        MATCH (n:{label})
        CALL (n) {{
          CALL (n) {{
            MATCH (n)<-[:IS]-(release:Release)
            RETURN count(release) AS releases, min(CASE WHEN release.year > 0 THEN release.year END) AS first_year
          }}
          CALL (n) {{ MATCH (n)<-[:IS]-(:Release)-[:BY]->(artist) RETURN count(DISTINCT artist) AS artists }}
          CALL (n) {{ MATCH (n)<-[:IS]-(:Release)-[:ON]->(label) RETURN count(DISTINCT label) AS labels }}
          {count_others}
          SET n.release_count = releases, n.artist_count = artists, n.label_count = labels, n.{counted} = tags, n.first_year = first_year
        }} IN TRANSACTIONS OF 1 ROWS
    """,
    )


GENRE_COUNTS: Final = _tag_counts(
    "graphinator.genre_counts",
    "Genre",
    "style_count",
    "CALL (n) { MATCH (n)<-[:IS]-(:Release)-[:IS]->(tag) WITH DISTINCT tag WHERE tag:Style RETURN count(tag) AS tags }",
)
STYLE_COUNTS: Final = _tag_counts(
    "graphinator.style_counts",
    "Style",
    "genre_count",
    """CALL (n) { MATCH (n)-[e:PART_OF]->(:Genre) SET e.release_count = 0 }
          CALL (n) {
            MATCH (n)<-[:IS]-(:Release)-[:IS]->(tag)
            WITH n, tag, count(*) AS shared WHERE tag:Genre
            OPTIONAL MATCH (n)-[e:PART_OF]->(tag)
            SET e.release_count = shared
            RETURN count(tag) AS tags
          }""",
)
"""No parameters. One node a transaction, as the largest genre holds a third of all releases. Four narrow expansions: half the CPU of one
wide one that tells its rows apart. That of a style's genres also gives each PART_OF its `release_count`, the releases that have both: none
where only masters say that the style belongs there."""

ARTIST_COUNTS: Final = Cypher(
    name="graphinator.artist_counts",
    timeout_s=SWEEP_TIMEOUT_S,
    text="""
    MATCH (n:Artist)
    CALL (n) {
      OPTIONAL MATCH (n)<-[:BY]-(release:Release)
      WITH n, release, CASE WHEN release.year > 0 THEN release.year END AS year
      WITH n, count(release) AS releases, min(year) AS first_year, max(year) AS last_year
      WHERE n.release_count IS NULL OR n.release_count <> releases
        OR coalesce(n.first_year, 0) <> coalesce(first_year, 0) OR coalesce(n.last_year, 0) <> coalesce(last_year, 0)
      SET n.release_count = releases, n.first_year = first_year, n.last_year = last_year
    } IN TRANSACTIONS OF $rows ROWS
""",
)
"""Parameters: rows. Cost: the edges of each artist; writes only what is new, as a month changes few of them."""

LABEL_COUNTS: Final = Cypher(
    name="graphinator.label_counts",
    timeout_s=SWEEP_TIMEOUT_S,
    text="""
    MATCH (n:Label)
    CALL (n) {
      SET n.release_count = COUNT { (n)<-[:ON]-(:Release) },
          n.artist_count = COUNT { MATCH (n)<-[:ON]-(:Release)-[:BY]->(artist) RETURN DISTINCT artist },
          n.genre_count = COUNT { MATCH (n)<-[:ON]-(:Release)-[:IS]->(tag) WITH DISTINCT tag WHERE tag:Genre RETURN tag }
      WITH n
      OPTIONAL MATCH (n)<-[:ON]-(release:Release) WHERE release.year > 0
      WITH n, min(release.year) AS first_year, max(release.year) AS last_year
      SET n.first_year = first_year, n.last_year = last_year
    } IN TRANSACTIONS OF 100 ROWS
""",
)
"""No parameters. Cost: the edges of each label's releases."""


def _category_counts() -> str:
    counted = ",\n          ".join(
        f"{name}_count: nullIf(count(DISTINCT CASE credit.category WHEN '{name}' THEN release END), 0)" for name in ALL_CATEGORIES
    )
    return f"""
      OPTIONAL MATCH (n)-[credit:CREDITED_ON]->(release:Release)
      WITH n, {{
          credit_count: count(credit),
          {counted}
      }} AS counts
      SET n += counts"""


CREDIT_COUNTS: Final = Cypher(
    name="graphinator.credit_counts",
    timeout_s=SWEEP_TIMEOUT_S,
    text=f"""
    MATCH (n:Person)
    CALL (n) {{{_category_counts()}
    }} IN TRANSACTIONS OF $rows ROWS
""",
)
"""Parameters: rows. `credit_count` is the number of credits, `<category>_count` that of distinct releases with a credit of the category; a
category without any has no property, so that its index holds only who is in it. Cost: the credits of each person."""

SET_STAGE: Final = Cypher(
    name="graphinator.set_stage",
    timeout_s=30,
    text="MATCH (c:ExtractionCompletion {key: $key}) SET c.stage = $stage, c.vetoes = $vetoes, c.updated_at = datetime()",
)
"""Parameters: key, stage, vetoes (texts). What the run's own node tells of the work after it."""
