"""The life of a stack in containers: the same steps as of a native one, taken by `docker compose`."""

from collections.abc import Iterable, Mapping, Sequence
import json
import os
from pathlib import Path
import shutil
import subprocess
import sys
import tarfile
import time
from typing import Any, Final

from common.domain.data_types import Source
from common.domain.messages import RunStamp
from common.runtime.errors import ConfigError
from utilities.operations.compose import HEALTH_PORTS, Compose, Container, servers
from utilities.operations.docker import Docker, DockerFailed
from utilities.stack.downloads import PLANS
from utilities.stack.install import Say
from utilities.stack.layout import REPOSITORY, Layout, Memory, write_private
from utilities.stack.markers import read_run
from utilities.stack.native import ServiceHealth
from utilities.stack.ports import Ports
from utilities.stack.servers import Site
from utilities.stack.services import EXTRACTORS, SERVICES, Reading


START_TIMEOUT_S: Final = 3600.0
"""A first start pulls and builds all images."""
ORDER_TIMEOUT_S: Final = 60.0
HEALTHY_TIMEOUT_S: Final = 300.0
POLL_S: Final = 1.0
NETWORKS: Final = range(21, 30)
"""Second numbers of networks 172.x that shifted stacks take; the unshifted one has 172.20."""
PROFILE: Final = "mcp"
PUBLISHED: Final[Mapping[str, tuple[str, int]]] = {
    "postgres_port": ("postgres", 5432),
    "redis_port": ("redis", 6379),
    "rabbitmq_port": ("rabbitmq", 5672),
    "rabbitmq_management_port": ("rabbitmq", 15672),
    "neo4j_http_port": ("neo4j", 7474),
    "neo4j_bolt_port": ("neo4j", 7687),
    "api_port": ("api", 8004),
    "api_health_port": ("api", 8005),
    "explore_port": ("explore", 8006),
    "explore_health_port": ("explore", 8007),
    "dashboard_port": ("dashboard", 8003),
    "mcp_port": ("mcp-server", 8013),
}
"""Ports of a stack that the compose file publishes, each with the service and its port inside."""
DESKTOP: Final = "Docker Desktop"
"""An engine in a machine of its own, which shows files as if everybody owned them."""
ROOTS: Final = {Source.DISCOGS: "/discogs-data", Source.MUSICBRAINZ: "/musicbrainz-data"}
_FIND_MARKERS: Final = 'cd "$0" && find . -name "*extraction_status_*.json" -type f | tar -cf - -T -'


