"""Writes MusicBrainz records to PostgreSQL tables."""
