"""Databases of tests: a template that `schema-init` itself has migrated, and clones of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import hashlib
import os
import sys
from typing import Final
import uuid

import psycopg
from psycopg import sql

from tests.support.real_data import REPOSITORY
from tests.support.servers import TestStack


LOCK_KEY: Final = 0x746D706C  # "tmpl"
SOURCES: Final = REPOSITORY / "schema-init" / "src"


def schema_fingerprint() -> str:
    """Changes with any file of `schema-init`, so that an edited migration makes a new template."""
    digest = hashlib.sha256()
    for path in sorted(p for p in SOURCES.rglob("*") if p.suffix in {".py", ".sql", ".cypher"}):
        digest.update(path.relative_to(SOURCES).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


async def run_schema_init(environment: dict[str, str], *arguments: str) -> None:
    """Run the real command; its output is the error's text when it fails."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "schema_init",
        *arguments,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"schema-init ended with {process.returncode}:\n{output.decode(errors='replace')[-4000:]}")


async def ensure_template(stack: TestStack) -> str:
    """Name of a database that `schema-init` migrated; made once per state of its sources, whoever asks first."""
    name = f"test_template_{schema_fingerprint()}"
    async with _administration(stack) as admin:
        await admin.execute("SELECT pg_advisory_lock(%s)", (LOCK_KEY,))
        found = await (await admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))).fetchone()
        if found is None:
            making = f"{name}_making"  # renamed when ready: a template with this name is complete
            await admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(making)))
            await admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
            await run_schema_init({**stack.postgres_env, "POSTGRES_DATABASE": making}, "--only", "postgres")
            await admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name)))
    return name


async def create_database(stack: TestStack, template: str | None) -> str:
    """Name of a fresh database; empty without a template."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    async with _administration(stack) as admin:
        # Files are copied as they are: through the log, block by block, a clone takes five times the CPU time.
        source = sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template)) if template else sql.SQL("")
        await admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + source)
    return name


async def drop_database(stack: TestStack, name: str) -> None:
    """Remove a database, whoever is connected to it."""
    async with _administration(stack) as admin:
        await admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@asynccontextmanager
async def cloned_database(stack: TestStack, template: str | None) -> AsyncIterator[str]:
    """A fresh database, dropped at the end; empty without a template."""
    name = await create_database(stack, template)
    try:
        yield name
    finally:
        await drop_database(stack, name)


@asynccontextmanager
async def _administration(stack: TestStack) -> AsyncIterator[psycopg.AsyncConnection]:
    connection = await psycopg.AsyncConnection.connect(stack.postgres_dsn(stack.postgres["database"]), autocommit=True)
    async with connection:
        yield connection
