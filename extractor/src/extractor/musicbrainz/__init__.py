"""MusicBrainz dumps: cut the stream into blocks of whole lines, read a block, bring records into the published form. Pure."""
