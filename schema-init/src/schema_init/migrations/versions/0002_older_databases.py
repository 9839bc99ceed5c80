"""Databases that were made before there was a version table."""

from schema_init.migrations.steps import sql_beside


revision = "0002"
down_revision = "0001"
upgrade = sql_beside(__file__)
