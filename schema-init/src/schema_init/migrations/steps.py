"""What a migration's Python file does: run the SQL file beside it."""

from collections.abc import Callable
from pathlib import Path

from alembic import op


def sql_beside(python_file: str) -> Callable[[], None]:
    """`upgrade` of a migration: the whole SQL file of the same name, in the migration's transaction."""

    def upgrade() -> None:
        _run(_text(python_file))

    return upgrade


def separate_statements_beside(python_file: str) -> Callable[[], None]:
    """`upgrade` of a migration whose statements cannot share a transaction, such as `CREATE INDEX CONCURRENTLY`.

    A statement ends at a semicolon at the end of a line. All of them must be safe to run again.
    """

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            for statement in _text(python_file).split(";\n"):
                if statement.strip():
                    _run(statement)

    return upgrade


def _text(python_file: str) -> str:
    return Path(python_file).with_suffix(".sql").read_text(encoding="utf-8")


def _run(sql: str) -> None:
    # Without parameters the driver sends the text as it is: several statements at once, and "%" means nothing.
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(sql)