class ContainerStack:
    """The compose project of this checkout."""

    def __init__(self, layout: Layout, say: Say, *, port_offset: int = 0) -> None:
        self._say = say
        # Of this process, so that every order goes to the same project, whoever gives it.
        os.environ.update(project_environment(port_offset))
        self._docker = Docker(timeout_s=ORDER_TIMEOUT_S)
        project = Compose(self._docker).project()
        if not project:
            raise ConfigError(f"docker compose cannot read the project: {self._run('config', '--quiet').stderr.strip()}")
        told = servers(project)
        self.site = Site(layout, published_ports(project), Memory())
        self._user = str((project["services"].get(EXTRACTORS[Source.DISCOGS]) or {}).get("user") or "1000:1000")
        self._passwords = {name: str(told[name]) for name in ("postgres_password", "neo4j_password")}

    def make(self) -> None:
        """What the host keeps: passwords of the stores that `./up` looks into, and the extractors' markers."""
        self.site.layout.make()
        for name, text in self._passwords.items():
            write_private(self.site.layout.secrets / name, text)

    def require_readable(self, readings: Iterable[Reading]) -> None:
        """Refuse dumps that the containers' user may not read, before anything is started.

        Raises:
            ConfigError: with what to type.
        """
        engine = self._docker.run("info", "--format", "{{.OperatingSystem}}").stdout.strip()
        if sys.platform != "linux" or engine == DESKTOP:
            return
        for folder in (reading.dump_dir for reading in readings if reading.dump_dir):
            if closed := closed_to(folder, self._user):
                raise ConfigError(
                    f"{closed} cannot be read by the containers, which run as user {self._user.partition(':')[0]}. Open it: chmod -R a+rX {folder}"
                )

    def start(self) -> None:
        """Start everything but the extractors; back when each service says that it is healthy.

        Raises:
            ConfigError: an image cannot be had, a service does not come up; with Docker's words or the tail of the log.
        """
        # Dependencies are waited for by compose itself: the keys, the servers, the schema.
        self._show("up", "--detach", "--remove-orphans", *SERVICES)
        self._await(SERVICES)

    def are_services_up(self) -> bool:
        """Whether every service has a running container."""
        states = {each.service: each.state for each in self.containers()}
        return all(states.get(name) == "running" for name in SERVICES)

    def start_extractor(self, source: Source, readings: Mapping[Source, Reading], *, anew: bool) -> None:
        """Start an extractor with what it is to read; with `anew` also when it runs already."""
        environment = {**os.environ, **reading_environment(source, readings.get(source, Reading()))}
        again = ("--force-recreate",) if anew else ("--no-recreate",)
        self._show("up", "--detach", "--no-deps", *again, EXTRACTORS[source], environment=environment)

    def stop(self) -> bool:
        """Stop all containers; the volumes stay. False when none runs."""
        if not any(each.state == "running" for each in self.containers()):
            return False
        self._show("stop")
        return True

    def wipe(self) -> None:
        """Remove the containers, the network and the volumes with everything in them."""
        self._show("down", "--volumes", "--remove-orphans")

    def forget(self) -> None:
        """Delete what the host keeps."""
        shutil.rmtree(self.site.layout.root, ignore_errors=True)

    def containers(self) -> list[Container]:
        """Containers of the project, servers first, ended ones too."""
        return Compose(self._docker).containers()

    def health(self, name: str) -> ServiceHealth:
        """Ask a service how it is, from inside its container: most health ports are not published."""
        url = f"http://localhost:{HEALTH_PORTS[name]}/health"
        done = self._run("exec", "-T", name, "curl", "--silent", "--max-time", "5", "--write-out", r"\n%{http_code}", url)
        body, _, status = done.stdout.rpartition("\n")
        try:
            told = json.loads(body)
        except ValueError:
            return ServiceHealth(None, {})
        return ServiceHealth(int(status), told if isinstance(told, Mapping) else {})

    def check_alive(self, names: Iterable[str]) -> None:
        """Raise when a container that should run has ended for good; with the tail of its log."""
        known = {each.service: each for each in self.containers()}
        for name in names:
            container = known.get(name)
            if container is None or container.state in ("exited", "dead"):
                how = f"exit status {container.exit_code}" if container else "it was removed"
                raise ConfigError(f"{name} has died ({how}). The end of its log:\n{self.log_tail(name)}")

    def log_tail(self, name: str, lines: int = 20) -> str:
        """Last lines of a container's log, for an error message."""
        done = self._run("logs", name, "--no-log-prefix", "--no-color", f"--tail={lines}")
        return (done.stdout + done.stderr).strip() or "(empty log)"

    def read_run(self, source: Source, version: str, *, partial: bool) -> RunStamp | None:
        """The run that an extractor works on, from its marker, which is fetched out of its volume."""
        folder = self.site.layout.root / source.value
        folder.mkdir(parents=True, exist_ok=True)
        archive = self.site.layout.root / f"{source.value}-markers.tar"
        with archive.open("wb") as file:
            command = ["docker", "compose", "exec", "-T", EXTRACTORS[source], "sh", "-c", _FIND_MARKERS, ROOTS[source]]
            done = subprocess.run(command, check=False, stdout=file, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd=REPOSITORY)
        if done.returncode == 0:
            with tarfile.open(archive) as markers:
                markers.extractall(folder, filter="data")
        return read_run(folder, version, partial=partial)

    def _await(self, names: Sequence[str]) -> None:
        began = time.monotonic()
        waiting = list(names)
        while waiting:
            well = {each.service for each in self.containers() if each.state == "running" and each.health == "healthy"}
            for name in [each for each in waiting if each in well]:
                waiting.remove(name)
                self._say(f"{name} is ready ({time.monotonic() - began:.1f} s)")
            if not waiting:
                return
            self.check_alive(waiting)
            if time.monotonic() - began > HEALTHY_TIMEOUT_S:
                raise ConfigError(f"{waiting[0]} is not healthy after {HEALTHY_TIMEOUT_S:.0f} s. The end of its log:\n{self.log_tail(waiting[0])}")
            time.sleep(POLL_S)

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._docker.run("compose", *arguments)

    def _show(self, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        """An order whose progress people see."""
        try:
            code = subprocess.run(["docker", "compose", *arguments], check=False, env=environment, cwd=REPOSITORY, timeout=START_TIMEOUT_S).returncode
        except subprocess.TimeoutExpired as error:
            raise ConfigError(f"docker compose {arguments[0]} has not ended after {START_TIMEOUT_S:.0f} s") from error
        if code != 0:
            raise ConfigError(f"docker compose {arguments[0]} failed ({code}); its own words are above. {self._failed()}".rstrip())

    def _failed(self) -> str:
        """The log of what has ended badly, where anything has."""
        try:
            bad = [each for each in self.containers() if each.state == "exited" and each.exit_code != 0]
        except DockerFailed:
            return ""
        return f"The end of {bad[0].service}'s log:\n{self.log_tail(bad[0].service)}" if bad else ""


def project_environment(port_offset: int, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Variables of `docker compose` beside what is there already: a stack on other ports has other names and another network as well."""
    profiles = [name for name in environment.get("COMPOSE_PROFILES", "").split(",") if name]
    own = {"COMPOSE_PROFILES": ",".join(dict.fromkeys([*profiles, PROFILE]))}
    if not port_offset:
        return own
    name = f"discogsography-{port_offset}"
    ports = {f"STACK_{field.upper()}": str(port) for field, port in Ports().shifted(port_offset).model_dump().items()}
    network = f"172.{NETWORKS[port_offset % len(NETWORKS)]}"
    return {**own, **ports, "COMPOSE_PROJECT_NAME": name, "STACK_NAME": name, "NETWORK_PREFIX": network}


def closed_to(folder: Path, user: str) -> Path | None:
    """The first of a folder and its files that `user` (numbers, `uid:gid`) may not read; folders above do not matter to a mount."""
    uid, _, gid = user.partition(":")
    for path in (folder, *sorted(path for path in folder.iterdir() if path.is_file())):
        told = path.stat()
        needed = 0o5 if path is folder else 0o4
        rights = told.st_mode >> (6 if told.st_uid == int(uid) else 3 if told.st_gid == int(gid or uid) else 0)
        if rights & needed != needed:
            return path
    return None


def reading_environment(source: Source, reading: Reading) -> dict[str, str]:
    """What the compose file takes from the environment for an extractor."""
    prefix = source.value.upper()
    environment = {
        "FORCE_REPROCESS": "true" if reading.force else "false",
        "FAILURE_COOLDOWN_SECS": "5",
        "DISCOGS_POLL_INTERVAL": "2",
        "EXTRACTOR_LIMIT": str(reading.limit or ""),
    }
    if reading.dump_dir:
        # Mounted under its own name, which may tell the version of its files.
        inside = f"/dumps/{reading.dump_dir.name}"
        return environment | {f"{prefix}_DUMPS": str(reading.dump_dir), f"{prefix}_DUMPS_AT": inside, f"{prefix}_DUMP_DIR": inside}
    return environment | {f"{prefix}_DUMP_DIR": "", PLANS[source].site_setting: reading.site or PLANS[source].url}


def published_ports(project: Mapping[str, Any]) -> Ports:
    """Ports as the project publishes them; those of services that are not published keep their documented number."""
    found: dict[str, int] = {}
    for field, (service, inside) in PUBLISHED.items():
        for entry in (project["services"].get(service) or {}).get("ports") or ():
            if entry.get("target") == inside and str(entry.get("published") or "").isdecimal():
                found[field] = int(entry["published"])
    return Ports.model_construct(**{**Ports().model_dump(), **found})
