"""Writes Discogs records to the Neo4j graph."""
