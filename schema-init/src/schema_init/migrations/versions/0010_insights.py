"""What the insights service keeps beside the documented columns."""

from schema_init.migrations.steps import sql_beside


revision = "0010"
down_revision = "0012"
upgrade = sql_beside(__file__)
