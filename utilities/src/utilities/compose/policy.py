"""What the compose files must be: which services, in which order, with which rights. Pure; `scripts/validate_compose.py` is the command."""

from collections.abc import Iterable, Iterator
import re
from typing import Any, Final

from common.runtime.provision import REQUIRED
from common.runtime.secret_rules import PUBLISHED, is_loopback
from utilities.compose.model import Config, active


STORES: Final = ("neo4j", "postgres", "rabbitmq", "redis")
ADDITIONS: Final = {"secrets": None, "mcp-server": "mcp", "prometheus": "monitoring", "grafana": "monitoring", "sample": "sample"}
"""Services beyond those that the platform always had, with their profile; told in deploy/compose/README.md."""

_DONE: Final = "service_completed_successfully"
_HEALTHY: Final = "service_healthy"
DEPENDENCIES: Final[dict[str, dict[str, str]]] = {
    "schema-init": {"postgres": _HEALTHY, "neo4j": _HEALTHY},
    "extractor-discogs": {"rabbitmq": _HEALTHY},
    "extractor-musicbrainz": {"rabbitmq": _HEALTHY},
    "graphinator": {"schema-init": _DONE, "rabbitmq": _HEALTHY, "neo4j": _HEALTHY},
    "brainzgraphinator": {"schema-init": _DONE, "rabbitmq": _HEALTHY, "neo4j": _HEALTHY},
    "tableinator": {"schema-init": _DONE, "rabbitmq": _HEALTHY, "postgres": _HEALTHY},
    "brainztableinator": {"schema-init": _DONE, "rabbitmq": _HEALTHY, "postgres": _HEALTHY},
    "api": {"schema-init": _DONE, "postgres": _HEALTHY, "redis": _HEALTHY, "neo4j": _HEALTHY},
    "insights": {"api": _HEALTHY, "schema-init": _DONE, "postgres": _HEALTHY, "redis": _HEALTHY},
    "explore": {"schema-init": _DONE, "api": _HEALTHY},
    "dashboard": {"schema-init": _DONE, "rabbitmq": _HEALTHY, "postgres": _HEALTHY, "neo4j": _HEALTHY, "redis": _HEALTHY, "api": _HEALTHY},
}
"""The platform's own services, each with what it waits for."""
HEALTH_PORTS: Final = {
    "extractor-discogs": 8000,
    "extractor-musicbrainz": 8000,
    "graphinator": 8001,
    "tableinator": 8002,
    "dashboard": 8003,
    "api": 8005,
    "explore": 8007,
    "insights": 8009,
    "brainztableinator": 8010,
    "brainzgraphinator": 8011,
    "mcp-server": 8013,
}
ONE_SHOTS: Final = frozenset({"secrets", "schema-init", "sample"})
WRITABLE: Final = {"neo4j": "its image's start script writes the configuration"}
"""Services whose root file system cannot be read-only, and why."""
STORE_RIGHTS: Final = frozenset({"CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETUID"})
"""What an image needs that begins as root and goes on as an account of its own."""
LOGGING: Final = {"max-size", "max-file"}
_PASSWORDS: Final = PUBLISHED - {"neo4j", "postgres", "redis", "rabbitmq"}
"""Published passwords that are not names of programs as well."""
_WORD: Final = re.compile(r"[\w-]+")


def faults(config: Config, *, production: bool) -> list[str]:
    """Everything that is wrong with a merged configuration, in words; empty when nothing is."""
    services: dict[str, Config] = config["services"]
    found = list(_set_faults(config))
    for name, service in services.items():
        found += [f"{name}: {fault}" for fault in _service_faults(name, service)]
        found += [f"{name}: {fault}" for fault in _reference_faults(service, config)]
        if production:
            found += [f"{name}: {fault}" for fault in _production_faults(name, service)]
    if production:
        found += _secret_faults(config)
    return found


def _set_faults(config: Config) -> Iterator[str]:
    expected = {*DEPENDENCIES, *STORES, *(name for name, profile in ADDITIONS.items() if profile is None)}
    present = set(active(config))
    yield from (f"{name}: the service is missing" for name in sorted(expected - present))
    yield from (f"{name}: nobody has told of this service" for name in sorted(present - expected))
    everything = {**dict.fromkeys(expected), **ADDITIONS}
    for name in sorted(set(config["services"]) - present):
        if name not in everything:
            yield f"{name}: nobody has told of this service"
        elif config["services"][name].get("profiles") != [everything[name]]:
            yield f"{name}: belongs to the profile {everything[name]}"


