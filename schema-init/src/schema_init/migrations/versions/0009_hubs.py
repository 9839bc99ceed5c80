"""What the largest entities are answered with, and summaries of the whole catalogue."""

from schema_init.migrations.steps import sql_beside


revision = "0009"
down_revision = "0010"
upgrade = sql_beside(__file__)
