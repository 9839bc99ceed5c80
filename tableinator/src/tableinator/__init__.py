"""Writes Discogs records to PostgreSQL tables."""
