"""Enriches the Neo4j graph with MusicBrainz facts."""
