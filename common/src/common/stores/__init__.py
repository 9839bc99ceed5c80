"""Neo4j, PostgreSQL and Redis: open, retry, named statements."""
