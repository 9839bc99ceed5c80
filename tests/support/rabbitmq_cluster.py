"""Three RabbitMQ nodes on this machine that form one cluster by themselves, each of which a test may kill."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import chain
import os
from pathlib import Path
import secrets
import shutil
import socket
import string
from typing import Any, Final

import httpx

from common.messaging.topology import CONSUMERS_OF
from tests.support.servers import Broker
from tests.support.services import free_port
from tests.support.waiting import eventually
from utilities.stack.servers.rabbitmq import MAX_MESSAGE_BYTES, SCRIPTS


NODES: Final = ("one", "two", "three")
WITNESS: Final = "three"
"""The node that has the management API, so a test leaves it alone."""
UP_S: Final = 120.0
USER: Final = "discogsography"
CONSUMERS: Final = frozenset(chain.from_iterable(CONSUMERS_OF.values()))


@dataclass(slots=True)
class Node:
    """One node: its folder, its ports, its process."""

    name: str
    folder: Path
    env: dict[str, str] = field(repr=False)
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = field(default=None, repr=False)

    @property
    def erlang_name(self) -> str:
        """What the cluster knows it by."""
        return f"{self.name}@localhost"

    async def start(self) -> None:
        """Start it; it joins the others by itself."""
        with (self.folder / "output").open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(str(SCRIPTS / "rabbitmq-server"), env=self.env, stdout=output, stderr=output)

    async def kill(self) -> None:
        """SIGKILL, as a machine that goes away. Its files stay, and with them what it was."""
        process, self.process = self.process, None
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()


@dataclass(slots=True)
class Cluster:
    """The nodes, and what a client of them needs to know."""

    nodes: dict[str, Node]
    password: str = field(repr=False)
    management_port: int

    @property
    def hosts(self) -> str:
        """All nodes as `RABBITMQ_HOST` takes them."""
        return ",".join(f"127.0.0.1:{node.port}" for node in self.nodes.values())

    def url(self, *nodes: Node) -> str:
        """AMQP URL of some nodes, or of all."""
        addresses = ",".join(f"127.0.0.1:{node.port}" for node in nodes or self.nodes.values())
        return f"amqp://{USER}:{self.password}@{addresses}/%2F"

    def broker(self) -> Broker:
        """The default virtual host as the witness shows it; it exists, so it is not to be opened."""
        return Broker("127.0.0.1", self.nodes[WITNESS].port, self.management_port, USER, self.password, "/")

    async def ask(self, path: str) -> Any:
        """Answer of the witness's management API."""
        url = f"http://127.0.0.1:{self.management_port}/api/{path}"
        async with httpx.AsyncClient(auth=(USER, self.password), timeout=10, trust_env=False, verify=False) as client:
            return (await client.get(url)).raise_for_status().json()

    async def until_up(self) -> None:
        """Wait until every node that has a process is a running member of the one cluster and takes clients."""
        expected = {node.erlang_name for node in self.nodes.values() if node.process is not None}

        async def all_run() -> bool:
            for node in self.nodes.values():
                output = (node.folder / "output").read_text(errors="replace")
                assert node.process is None or node.process.returncode is None, f"node {node.name} ended:\n{output[-3000:]}"
            members = {node["name"] for node in await self.ask("nodes") if node["running"]}
            return members == expected and all(_listens(node.port) for node in self.nodes.values() if node.process is not None)

        await eventually(all_run, UP_S, tolerate=(httpx.HTTPError,), what="three nodes are one cluster")

    async def leaders(self) -> dict[str, str]:
        """Leading node of every quorum queue, by queue."""
        queues = await self.ask("queues?columns=name,type,leader")
        return {queue["name"]: queue["leader"].partition("@")[0] for queue in queues if queue["type"] == "quorum" and queue.get("leader")}

    async def clients(self) -> dict[str, int]:
        """Connections of consumers to each node."""
        counts = dict.fromkeys(self.nodes, 0)
        for connection in await self.ask("connections?columns=node,user_provided_name"):
            # A connection that is just being opened or closed has not all of its columns.
            if connection.get("user_provided_name") in CONSUMERS and "node" in connection:
                counts[connection["node"].partition("@")[0]] += 1
        return counts


@asynccontextmanager
async def cluster(folder: Path) -> AsyncIterator[Cluster]:
    """A running cluster with its files under `folder`; every process ends with the block."""
    home = folder / "home"
    home.mkdir(parents=True)
    cookie = home / ".erlang.cookie"
    cookie.write_text("".join(secrets.choice(string.ascii_uppercase) for _ in range(20)))
    cookie.chmod(0o600)
    made = Cluster({}, secrets.token_hex(12), free_port())
    shared = {"HOME": str(home), "ERL_EPMD_ADDRESS": "127.0.0.1", "ERL_EPMD_PORT": str(free_port()), "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
    for name in NODES:
        made.nodes[name] = _prepared(name, folder / name, shared, made)
    async with AsyncExitStack() as running:
        mapper = await asyncio.create_subprocess_exec(
            shutil.which("epmd") or "epmd",
            "-port",
            shared["ERL_EPMD_PORT"],
            env=shared,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        running.push_async_callback(mapper.wait)
        running.callback(mapper.kill)
        # A node that finds no port mapper starts one of its own, which would outlive the test.
        await eventually(lambda: _listens(int(shared["ERL_EPMD_PORT"])), what="the port mapper listens")
        for node in made.nodes.values():
            running.push_async_callback(node.kill)  # nothing of them is kept
            await node.start()
        await made.until_up()
        yield made


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _prepared(name: str, folder: Path, shared: dict[str, str], cluster: Cluster) -> Node:
    folder.mkdir()
    env = {
        **shared,
        "RABBITMQ_NODENAME": f"{name}@localhost",
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_MNESIA_BASE": str(folder / "db"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
        # Three virtual machines whose idle schedulers spin would take the processors from those that work.
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
        "RUNNING_UNDER_SYSTEMD": "true",  # the start script becomes the broker, which then gets our signals itself
    }
    node = Node(name, folder, env)
    settings = [
        f"listeners.tcp.1 = 127.0.0.1:{node.port}",
        "cluster_formation.peer_discovery_backend = classic_config",
        *(f"cluster_formation.classic_config.nodes.{number} = {each}@localhost" for number, each in enumerate(NODES, 1)),
        "cluster_partition_handling = pause_minority",
        f"default_user = {USER}",
        f"default_pass = {cluster.password}",
        f"max_message_size = {MAX_MESSAGE_BYTES}",
        "vm_memory_high_watermark.absolute = 512MiB",
        "disk_free_limit.absolute = 100MB",
        "raft.wal_max_size_bytes = 33554432",
        "collect_statistics_interval = 1000",
        "log.file.level = warning",
    ]
    if name == WITNESS:
        settings += ["management.tcp.ip = 127.0.0.1", f"management.tcp.port = {cluster.management_port}"]
    (folder / "rabbitmq.conf").write_text("\n".join(settings) + "\n")
    (folder / "plugins").write_text("[rabbitmq_management].\n" if name == WITNESS else "[rabbitmq_management_agent].\n")
    return node
