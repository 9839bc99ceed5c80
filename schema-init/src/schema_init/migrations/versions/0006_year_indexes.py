"""Indexes on the year as a number."""

from schema_init.migrations.steps import separate_statements_beside


revision = "0006"
down_revision = "0005"
upgrade = separate_statements_beside(__file__)
