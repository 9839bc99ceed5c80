"""Checks and unique indexes on the tables of users."""

from schema_init.migrations.steps import sql_beside


revision = "0005"
down_revision = "0004"
upgrade = sql_beside(__file__)
