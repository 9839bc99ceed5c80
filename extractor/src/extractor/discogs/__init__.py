"""Discogs dumps: cut the stream into blocks of whole records, read a block, bring records into the published form. Pure."""
