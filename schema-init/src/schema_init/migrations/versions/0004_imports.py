"""Runs of imports, and what each row knows of them."""

from schema_init.migrations.steps import sql_beside


revision = "0004"
down_revision = "0003"
upgrade = sql_beside(__file__)
