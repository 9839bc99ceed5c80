"""Saved views of the graph, shared by a link."""
