-- Records are a few kilobytes of JSON and are stored compressed. lz4 writes them with about a quarter less server time than
-- pglz and takes less than a tenth more space. A server that was built without lz4 keeps its default. Old rows stay as they are.

DO $$
DECLARE
    entity TEXT;
BEGIN
    FOREACH entity IN ARRAY ARRAY[
        'artists', 'labels', 'masters', 'releases',
        'musicbrainz.artists', 'musicbrainz.labels', 'musicbrainz.releases', 'musicbrainz.release_groups'
    ]
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN data SET COMPRESSION lz4', entity::regclass);
    END LOOP;
EXCEPTION
    WHEN feature_not_supported THEN
        RAISE NOTICE 'this server has no lz4: records keep the default compression';
END
$$;
