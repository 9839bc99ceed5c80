"""The REST API: the graph and the tables over HTTP."""
