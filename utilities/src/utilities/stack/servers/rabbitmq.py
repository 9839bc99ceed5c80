"""RabbitMQ from the system's packages, with an Erlang port mapper of the stack's own."""

from collections.abc import Mapping
from pathlib import Path
import shutil
from typing import Final

import httpx

from common.runtime.errors import ConfigError
from utilities.stack.credentials import USER, read_password
from utilities.stack.layout import write_private
from utilities.stack.ports import LOOPBACK
from utilities.stack.program import Program
from utilities.stack.servers.base import Site


SCRIPTS: Final = Path("/usr/lib/rabbitmq/bin")  # unlike the wrappers in /usr/sbin these run as any user
NODE: Final = "rabbit@localhost"
MAX_MESSAGE_BYTES: Final = 134_217_728  # single MusicBrainz records exceed 50 MB


class RabbitMQ:
    """RabbitMQ 3.10 or newer with the plugins for management and Prometheus; quorum queues are asked for by their declarers."""

    name = "rabbitmq"
    title = "RabbitMQ"

    def ports(self, site: Site, /) -> Mapping[str, int]:
        """AMQP, management, metrics, Erlang's two."""
        return {
            "RabbitMQ": site.ports.rabbitmq_port,
            "RabbitMQ management": site.ports.rabbitmq_management_port,
            "RabbitMQ metrics": site.ports.rabbitmq_metrics_port,
            "RabbitMQ distribution": site.ports.rabbitmq_distribution_port,
            "Erlang port mapper": site.ports.epmd_port,
        }

    def prepare(self, site: Site, /) -> None:
        """Configuration, plugin list, a home for the Erlang cookie, and `rabbitmqctl` for this node."""
        home = _home(site)
        home.mkdir(mode=0o700, exist_ok=True)
        settings = [
            f"listeners.tcp.1 = {LOOPBACK}:{site.ports.rabbitmq_port}",
            f"management.tcp.ip = {LOOPBACK}",
            f"management.tcp.port = {site.ports.rabbitmq_management_port}",
            f"prometheus.tcp.ip = {LOOPBACK}",
            f"prometheus.tcp.port = {site.ports.rabbitmq_metrics_port}",
            f"default_user = {USER}",
            f"default_pass = {read_password(site.layout, 'rabbitmq_password')}",
            f"max_message_size = {MAX_MESSAGE_BYTES}",
            f"vm_memory_high_watermark.absolute = {site.memory.rabbitmq_limit}MiB",
            "disk_free_limit.absolute = 1GB",
            "log.connection.level = error",
            "log.default.level = warning",
        ]
        write_private(site.layout.conf / "rabbitmq.conf", "\n".join(settings) + "\n")
        write_private(site.layout.conf / "rabbitmq_plugins", "[rabbitmq_management, rabbitmq_prometheus].\n")
        control = Program("rabbitmqctl", [str(SCRIPTS / "rabbitmqctl")], _environment(site))
        write_private(site.layout.bin / control.name, control.script(site.layout), mode=0o755)

    def programs(self, site: Site, /) -> list[Program]:
        """The port mapper, so that none outlives the stack, then the broker.

        `RUNNING_UNDER_SYSTEMD` makes the start script become the broker, which then gets the supervisor's signals itself.
        """
        mapper = shutil.which("epmd", path="/usr/bin:/usr/local/bin") or shutil.which("epmd")
        if not mapper or not SCRIPTS.is_dir():
            raise ConfigError("RabbitMQ is not installed")
        environment = _environment(site)
        return [
            Program("epmd", [mapper, "-address", LOOPBACK, "-port", str(site.ports.epmd_port)], {"HOME": str(_home(site))}, settled_s=1),
            Program(
                self.name,
                [str(SCRIPTS / "rabbitmq-server")],
                {
                    **environment,
                    "RUNNING_UNDER_SYSTEMD": "true",
                    "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
                },
            ),
        ]

    def probe(self, site: Site, /) -> None:
        """The management API with the password: it answers after the AMQP listener does."""
        auth = (USER, read_password(site.layout, "rabbitmq_password"))
        url = f"http://{LOOPBACK}:{site.ports.rabbitmq_management_port}/api"
        with httpx.Client(auth=auth, timeout=5, trust_env=False) as client:
            client.get(f"{url}/overview").raise_for_status()
            client.get(f"{url}/health/checks/port-listener/{site.ports.rabbitmq_port}").raise_for_status()


def _home(site: Site) -> Path:
    return site.layout.data / "rabbitmq"


def _environment(site: Site) -> dict[str, str]:
    home, conf = _home(site), site.layout.conf
    return {
        "HOME": str(home),
        "ERL_EPMD_ADDRESS": LOOPBACK,
        "ERL_EPMD_PORT": str(site.ports.epmd_port),
        "RABBITMQ_NODENAME": NODE,
        "RABBITMQ_DIST_PORT": str(site.ports.rabbitmq_distribution_port),
        "RABBITMQ_MNESIA_BASE": str(home / "db"),
        "RABBITMQ_LOG_BASE": str(site.layout.logs / "rabbitmq"),
        "RABBITMQ_CONFIG_FILE": str(conf / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(conf / "rabbitmq_plugins"),
        "RABBITMQ_CONF_ENV_FILE": str(conf / "rabbitmq-env.conf"),
        "LANG": "C.UTF-8",
    }
