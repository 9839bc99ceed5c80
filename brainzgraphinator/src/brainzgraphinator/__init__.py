"""Enriches the graph's Discogs nodes with MusicBrainz facts, and keeps what waits for its node."""
