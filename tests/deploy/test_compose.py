"""The compose files: what is numbered in tests/requirements/operations.toml, and the points that they are to do better."""

import importlib
import re
from typing import Any, Final

import pytest
import yaml

from common.runtime.errors import ConfigError
from common.runtime.provision import REQUIRED
from common.runtime.settings import Settings, settings_reference
from tests.deploy.compose_files import BASE, OVERLAY, REPOSITORY, development, production, services
from utilities.compose.interpolation import names
from utilities.compose.model import active
from utilities.compose.policy import ADDITIONS, DEPENDENCIES, HEALTH_PORTS, ONE_SHOTS, STORES, duplicates, faults
from utilities.stack.services import EXTRACTORS


PLATFORM: Final = {
    *("api", "brainzgraphinator", "brainztableinator", "dashboard", "explore", "extractor-discogs", "extractor-musicbrainz", "graphinator"),
    *("insights", "neo4j", "postgres", "rabbitmq", "redis", "schema-init", "tableinator"),
}
READ_ONLY: Final = PLATFORM - set(STORES)
HEALTHY: Final = "service_healthy"
DONE: Final = "service_completed_successfully"
BOTH: Final = pytest.mark.parametrize("config", [development, production], ids=["development", "production"])
PROCESSES: Final = (
    *("schema_init", "extractor", "graphinator", "tableinator", "brainzgraphinator", "brainztableinator"),
    *("api", "insights", "explore", "dashboard"),
)
FIXED: Final = {
    # Inside a container: addresses that it listens on, folders, neighbours by name.
    *("HEALTH_HOST", "HEALTH_PORT", "API_HOST", "API_PORT", "INSIGHTS_HOST", "INSIGHTS_PORT", "EXPLORE_HOST", "EXPLORE_PORT", "DASHBOARD_HOST"),
    *("DASHBOARD_PORT", "EXPLORE_STATIC_DIR", "DASHBOARD_STATIC_DIR", "EXTRACTOR_SOURCE", "LOG_FILE"),
    *(f"{name.upper().replace('-', '_')}_HEALTH_URL" for name in HEALTH_PORTS),
    # Each service has a default of its own, and one variable would be all of theirs.
    "POSTGRES_STATEMENT_TIMEOUT",
    # The development server has none, and production's is a file.
    *("REDIS_PASSWORD", "TRIGGER_SECRET"),
    # Unset it means all of them.
    "EXTRACTOR_CONSUMERS",
    # For tests.
    *("REDIS_KEY_PREFIX", "CATALOGUE_POLL_INTERVAL", "INSIGHTS_START_DELAY"),
    *("DISCOGS_RETRY_INITIAL", "DOWNLOAD_RETRY_INITIAL", "FAILED_RETRY_INITIAL"),
}
"""Settings that `.env` does not reach."""
OF_ONE_EXTRACTOR: Final = {
    "extractor-discogs": {"MUSICBRAINZ_ROOT", "MUSICBRAINZ_DUMP_URL", "DISCOGS_HEALTH_URL", "DISCOGS_POLL_INTERVAL"},
    "extractor-musicbrainz": {"DISCOGS_ROOT", "DISCOGS_DATA_URL", "DATA_QUALITY_RULES"},
}
LITERALS: Final = re.compile(r"^\s+(?:[A-Z0-9_]+): \"?([^\"#]*?)\"?\s*(?:#.*)?$", re.MULTILINE)


def text(value: Any) -> str:
    return yaml.safe_dump(value)


def test_operations_02_the_services_are_those_of_the_platform_and_one_that_begins() -> None:
    assert set(active(development())) == PLATFORM | {"secrets"}
    assert set(services(development())) == PLATFORM | set(ADDITIONS)
    told = (REPOSITORY / "deploy" / "compose" / "README.md").read_text(encoding="utf-8")
    assert not [name for name in ADDITIONS if f"`{name}`" not in told], "additions are documented"


