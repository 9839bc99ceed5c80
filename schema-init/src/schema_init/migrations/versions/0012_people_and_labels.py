"""What busy people, labels and the counts of MusicBrainz are answered with."""

from schema_init.migrations.steps import sql_beside


revision = "0012"
down_revision = "0014"
upgrade = sql_beside(__file__)
