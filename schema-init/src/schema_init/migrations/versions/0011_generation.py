"""Generations of the catalogue."""

from schema_init.migrations.steps import sql_beside


revision = "0011"
down_revision = "0007"
upgrade = sql_beside(__file__)