@BOTH
def test_operations_03_each_service_waits_for_what_it_needs(config: Any) -> None:
    found = {name: {other: told["condition"] for other, told in services(config())[name]["depends_on"].items()} for name in DEPENDENCIES}
    graph = {"schema-init": DONE, "rabbitmq": HEALTHY, "neo4j": HEALTHY}
    tables = {"schema-init": DONE, "rabbitmq": HEALTHY, "postgres": HEALTHY}
    assert found == {
        "schema-init": {"postgres": HEALTHY, "neo4j": HEALTHY},
        "extractor-discogs": {"rabbitmq": HEALTHY},
        "extractor-musicbrainz": {"rabbitmq": HEALTHY},
        "graphinator": graph,
        "brainzgraphinator": graph,
        "tableinator": tables,
        "brainztableinator": tables,
        "api": {"schema-init": DONE, "postgres": HEALTHY, "redis": HEALTHY, "neo4j": HEALTHY},
        "insights": {"api": HEALTHY, "schema-init": DONE, "postgres": HEALTHY, "redis": HEALTHY},
        "explore": {"schema-init": DONE, "api": HEALTHY},
        "dashboard": {"schema-init": DONE, "rabbitmq": HEALTHY, "postgres": HEALTHY, "neo4j": HEALTHY, "redis": HEALTHY, "api": HEALTHY},
    }


@BOTH
def test_operations_04_services_run_as_nobody_in_particular_on_a_read_only_root(config: Any) -> None:
    for name in READ_ONLY:
        service = services(config())[name]
        assert service["user"] == "1000:1000"
        assert "no-new-privileges:true" in service["security_opt"]
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
        assert "/tmp" in service["tmpfs"]


def test_operations_05_production_needs_its_address() -> None:
    with pytest.raises(ConfigError, match="APP_BASE_URL"):
        production(APP_BASE_URL="")
    assert services(production())["api"]["environment"]["APP_BASE_URL"] == "https://music.example.org"


def test_operations_06_probes_of_production_read_secrets_and_redis_stays_on_this_machine() -> None:
    found = services(production(BIND_ADDRESS="0.0.0.0"))
    assert [(port["host_ip"], port["published"], port["target"]) for port in found["redis"]["ports"]] == [("127.0.0.1", "6379", 6379)]
    for name, secret in {"neo4j": "neo4j_password", "redis": "redis_password"}.items():
        probe = " ".join(found[name]["healthcheck"]["test"])
        assert f"/run/secrets/{secret}" in probe
        assert "discogsography" not in probe


def test_operations_08_every_secret_is_made_shown_and_declared() -> None:
    declared = production()["secrets"]
    assert set(declared) == set(REQUIRED)
    assert {told["file"] for told in declared.values()} == {f"./secrets/{name}.txt" for name in REQUIRED}
    script = (REPOSITORY / "scripts" / "create-secrets.sh").read_text(encoding="utf-8")
    for name in REQUIRED:
        assert re.search(rf"^make {name} ", script, re.MULTILINE)
        assert (REPOSITORY / "secrets.example" / f"{name}.txt").is_file()
    for service in services(production()).values():
        assert {secret["source"] for secret in service.get("secrets", [])} <= set(declared)
    assert {secret["source"] for secret in services(production())["secrets"]["secrets"]} == set(declared), "each is looked at before the start"


@BOTH
def test_the_rules_are_kept(config: Any) -> None:
    assert faults(config(), production=config is production) == []