def _service_faults(name: str, service: Config) -> Iterator[str]:
    if name in DEPENDENCIES:
        conditions = {other: told["condition"] for other, told in service.get("depends_on", {}).items()}
        if conditions != DEPENDENCIES[name]:
            yield f"waits for {conditions}, not for {DEPENDENCIES[name]}"
    if name in STORES and service.get("depends_on", {}).get("secrets", {}).get("condition") != _DONE:
        yield "does not wait for the service secrets"
    if name not in STORES and str(service.get("user", "")).partition(":")[0] in ("", "0", "root"):
        yield "runs as root: it has no user"
    if "no-new-privileges:true" not in service.get("security_opt", []):
        yield "may gain privileges: security_opt lacks no-new-privileges:true"
    if service.get("cap_drop") != ["ALL"]:
        yield "keeps capabilities: cap_drop is not ALL"
    granted = set(service.get("cap_add", []))
    if granted - (STORE_RIGHTS if name in STORES else set()):
        yield f"gains capabilities: {', '.join(sorted(granted))}"
    if service.get("privileged"):
        yield "is privileged"
    if name not in WRITABLE and not (service.get("read_only") and "/tmp" in service.get("tmpfs", [])):  # noqa: S108 - a folder of the container
        yield "has a writable root file system, or no /tmp"
    yield from _limit_faults(service)
    yield from _life_faults(name, service)


def _limit_faults(service: Config) -> Iterator[str]:
    limits = service.get("deploy", {}).get("resources", {}).get("limits", {})
    if not {"memory", "pids"} <= limits.keys():
        yield "may take all memory or processes: it has no limits"
    logging = service.get("logging", {})
    if logging.get("driver") != "json-file" or not logging.get("options", {}).keys() >= LOGGING:
        yield "logs without bound"


def _life_faults(name: str, service: Config) -> Iterator[str]:
    restart = service.get("restart")
    if name in ONE_SHOTS:
        if restart != "no":
            yield "would be started again after its end"
        return
    if not restart or restart == "no":
        yield "stays down after a failure"
    # The engine refuses a number of attempts beside any other policy than on-failure, and two policies are one too many.
    if "restart_policy" in service.get("deploy", {}):
        yield "has two restart policies"
    probe = " ".join(service.get("healthcheck", {}).get("test", []))
    if not probe:
        yield "has no health check"
    elif name in HEALTH_PORTS and f"http://localhost:{HEALTH_PORTS[name]}/health" not in probe:
        yield f"is asked for its health elsewhere than on port {HEALTH_PORTS[name]}"
    if name in DEPENDENCIES and not service.get("init"):
        yield "reaps no processes: init is not set"


def _reference_faults(service: Config, config: Config) -> Iterator[str]:
    for volume in service.get("volumes", []):
        if volume["type"] == "volume" and volume["source"] not in config.get("volumes", {}):
            yield f"mounts the volume {volume['source']}, which is not declared"
    for secret in service.get("secrets", []):
        if secret["source"] not in config.get("secrets", {}):
            yield f"reads the secret {secret['source']}, which is not declared"
    for network in service.get("networks") or {}:
        if network not in config.get("networks", {}):
            yield f"is in the network {network}, which is not declared"
    if not service.get("networks"):
        yield "is in the default network"


def _production_faults(name: str, service: Config) -> Iterator[str]:
    environment: dict[str, Any] = service.get("environment", {})
    for variable, value in environment.items():
        if _names_secret(variable) and value and _is_literal(variable, str(value)):
            yield f"has the secret {variable} in its environment"
    read = {secret["source"] for secret in service.get("secrets", [])}
    for variable, value in environment.items():
        if variable.endswith("_FILE") and str(value).startswith("/run/secrets/") and str(value).rpartition("/")[2] not in read:
            yield f"has {variable} without the secret"
    for line in (*service.get("command", []), *service.get("healthcheck", {}).get("test", [])):
        if _PASSWORDS & set(_WORD.findall(str(line))):
            yield f"has a published password in '{line}'"
    if name in STORES:
        for port in service.get("ports", []):
            if not is_loopback(port.get("host_ip", "0.0.0.0")):  # noqa: S104 - what compose means by no address
                yield f"is reached from other machines on port {port['published']}"
    if name in DEPENDENCIES and environment.get("ENVIRONMENT") != "production":
        yield "does not know that it is in production"


def _names_secret(variable: str) -> bool:
    return variable.endswith(("_PASSWORD", "_PASS", "_SECRET", "_SECRET_KEY", "_API_KEY", "_MASTER_KEY")) or variable == "NEO4J_AUTH"


def _is_literal(variable: str, value: str) -> bool:
    return not variable.endswith("_FILE") and not value.startswith("/run/")


def _secret_faults(config: Config) -> Iterator[str]:
    declared = set(config.get("secrets", {}))
    yield from (f"secrets: {name} is declared, and scripts/create-secrets.sh does not make it" for name in sorted(declared - set(REQUIRED)))
    yield from (f"secrets: {name} is not declared" for name in sorted(set(REQUIRED) - declared))
    checked = {secret["source"] for secret in config["services"].get("secrets", {}).get("secrets", [])}
    yield from (f"secrets: nobody checks {name} before the start" for name in sorted(declared - checked))


def duplicates(lines: Iterable[str]) -> list[str]:
    """Keys that an env file sets twice, commented ones among them: the later one would win unseen."""
    seen: set[str] = set()
    twice = []
    for line in lines:
        key, equals, _ = line.lstrip("#").strip().partition("=")
        if not equals or not key.replace("_", "").isalnum() or not key.isupper():
            continue
        if key in seen:
            twice.append(key)
        seen.add(key)
    return twice
