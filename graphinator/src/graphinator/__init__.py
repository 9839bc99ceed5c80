"""Writes Discogs records to the Neo4j graph and keeps its derived parts right after each import."""
