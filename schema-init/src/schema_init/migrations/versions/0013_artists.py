"""Collaborations and profiles of artists."""

from schema_init.migrations.steps import sql_beside


revision = "0013"
down_revision = "0009"
upgrade = sql_beside(__file__)
