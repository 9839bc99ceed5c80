"""Numbered migrations of PostgreSQL: plain SQL in `versions`, run in order by alembic, each in one transaction.

A migration that was released is never edited; a change of the schema is the next number.
"""
