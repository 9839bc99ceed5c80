"""SQL of the MusicBrainz tables: entities, relationships, external links.

A relationship is one row though both of its ends may assert it; `from_source` and `from_target` say whose records do. A record that
is replaced withdraws what it asserted before; a row that nobody asserts any more goes.
"""

from typing import Final

from common.consumer.tables.queries import RowTable
from common.domain.data_types import DataType
from common.stores.statement import Sql


TABLES: Final[dict[DataType, RowTable]] = {
    DataType.ARTISTS: RowTable(
        schema="musicbrainz",
        name="artists",
        key="mbid",
        key_type="uuid",
        columns=(
            *("name", "sort_name", "type", "gender", "begin_date", "end_date", "ended", "area", "begin_area", "end_area"),
            *("disambiguation", "discogs_artist_id", "aliases", "tags", "data"),
        ),
    ),
    DataType.LABELS: RowTable(
        schema="musicbrainz",
        name="labels",
        key="mbid",
        key_type="uuid",
        columns=("name", "type", "label_code", "begin_date", "end_date", "ended", "area", "disambiguation", "discogs_label_id", "data"),
    ),
    DataType.RELEASE_GROUPS: RowTable(
        schema="musicbrainz",
        name="release_groups",
        key="mbid",
        key_type="uuid",
        columns=("name", "type", "secondary_types", "first_release_date", "disambiguation", "discogs_master_id", "data"),
    ),
    DataType.RELEASES: RowTable(
        schema="musicbrainz",
        name="releases",
        key="mbid",
        key_type="uuid",
        columns=("name", "barcode", "status", "release_group_mbid", "discogs_release_id", "data"),
    ),
}

MAKE_RELATIONSHIP_STAGING: Final = Sql(
    name="relationships.make_staging",
    text="""
    CREATE TEMPORARY TABLE IF NOT EXISTS staged_relationships ON COMMIT DELETE ROWS AS
    SELECT source_mbid, target_mbid, source_entity_type, target_entity_type, relationship_type, begin_date, end_date, attributes,
           ended, from_source, from_target
    FROM musicbrainz.relationships WITH NO DATA
""",
)
"""The session's temporary table of what a batch asserts, empty at each transaction's start."""

STAGE_RELATIONSHIPS: Final = Sql(name="relationships.stage", text="COPY staged_relationships FROM STDIN (FORMAT binary)")
"""Rows as `relationships.Assertion` encodes them."""

WITHDRAW_AS_SOURCE: Final = Sql(
    name="relationships.withdraw_as_source",
    text="""
    UPDATE musicbrainz.relationships AS r SET from_source = false
    WHERE r.source_mbid = ANY(%(mbids)s::uuid[]) AND r.source_entity_type = %(entity)s AND r.from_source AND NOT EXISTS (
      SELECT FROM staged_relationships AS s
      WHERE s.from_source AND s.source_mbid = r.source_mbid AND s.target_mbid = r.target_mbid
        AND s.source_entity_type = r.source_entity_type AND s.target_entity_type = r.target_entity_type
        AND s.relationship_type = r.relationship_type AND s.begin_date IS NOT DISTINCT FROM r.begin_date
        AND s.end_date IS NOT DISTINCT FROM r.end_date AND s.attributes IS NOT DISTINCT FROM r.attributes)
""",
)
"""Parameters: mbids of replaced records, entity. What they asserted as source and no longer do. Cost: the relationships of those records."""

WITHDRAW_AS_TARGET: Final = Sql(
    name="relationships.withdraw_as_target",
    text="""
    UPDATE musicbrainz.relationships AS r SET from_target = false
    WHERE r.target_mbid = ANY(%(mbids)s::uuid[]) AND r.target_entity_type = %(entity)s AND r.from_target AND NOT EXISTS (
      SELECT FROM staged_relationships AS s
      WHERE s.from_target AND s.source_mbid = r.source_mbid AND s.target_mbid = r.target_mbid
        AND s.source_entity_type = r.source_entity_type AND s.target_entity_type = r.target_entity_type
        AND s.relationship_type = r.relationship_type AND s.begin_date IS NOT DISTINCT FROM r.begin_date
        AND s.end_date IS NOT DISTINCT FROM r.end_date AND s.attributes IS NOT DISTINCT FROM r.attributes)
""",
)
"""As `WITHDRAW_AS_SOURCE`, for the other end."""

ASSERT_RELATIONSHIPS: Final = Sql(
    name="relationships.assert",
    text="""
    INSERT INTO musicbrainz.relationships AS r (source_mbid, target_mbid, source_entity_type, target_entity_type, relationship_type,
      begin_date, end_date, attributes, ended, from_source, from_target)
    SELECT source_mbid, target_mbid, source_entity_type, target_entity_type, relationship_type, begin_date, end_date, attributes,
           bool_or(ended), bool_or(from_source), bool_or(from_target)
    FROM staged_relationships
    GROUP BY source_mbid, target_mbid, source_entity_type, target_entity_type, relationship_type, begin_date, end_date, attributes
    ORDER BY source_mbid, target_mbid, source_entity_type, target_entity_type, relationship_type, begin_date, end_date, attributes
    ON CONFLICT ON CONSTRAINT relationships_natural_key DO UPDATE SET
      ended = EXCLUDED.ended, from_source = r.from_source OR EXCLUDED.from_source, from_target = r.from_target OR EXCLUDED.from_target
    WHERE r.ended IS DISTINCT FROM EXCLUDED.ended OR (EXCLUDED.from_source AND NOT r.from_source) OR (EXCLUDED.from_target AND NOT r.from_target)
""",
)
"""Staged assertions into the table, one row a natural key, in the key's order so that two writers wait instead of deadlocking."""

