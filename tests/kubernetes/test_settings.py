"""The same settings as in docker-compose.yml: what differs is listed here, with the reason."""

import importlib
from typing import Any, Final

import pytest

from common.runtime.settings import Settings, settings_reference
from tests.kubernetes.manifests import Document, compose, environment, pod, workloads
from tests.support.real_data import REPOSITORY


PACKAGES: Final = {
    "schema-init": "schema_init",
    "extractor-discogs": "extractor",
    "extractor-musicbrainz": "extractor",
    "graphinator": "graphinator",
    "tableinator": "tableinator",
    "brainzgraphinator": "brainzgraphinator",
    "brainztableinator": "brainztableinator",
    "api": "api",
    "insights": "insights",
    "explore": "explore",
    "dashboard": "dashboard",
}
SERVICES: Final = [*PACKAGES, "mcp-server"]
OTHERWISE: Final[dict[str, dict[str, str | None]]] = {
    "*": {
        "ENVIRONMENT": "production",
        "LOG_FILE": None,  # the cluster collects what containers write to standard output
        "CORS_ORIGINS": None,
    },
    "schema-init": {"SCHEMA_INIT_TIMEOUT": "600"},  # no order of start: stores may come up later
    "extractor-discogs": {"DATA_QUALITY_RULES": "/app/extraction-rules.yaml", "EXTRACTOR_WORKERS": "2", "DUMPS_KEPT": "1"},
    # Processors of the node are not those of the pod; disks of claims do not grow by themselves.
    "extractor-musicbrainz": {"EXTRACTOR_WORKERS": "2", "DUMPS_KEPT": "1"},
    # Explore has an API beside itself, so both defaults (127.0.0.1) hold there; what is in front is told by the overlay.
    "api": {"TRUSTED_PROXIES": None, "FORWARDED_ALLOW_IPS": None},
    "explore": {"API_BASE_URL": "http://127.0.0.1:8004", "TRUSTED_PROXIES": None},
    "mcp-server": {"MCP_ALLOWED_HOSTS": "mcp.discogsography.example.org"},
}
ADDED: Final = frozenset({"DEAD_LETTER_QUEUE_TYPE", "REDIS_PASSWORD_FILE"})
"""What only a cluster of brokers needs, and compose leaves to `.env`; and what compose has in its overlay for production."""
EARLY: Final = frozenset({"PYTHONUNBUFFERED", "APP_BASE_URL"})
"""Python's own, and what the API reads as soon as it sends mail."""


def main_container(service: str) -> Document:
    """The one that runs the service."""
    (container,) = [container for container in pod(workloads()[service])["containers"] if container["name"] == service]
    return dict(container)


def known_settings(service: str) -> dict[str, Any]:
    """Variables that the service reads, with their defaults."""
    module = importlib.import_module(f"{PACKAGES[service]}.settings")
    classes = [item for item in vars(module).values() if isinstance(item, type) and issubclass(item, Settings) and item.__module__ == module.__name__]
    rows = [row for each in classes for row in settings_reference(each)]
    return {row["name"]: row["default"] for row in rows} | {f"{row['name']}_FILE": "" for row in rows if row["file"]}


def plain(value: str) -> str:
    """A list as it is told by the environment or by a default: without what surrounds its items."""
    return value.strip("()").replace(" ", "")


def test_every_service_of_compose_runs_here() -> None:
    ours = {name for name, service in compose().items() if "build" in service} - {"secrets", "sample"}
    assert ours == set(SERVICES)
    assert set(SERVICES) <= workloads().keys()


