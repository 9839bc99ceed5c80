"""Creates and migrates the PostgreSQL and Neo4j schemas."""
