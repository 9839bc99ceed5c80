"""PostgreSQL from the system's packages, its cluster in the stack's folder."""

from collections.abc import Mapping
from dataclasses import dataclass
import os
from pathlib import Path
import pwd
import shutil
import subprocess
from typing import Final

import psycopg
from psycopg import sql

from common.runtime.errors import ConfigError
from utilities.stack.credentials import USER, read_password
from utilities.stack.layout import write_private
from utilities.stack.ports import LOOPBACK
from utilities.stack.program import Program
from utilities.stack.servers.base import Site


DATABASE: Final = "discogsography"
ACCOUNT: Final = "postgres"  # account that Debian's package brings
INITDB_TIMEOUT_S: Final = 120


@dataclass(frozen=True, slots=True)
class Identity:
    """How to be somebody else than root, which PostgreSQL refuses to run as."""

    user: str | None = None
    prefix: tuple[str, ...] = ()


class Postgres:
    """PostgreSQL 15 or newer."""

    name = "postgres"
    title = "PostgreSQL"

    def ports(self, site: Site, /) -> Mapping[str, int]:
        """One port."""
        return {"PostgreSQL": site.ports.postgres_port}

    def prepare(self, site: Site, /) -> None:
        """`initdb` beside the final folder and a rename, so that a kill leaves no half cluster; settings are written at every start."""
        identity = _identity(site.layout.data)
        cluster = _cluster(site)
        if not cluster.exists():
            _initdb(site, identity, cluster)
        _own(cluster, identity)
        settings = {
            "listen_addresses": f"'{LOOPBACK}'",
            "port": str(site.ports.postgres_port),
            "unix_socket_directories": "''",
            "max_connections": "200",
            "shared_buffers": f"'{site.memory.postgres_shared_buffers}MB'",
            "max_wal_size": "'4GB'",  # an import writes in bursts: fewer checkpoints, fewer full-page images
            "checkpoint_completion_target": "0.9",
            "wal_compression": "on",
            "random_page_cost": "1.1",
            "jit": "off",  # compiling costs more than the short statements of this platform
            "log_min_duration_statement": "'10s'",
            "password_encryption": "'scram-sha-256'",
            "timezone": "'UTC'",
            "log_timezone": "'UTC'",
        }
        if not site.lasting:
            # A killed server loses nothing by it, only a machine that loses its power. Every database of a test is made and dropped.
            settings |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
        text = "# written by ./up at each start\n" + "".join(f"{name} = {value}\n" for name, value in settings.items())
        _write_client(site)
        conf = cluster / "discogsography.conf"
        write_private(conf, text)
        _own(conf, identity)

    def programs(self, site: Site, /) -> list[Program]:
        """The postmaster; SIGINT is its fast shutdown."""
        identity = _identity(site.layout.data)
        command = [*identity.prefix, str(bin_folder() / "postgres"), "-D", str(_cluster(site))]
        return [Program(self.name, command, user=identity.user, stop_signal="INT", environment={"HOME": str(_cluster(site)), "LC_ALL": "C.UTF-8"})]

    def probe(self, site: Site, /) -> None:
        """Connects, and makes the platform's database when it is not there."""
        with psycopg.connect(dsn(site, "postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def dsn(site: Site, database: str = DATABASE) -> str:
    """Connection string; holds the password."""
    password = read_password(site.layout, "postgres_password")
    return psycopg.conninfo.make_conninfo(
        host=LOOPBACK, port=site.ports.postgres_port, user=USER, password=password, dbname=database, connect_timeout=5
    )


def bin_folder() -> Path:
    """Folder of PostgreSQL's programs: the newest of Debian's versions, else that of the `postgres` on the path.

    Raises:
        ConfigError: PostgreSQL is not installed.
    """
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin/postgres") if path.parts[-3].isdigit()]
    if found:
        return max(found, key=lambda path: int(path.parts[-3])).parent
    if on_path := shutil.which("postgres"):
        return Path(on_path).resolve().parent
    raise ConfigError("PostgreSQL is not installed")


def _write_client(site: Site) -> None:
    """`bin/psql`: PostgreSQL's prompt with the stack's address and password."""
    password = read_password(site.layout, "postgres_password")
    passwords = site.layout.secrets / "pgpass"
    write_private(passwords, f"{LOOPBACK}:{site.ports.postgres_port}:*:{USER}:{password}\n")
    command = [str(bin_folder() / "psql"), "-h", LOOPBACK, "-p", str(site.ports.postgres_port), "-U", USER, "-d", DATABASE]
    client = Program("psql", command, {"PGPASSFILE": str(passwords)})
    write_private(site.layout.bin / client.name, client.script(site.layout), mode=0o755)


def _cluster(site: Site) -> Path:
    return site.layout.data / "postgres"


def _initdb(site: Site, identity: Identity, cluster: Path) -> None:
    fresh = cluster.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    password = site.layout.data / "postgres.pw"
    write_private(password, read_password(site.layout, "postgres_password"))
    _own(fresh, identity)
    _own(password, identity)
    command = [*identity.prefix, str(bin_folder() / "initdb"), "-D", str(fresh), "-U", USER, "-E", "UTF8", "--locale=C.UTF-8"]
    command += ["--auth=scram-sha-256", f"--pwfile={password}"]
    try:
        subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=INITDB_TIMEOUT_S, cwd="/", user=identity.user, group=identity.user
        )
    except subprocess.CalledProcessError as error:
        raise ConfigError(f"PostgreSQL's initdb failed:\n{error.stdout}{error.stderr}") from error
    finally:
        password.unlink(missing_ok=True)
    with (fresh / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write("\ninclude_if_exists = 'discogsography.conf'\n")
    fresh.rename(cluster)


def _identity(folder: Path) -> Identity:
    """Who runs the server: the caller, or when that is root an account that can reach the data.

    Root's own home is usually closed to others. A user namespace then lets the server keep root's access to its files under
    another number; where the system forbids that, the folder is refused by name.
    """
    if os.geteuid() != 0:
        return Identity()
    account = _account()
    if account and subprocess.run(["/usr/bin/test", "-x", str(folder)], check=False, cwd="/", user=account).returncode == 0:
        return Identity(user=account)
    namespace = ("unshare", "--user", f"--map-user={pwd.getpwnam(account).pw_uid if account else 1000}")
    if shutil.which("unshare") and subprocess.run([*namespace, "true"], check=False, capture_output=True).returncode == 0:
        return Identity(prefix=namespace)
    raise ConfigError(
        f"PostgreSQL refuses to run as root, and its account '{ACCOUNT}' may not enter {folder} ({_closed_part(folder)}). "
        "Put the checkout where everybody may go (for instance below /srv), or run this as an ordinary user."
    )


def _account() -> str | None:
    try:
        return pwd.getpwnam(ACCOUNT).pw_name
    except KeyError:
        return None


def _closed_part(folder: Path) -> str:
    closed = [path for path in (*reversed(folder.parents), folder) if not path.stat().st_mode & 0o001]
    return f"{closed[0]} is closed to others" if closed else "no such account"


def _own(path: Path, identity: Identity) -> None:
    """Give a path, with all below it, to the account; only root can, and only where the owner differs."""
    if os.geteuid() != 0:
        return
    entry = pwd.getpwnam(identity.user) if identity.user else None
    uid, gid = (entry.pw_uid, entry.pw_gid) if entry else (0, 0)
    if path.stat().st_uid == uid:
        return
    for item in (path, *path.rglob("*")):
        os.chown(item, uid, gid, follow_symlinks=False)