@pytest.mark.parametrize("service", SERVICES)
def test_settings_are_those_of_compose(service: str) -> None:
    here = environment(main_container(service))
    otherwise = OTHERWISE["*"] | OTHERWISE.get(service, {})
    known = known_settings(service) if service in PACKAGES else {}
    problems: list[str] = []
    for name, value in compose()[service].get("environment", {}).items():
        if name in ADDED and not value:
            continue
        if name in otherwise:
            expected = otherwise[name]
            if here.get(name) != expected:
                problems.append(f"{name}: {here.get(name)!r}, not {expected!r}")
        elif name in here:
            same = str(here[name]).rpartition("/")[2] == value.rpartition("/")[2] if name.endswith("_FILE") else here[name] in (value, None)
            if not same:
                problems.append(f"{name}: {here[name]!r} here, {value!r} in compose")
        elif f"{name}_FILE" not in here and plain(value) not in ("", plain(known.get(name, value))):
            problems.append(f"{name}: absent here, so {known.get(name)!r}; {value!r} in compose")
    assert not problems


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_is_set_that_compose_does_not_know(service: str) -> None:
    told = compose()[service].get("environment", {})
    otherwise = OTHERWISE["*"] | OTHERWISE.get(service, {})
    for name in environment(main_container(service)):
        assert name in told or name.removesuffix("_FILE") in told or name in otherwise or name in ADDED, name


@pytest.mark.parametrize("service", PACKAGES)
def test_every_variable_is_read_by_the_process(service: str) -> None:
    assert environment(main_container(service)).keys() - known_settings(service).keys() <= EARLY


@pytest.mark.parametrize("service", SERVICES)
def test_commands_are_those_of_compose(service: str) -> None:
    container = main_container(service)
    assert container.get("args", []) == compose()[service].get("command", [])
    assert "command" not in container, "the image knows its program"


@pytest.mark.parametrize("service", SERVICES)
def test_ports_are_those_of_compose(service: str) -> None:
    ours = {port["containerPort"] for port in main_container(service).get("ports", [])}
    published = {int(str(port).rpartition(":")[2]) for port in compose()[service].get("ports", [])}
    probe = str(compose()[service].get("healthcheck", {}).get("test", ""))
    probed = {port for port in ours if f":{port}/health" in probe}
    assert published <= ours
    assert probed or service == "schema-init"


@pytest.mark.parametrize("service", SERVICES)
def test_memory_is_bounded_as_in_compose(service: str) -> None:
    limit = compose()[service]["deploy"]["resources"]["limits"]["memory"]
    assert main_container(service)["resources"]["limits"]["memory"] == f"{limit}i"


def test_the_api_beside_explore_is_the_api() -> None:
    (beside,) = [container for container in pod(workloads()["explore"])["containers"] if container["name"] == "api"]
    alone = main_container("api")
    same = ("image", "resources", "securityContext", "volumeMounts", "envFrom")
    assert {key: beside[key] for key in same} == {key: alone[key] for key in same}
    told = environment(alone)
    assert environment(beside) == {name: value for name, value in told.items() if name != "FORWARDED_ALLOW_IPS"}
    assert [port["containerPort"] for port in beside["ports"]] == [port["containerPort"] for port in alone["ports"]]


def test_secrets_have_the_names_of_the_secret_files() -> None:
    files = {path.stem for path in (REPOSITORY / "secrets.example").glob("*.txt")} | {"mcp_bearer_token"}
    for name, workload in workloads().items():
        for volume in pod(workload).get("volumes", []):
            for source in volume.get("projected", {}).get("sources", []):
                for item in source["secret"]["items"]:
                    assert item["path"] in files, f"{name}: {item}"
                    assert source["secret"]["name"] == "rabbitmq-default-user" or item["key"] == item["path"], f"{name}: {item}"


@pytest.mark.parametrize("service", [*SERVICES, "redis"])
def test_every_secret_file_is_mounted_and_every_mounted_one_is_read(service: str) -> None:
    workload = workloads()[service]
    mounted = {
        item["path"]
        for volume in pod(workload).get("volumes", [])
        for source in volume.get("projected", {}).get("sources", [])
        for item in source["secret"]["items"]
    }
    read: set[str] = set()
    for container in pod(workload)["containers"]:
        files = {str(value).rpartition("/")[2] for name, value in environment(container).items() if name.endswith("_FILE")}
        read |= files | {
            word.strip(")'\"") for word in str(container.get("args", "")).replace("/run/secrets/", " ").split() if word.strip(")'\"") in mounted
        }
        if files:
            assert {"name": "secrets", "mountPath": "/run/secrets", "readOnly": True} in container["volumeMounts"]
    assert read == mounted