DROP_UNASSERTED: Final = Sql(
    name="relationships.drop_unasserted",
    text="""
    DELETE FROM musicbrainz.relationships
    WHERE ((source_mbid = ANY(%(mbids)s::uuid[]) AND source_entity_type = %(entity)s)
        OR (target_mbid = ANY(%(mbids)s::uuid[]) AND target_entity_type = %(entity)s))
      AND NOT (from_source OR from_target)
""",
)
"""Parameters: mbids of replaced records, entity. A statement of its own, so that it sees what the other end withdrew meanwhile."""

MAKE_LINK_STAGING: Final = Sql(
    name="links.make_staging",
    text="""
    CREATE TEMPORARY TABLE IF NOT EXISTS staged_links ON COMMIT DELETE ROWS AS
    SELECT mbid, entity_type, service_name, url FROM musicbrainz.external_links WITH NO DATA
""",
)
"""The session's temporary table of a batch's links."""

STAGE_LINKS: Final = Sql(name="links.stage", text="COPY staged_links FROM STDIN (FORMAT binary)")
"""Rows of mbid, entity_type, service_name, url."""

DROP_LINKS: Final = Sql(
    name="links.drop",
    text="""
    DELETE FROM musicbrainz.external_links AS l
    WHERE l.mbid = ANY(%(mbids)s::uuid[]) AND l.entity_type = %(entity)s AND NOT EXISTS (
      SELECT FROM staged_links AS s
      WHERE s.mbid = l.mbid AND s.entity_type = l.entity_type AND s.service_name = l.service_name AND s.url = l.url)
""",
)
"""Parameters: mbids of replaced records, entity. Links that those records no longer have."""

INSERT_LINKS: Final = Sql(
    name="links.insert",
    text="""
    INSERT INTO musicbrainz.external_links (mbid, entity_type, service_name, url)
    SELECT DISTINCT mbid, entity_type, service_name, url FROM staged_links ORDER BY mbid, entity_type, service_name, url
    ON CONFLICT DO NOTHING
""",
)
"""Staged links that are not there yet."""

MAKE_GONE: Final = Sql(name="purge.make_gone", text="CREATE TEMPORARY TABLE gone (key uuid PRIMARY KEY) ON COMMIT DROP")
"""Keys of the entities that a purge deletes."""

FORGET_AS_SOURCE: Final = Sql(
    name="purge.forget_as_source",
    text="""
    UPDATE musicbrainz.relationships AS r SET from_source = false FROM gone
    WHERE r.source_mbid = gone.key AND r.source_entity_type = %(entity)s AND r.from_source
""",
)
"""Parameters: entity. A vanished record asserts nothing."""

FORGET_AS_TARGET: Final = Sql(
    name="purge.forget_as_target",
    text="""
    UPDATE musicbrainz.relationships AS r SET from_target = false FROM gone
    WHERE r.target_mbid = gone.key AND r.target_entity_type = %(entity)s AND r.from_target
""",
)
"""Parameters: entity. As `FORGET_AS_SOURCE`, for the other end."""

FORGET_UNASSERTED_SOURCE: Final = Sql(
    name="purge.forget_unasserted_source",
    text="""
    DELETE FROM musicbrainz.relationships AS r USING gone
    WHERE r.source_mbid = gone.key AND r.source_entity_type = %(entity)s AND NOT (r.from_source OR r.from_target)
""",
)
"""Parameters: entity. Relationships of vanished entities that the other end does not assert either."""

FORGET_UNASSERTED_TARGET: Final = Sql(
    name="purge.forget_unasserted_target",
    text="""
    DELETE FROM musicbrainz.relationships AS r USING gone
    WHERE r.target_mbid = gone.key AND r.target_entity_type = %(entity)s AND NOT (r.from_source OR r.from_target)
""",
)
"""Parameters: entity. As `FORGET_UNASSERTED_SOURCE`, for the other end."""

FORGET_LINKS: Final = Sql(
    name="purge.forget_links",
    text="DELETE FROM musicbrainz.external_links AS l USING gone WHERE l.mbid = gone.key AND l.entity_type = %(entity)s",
)
"""Parameters: entity. Links of vanished entities."""

FORGET_DETAILS: Final = (FORGET_AS_SOURCE, FORGET_AS_TARGET, FORGET_UNASSERTED_SOURCE, FORGET_UNASSERTED_TARGET, FORGET_LINKS)

ANALYZE_DETAILS: Final = (
    Sql(name="relationships.analyze", text="ANALYZE musicbrainz.relationships", timeout_s=3600),
    Sql(name="links.analyze", text="ANALYZE musicbrainz.external_links", timeout_s=3600),
)
"""Fresh statistics for the planner."""