@pytest.mark.parametrize("name", ["APP_BASE_URL", "BIND_ADDRESS", "UID", "LOG_LEVEL", "NEO4J_HEAP_SIZE", "POSTGRES_BATCH_SIZE"])
def test_tunables_come_from_the_environment(name: str) -> None:
    assert name in names(BASE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("process", PROCESSES)
def test_every_setting_of_a_process_can_be_set_in_the_env_file(process: str) -> None:
    """As the operator's guide says; what is left out is fixed by the files, or belongs to the other source."""
    module = importlib.import_module(f"{process}.settings")
    classes = [each for each in vars(module).values() if isinstance(each, type) and issubclass(each, Settings) and each.__module__ == module.__name__]
    known = {row["name"] for each in classes for row in settings_reference(each)}
    assert known
    for name in EXTRACTORS.values() if process == "extractor" else [process.replace("_", "-")]:
        passed = {variable.removesuffix("_FILE") for variable in services(development())[name]["environment"]}
        assert known - passed - FIXED - OF_ONE_EXTRACTOR.get(name, set()) == set()


def test_production_hands_no_secret_over_by_the_environment() -> None:
    shell = dict.fromkeys(("NEO4J_PASSWORD", "POSTGRES_PASSWORD", "POSTGRES_USER", "RABBITMQ_PASSWORD", "JWT_SECRET_KEY", "NLQ_API_KEY"), "hunter2")
    config = production(**shell)
    assert "hunter2" not in text(config), "not even when .env has one"
    environments = text({name: service.get("environment", {}) for name, service in services(config).items()})
    assert "PASSWORD: discogsography" not in environments
    assert "neo4j/discogsography" not in environments


def test_explore_is_known_to_the_api_by_its_one_address() -> None:
    for config in (development(NETWORK_PREFIX="10.9"), production(NETWORK_PREFIX="10.9")):
        found = services(config)
        address = found["explore"]["networks"]["discogsography"]["ipv4_address"]
        assert found["api"]["environment"]["TRUSTED_PROXIES"] == address == "10.9.255.6"
        assert found["api"]["environment"]["FORWARDED_ALLOW_IPS"] == address
        (pool,) = config["networks"]["discogsography"]["ipam"]["config"]
        assert pool == {"subnet": "10.9.0.0/16", "ip_range": "10.9.0.0/17"}, "nobody else is given that address"


def test_the_sample_is_imported_instead_of_real_dumps() -> None:
    sample = dict(
        line.split("=", 1)
        for line in (REPOSITORY / "deploy/compose/sample.env").read_text(encoding="utf-8").splitlines()
        if "=" in line and line[0] != "#"
    )
    profile = frozenset({sample.pop("COMPOSE_PROFILES")})
    config = development(**sample)
    assert set(active(config, profile)) == PLATFORM | {"secrets", "sample"}
    made = services(config)["sample"]
    assert made["environment"]["DISCOGS_DUMP_DIR"] == "/dumps"
    for name in ("extractor-discogs", "extractor-musicbrainz"):
        assert {"type": "volume", "source": "sample_data", "target": "/dumps", "read_only": True} in services(config)[name]["volumes"]
        assert services(config)[name]["environment"]["EXTRACTOR_DUMP_DIR"].startswith("/dumps")
    assert services(config)["rabbitmq"]["depends_on"]["sample"] == {"condition": DONE, "required": False}
    assert services(development())["extractor-discogs"]["environment"]["EXTRACTOR_DUMP_DIR"] == "", "without it the newest dumps are fetched"


# ── points to do better ──


@BOTH
def test_operations_weak_03_one_restart_policy_that_the_engine_takes(config: Any) -> None:
    for name, service in services(config()).items():
        assert "restart_policy" not in service.get("deploy", {})
        expected = {"no"} if name in ONE_SHOTS else {"unless-stopped", "on-failure:5"}
        assert service["restart"] in expected


def test_operations_weak_04_a_copied_env_file_does_not_reach_postgres_beside_its_secrets() -> None:
    environment = services(production(POSTGRES_USER="x", POSTGRES_PASSWORD="y"))["postgres"]["environment"]
    assert environment.keys() & {"POSTGRES_USER", "POSTGRES_PASSWORD"} == set()
    assert environment["POSTGRES_PASSWORD_FILE"] == "/run/secrets/postgres_password"
    for example in (".env.example", ".env.production.example"):
        assert not re.search(r"^#?POSTGRES_(USER|PASSWORD)=", (REPOSITORY / example).read_text(encoding="utf-8"), re.MULTILINE)


def test_operations_weak_05_no_env_example_says_anything_twice() -> None:
    for example in (".env.example", ".env.production.example"):
        told = (REPOSITORY / example).read_text(encoding="utf-8")
        assert duplicates(told.splitlines()) == []
        assert "CHANGE_ME" not in told
    assert "ENCRYPTION_MASTER_KEY=" in (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    assert "OAUTH_ENCRYPTION_KEY" not in (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    assert duplicates(["A=1", "# words = no key", "#A=2", "B=1"]) == ["A"]


def test_env_examples_name_only_what_the_files_read() -> None:
    for example, files in {".env.example": [BASE], ".env.production.example": [BASE, OVERLAY]}.items():
        read = set().union(*(names(file.read_text(encoding="utf-8")) for file in files))
        told = re.findall(r"^#?([A-Z][A-Z0-9_]*)=", (REPOSITORY / example).read_text(encoding="utf-8"), re.MULTILINE)
        assert not set(told) - read
    for profile in (REPOSITORY / "deploy" / "compose" / "memory").glob("*.env"):
        told = re.findall(r"^([A-Z0-9_]+)=", profile.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(told) <= names(BASE.read_text(encoding="utf-8")) | names(OVERLAY.read_text(encoding="utf-8"))


def test_operations_weak_09_probes_leave_their_dollars_to_the_container() -> None:
    for file in (BASE, OVERLAY):
        probes = re.findall(r"^\s+test: (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert not [probe for probe in probes if re.search(r"(?<!\$)\$(?![${])", probe)]
        assert not [probe for probe in probes if "$(" in probe.replace("$$(", "")]


@BOTH
def test_operations_weak_10_no_store_is_published_beyond_this_machine(config: Any) -> None:
    for name in STORES:
        assert {port["host_ip"] for port in services(config())[name]["ports"]} == {"127.0.0.1"}
    opened = services(production(BIND_ADDRESS="0.0.0.0"))
    assert {port["host_ip"] for name in STORES for port in opened[name]["ports"]} == {"127.0.0.1"}
    assert {port["host_ip"] for port in opened["explore"]["ports"]} == {"0.0.0.0"}
    unpublished = {"extractor-discogs", "extractor-musicbrainz", "graphinator", "tableinator", "insights", "brainztableinator", "brainzgraphinator"}
    assert not [name for name in unpublished if services(config())[name].get("ports")]


@BOTH
def test_operations_weak_11_redis_evicts_only_what_has_an_end(config: Any) -> None:
    command = services(config())["redis"]["command"]
    assert command[command.index("--maxmemory-policy") + 1] == "volatile-lru"


def test_operations_weak_12_keys_are_made_at_the_first_start() -> None:
    told = BASE.read_text(encoding="utf-8")
    assert "secret-change" not in told
    for name in ("api", "insights"):
        environment = services(development())[name]["environment"]
        assert environment["INSIGHTS_INTERNAL_SECRET_FILE"] == "/run/generated-secrets/insights_internal_secret"
        assert {"type": "volume", "source": "generated_secrets", "target": "/run/generated-secrets", "read_only": True} in services(development())[
            name
        ]["volumes"]
        assert "generated_secrets" not in {volume["source"] for volume in services(production())[name]["volumes"]}
    for name in STORES:
        assert services(development())[name]["depends_on"]["secrets"]["condition"] == DONE


@BOTH
def test_operations_weak_13_nothing_sleeps_before_it_starts(config: Any) -> None:
    delays = {service.get("environment", {}).get("STARTUP_DELAY", "0") for service in services(config()).values()}
    assert delays == {"0"}
    assert "STARTUP_DELAY" not in services(config())["extractor-discogs"]["environment"]


@BOTH
def test_operations_weak_14_extractors_declare_the_queues_of_all_consumers(config: Any) -> None:
    """An empty EXTRACTOR_CONSUMERS would mean none; left out, it means both of the source."""
    for name in ("extractor-discogs", "extractor-musicbrainz"):
        assert "EXTRACTOR_CONSUMERS" not in services(config())[name]["environment"]


@BOTH
def test_operations_weak_26_images_are_arguments_with_exact_tags(config: Any) -> None:
    for name in (*STORES, "prometheus", "grafana"):
        image = services(config())[name]["image"]
        assert re.search(r":v?\d+(\.\d+){1,2}(-[a-z]+)?$", image), image
        mirrored = {f"{name.upper()}_IMAGE": "registry.example.org/mirror:1"}
        assert services(development(**mirrored))[name]["image"] == "registry.example.org/mirror:1"
    assert (
        services(development(IMAGE_REGISTRY="ghcr.io/a/discogsography", IMAGE_TAG="20260701"))["api"]["image"]
        == "ghcr.io/a/discogsography/api:20260701"
    )
    assert services(development(PYTHON_VERSION="3.13.9"))["api"]["build"]["args"]["PYTHON_IMAGE"] == "python:3.13.9-slim"


def test_operations_weak_28_the_mcp_server_is_a_service_with_a_bearer() -> None:
    for config in (development(), production()):
        assert "mcp-server" not in active(config)
        environment = active(config, frozenset({"mcp"}))["mcp-server"]["environment"]
        assert environment["MCP_BEARER_TOKEN_FILE"] == "/run/generated-secrets/mcp_bearer_token"
        assert "localhost:9013" in services(development(STACK_MCP_PORT="9013"))["mcp-server"]["environment"]["MCP_ALLOWED_HOSTS"]


@BOTH
def test_operations_weak_29_everything_is_hardened_alike(config: Any) -> None:
    for name, service in services(config()).items():
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["deploy"]["resources"]["limits"].keys() >= {"memory", "pids"}, name
        assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}, name
        assert service.get("read_only") or name == "neo4j", name


def test_operations_weak_38_memory_is_chosen_by_a_profile_and_checked() -> None:
    sizes = {}
    for profile in (REPOSITORY / "deploy" / "compose" / "memory").glob("*.env"):
        told = dict(re.findall(r"^([A-Z0-9_]+)=(\S+)$", profile.read_text(encoding="utf-8"), re.MULTILINE))
        environment = services(production(**told))["neo4j"]["environment"]
        assert environment["NEO4J_server_memory_heap_max__size"] == environment["NEO4J_server_memory_heap_initial__size"] == told["NEO4J_HEAP_SIZE"]
        assert services(production(**told))["secrets"]["environment"]["MEMORY_WANTED"].split() == [
            told[name] for name in ("NEO4J_HEAP_SIZE", "NEO4J_PAGECACHE_SIZE", "POSTGRES_SHARED_BUFFERS")
        ]
        sizes[profile.stem] = told.keys()
    assert sizes.keys() == {"16g", "32g", "64g", "128g"}
    assert len({tuple(keys) for keys in sizes.values()}) == 1, "each says all"


def test_operations_weak_39_logs_go_to_a_folder_of_their_own_only_where_there_is_one() -> None:
    for service in services(development()).values():
        if log := service.get("environment", {}).get("LOG_FILE"):
            assert log.startswith("/logs/")
            assert "/logs" in {volume["target"] for volume in service["volumes"]}


def test_operations_weak_41_no_tunable_is_a_literal() -> None:
    """What is one is no tunable: names of services, ports and folders inside containers, what the images demand."""
    fixed = re.compile(
        r"^(/.*|https?://.*|[a-z][a-z0-9-]*|>-|\d{4}|HS256|production|development|0\.0\.0\.0|[\"']?(yes|true|false|1)[\"']?|INFO|.*\$\{.*|--.*)?$"
    )
    tuned = {"10s", "120s", "2000"}  # of Neo4j, whose every setting compose takes from the environment by its own name
    assert not [literal for literal in LITERALS.findall(BASE.read_text(encoding="utf-8")) if not fixed.match(literal) and literal not in tuned]


@BOTH
def test_health_is_asked_where_it_is_answered(config: Any) -> None:
    for name, port in HEALTH_PORTS.items():
        assert f"http://localhost:{port}/health" in " ".join(services(config())[name]["healthcheck"]["test"])
    assert '"status": *"healthy"' in " ".join(services(config())["extractor-discogs"]["healthcheck"]["test"]), (
        "it answers 200 after a failed run, too"
    )
