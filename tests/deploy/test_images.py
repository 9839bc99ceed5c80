"""The Dockerfile, the bake file and the build context, without an engine. What the built images are like: tests/containers."""

from importlib.metadata import distribution
import json
from pathlib import PurePosixPath
import re
import subprocess
import tomllib
from typing import Any, Final

import pytest
import yaml

from tests.support.images import DOCKERFILE, REPOSITORY, SERVICES, STAGE, Service, Stage, labels, stages


MEMBERS_WITHOUT_IMAGE: Final = frozenset({"common"})
SECRETS: Final = frozenset({"ca_certificates", "pip_conf", "uv_toml", "npmrc", "apt_conf"})
FINAL_LABELS: Final = ("title", "authors", "url", "documentation", "source", "vendor", "licenses", "version", "revision", "created", "base.name")
DEVELOPMENT: Final = frozenset({"coverage", "hypothesis", "mypy", "playwright", "pre-commit", "pytest", "ruff", "schemathesis"})
BAKE: Final = (REPOSITORY / "docker-bake.hcl").read_text(encoding="utf-8")

each_service = pytest.mark.parametrize("service", SERVICES.values(), ids=str)


def stage(name: str) -> Stage:
    return next(each for each in stages() if each.name == name)


def compose_services() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8").replace("!reset", ""))["services"]
    return services


# ── the Dockerfile ──


def test_there_is_no_syntax_line() -> None:
    """It would name an image to fetch before anything is built."""
    assert not re.search(r"^#\s*syntax\s*=", DOCKERFILE.read_text(encoding="utf-8"), re.MULTILINE | re.IGNORECASE)


def test_base_images_are_arguments() -> None:
    names = {each.name for each in stages()}
    from_outside = [each.base for each in stages()[1:] if each.base not in names and not each.base.startswith(STAGE)]
    assert set(from_outside) == {"${PYTHON_IMAGE}", "${NODE_IMAGE}"}
    arguments = {rest.partition("=")[0] for rest in stage("").all("ARG")}
    assert arguments >= {"SERVICE", "PYTHON_VERSION", "PYTHON_IMAGE", "NODE_IMAGE"}


def test_every_member_that_runs_has_an_image() -> None:
    members = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]["workspace"]["members"]
    assert set(members) - MEMBERS_WITHOUT_IMAGE == set(SERVICES)


def test_one_build_makes_all_images() -> None:
    listed = re.search(r"service = \[([^\]]*)\]", BAKE)
    assert listed is not None
    assert sorted(re.findall(r'"([\w-]+)"', listed.group(1))) == sorted(SERVICES)
    named = set(re.findall(r"^\s+([A-Z_]+)\s+= (?:service$|notequal)", BAKE, re.MULTILINE))
    known = {rest.partition("=")[0] for each in stages() for rest in each.all("ARG")}
    assert named <= known


def test_compose_builds_the_same_images() -> None:
    built = {
        service["build"]["args"]["SERVICE"]: service["image"].rpartition("/")[2].partition(":")[0]
        for service in compose_services().values()
        if "build" in service
    }
    assert built.keys() <= SERVICES.keys()
    assert all(name == image for name, image in built.items())


def test_images_run_as_a_user_with_chosen_numbers() -> None:
    base, service = stage("base"), stage("service")
    assert {"UID=1000", "GID=1000"} <= set(base.all("ARG"))
    made = " ".join(base.all("RUN"))
    assert '--uid "${UID}"' in made and '--gid "${GID}" discogsography' in made
    assert service.all("USER") == ["discogsography:discogsography"]
    after = [each for each in stages() if each.base in ("service", STAGE + "${SERVICE}")]
    assert not [rest for each in after for rest in each.all("USER")]
    assert base.all("VOLUME") == ["/logs"]
    assert base.all("WORKDIR") == ["/app"]


def test_labels_of_all_images() -> None:
    last = labels(stages()[-1])
    assert [name for name in FINAL_LABELS if f"org.opencontainers.image.{name}" not in last] == []
    assert last["com.discogsography.service"] == "${SERVICE}"
    assert "com.discogsography.python.version" in last


@each_service
def test_stages_of_services(service: Service) -> None:
    told = stage(STAGE + service.name)
    assert told.base == "service"
    assert service.entrypoint[0] in service.scripts, "the console script, in exec form"
    if service.name != "utilities":  # its image leaves the stack without containers out
        assert service.description == service.member_description
    assert "com.discogsography.dependencies" in labels(told)
    probe = told.all("HEALTHCHECK")
    assert len(probe) == 1
    if service.health_port is None:
        assert probe == ["NONE"] and not service.ports
    else:
        assert service.health_port in service.ports
        assert json.loads(probe[0].partition(" CMD ")[2])[:1] == ["curl"]


def test_probes_of_compose_and_image_ask_the_same_port() -> None:
    for name, service in compose_services().items():
        if "build" not in service or "healthcheck" not in service:
            continue
        port = re.search(r"localhost:(\d+)/health", str(service["healthcheck"]["test"]))
        assert port is not None, name
        assert int(port.group(1)) == SERVICES[service["build"]["args"]["SERVICE"]].health_port, name


def test_what_is_fetched_with_the_machines_settings_leaves_none_of_them() -> None:
    """Settings come as secrets of a step; no argument and no copy could carry them into a layer."""
    for each in stages():
        assert not [rest for rest in each.all("ARG") if re.search("TOKEN|PASSWORD|INDEX_URL|REGISTRY", rest)]
        assert not [rest for rest in each.all("COPY") if re.search(r"\.npmrc|pip\.conf|\.netrc", rest)]
        for rest in each.all("RUN"):
            fetches = re.search(r"npm install|pip install|install-member|apt-get", rest)
            secrets = set(re.findall(r"type=secret,id=(\w+)", rest))
            assert secrets <= SECRETS
            assert bool(fetches) == bool(secrets), rest
    assert set(re.findall(r"id=(\w+),src=", BAKE)) == SECRETS


def test_nothing_to_build_with_is_in_the_last_stage() -> None:
    """uv and Node are in stages that are copied from."""
    chain = ("base", "service", *(STAGE + name for name in SERVICES))
    steps = " ".join(rest for name in chain for word, rest in stage(name).steps if word in ("RUN", "COPY"))
    assert not re.search(r"\buv\b|\bnpm\b|build-essential|gcc", steps)
    installed = re.search(r"apt-get install [^&]*", " ".join(stage("base").all("RUN")))
    assert installed is not None
    assert [word for word in installed.group(0).split()[2:] if not word.startswith("-")] == ["curl"]


# ── the build context ──


def in_context(path: str) -> bool:
    """Whether the engine sends a file: the last pattern of .dockerignore that fits it or a folder above it decides."""
    sent = True
    for line in (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        wanted = pattern.startswith("!")
        expression = re.escape(pattern.lstrip("!").rstrip("/")).replace(r"\*\*/", "(?:.*/)?").replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
        expression = re.sub(r"\\\[([^\]]*)\\\]", r"[\1]", expression)
        above = [path, *(str(parent) for parent in PurePosixPath(path).parents if str(parent) != ".")]
        if any(re.fullmatch(expression, each) for each in above):
            sent = wanted
    return sent


@pytest.mark.parametrize(
    "path",
    [
        "pyproject.toml",
        "uv.lock",
        "package-lock.json",
        "common/pyproject.toml",
        "mcp-server/src/mcp_server/server.py",
        "extractor/extraction-rules.yaml",
        "explore/web/src/app/panes.ts",
        "common/web/public/favicon.ico",
        "deploy/images/install-member.sh",
    ],
)
def test_what_images_are_made_from_is_in_the_context(path: str) -> None:
    assert in_context(path)


@pytest.mark.parametrize(
    "path",
    [
        ".git/config",
        ".env",
        "secrets/jwt_secret_key.txt",
        ".stack/secrets/postgres_password",
        "api/src/api/__pycache__/app.cpython-313.pyc",
        "explore/web/node_modules/x/package.json",
        "explore/src/explore/static/index.html",
        "explore/web/src/app/panes.test.ts",
        "api/src/api/.env",
        "common/src/common/key.pem",
        "tests/conftest.py",
        "docs/architecture.md",
        "docker-compose.yml",
        "README.md",
    ],
)
def test_operations_weak_30_what_no_image_needs_is_not_in_the_context(path: str) -> None:
    assert not in_context(path)


def test_every_copied_file_is_in_the_context() -> None:
    for each in stages():
        for rest in each.all("COPY"):
            words = [word for word in rest.split() if not word.startswith("--chown")]
            if any(word.startswith("--from") for word in words):
                continue
            for source in words[:-1]:
                for name in SERVICES if "${SERVICE}" in source else ("",):
                    path = source.replace("${SERVICE}", name)
                    assert in_context(path), path
                    assert (REPOSITORY / path).exists(), path


# ── what is installed ──


@each_service
def test_operations_29_members_install_from_the_lock_without_development_tools(service: Service) -> None:
    """What `uv sync --frozen --no-dev --package …` would install, told by uv itself from the lock."""
    command = ["uv", "export", "--frozen", "--no-dev", "--offline", "--no-header", "--no-annotate", "--no-hashes"]
    done = subprocess.run(
        [*command, "--package", f"discogsography-{service.distribution}"], check=True, capture_output=True, text=True, cwd=REPOSITORY, timeout=60
    )
    packages = {re.split(r"[=<>;\[ ]", line)[0] for line in done.stdout.splitlines() if line and not line.startswith("-e")}
    members = {line.split()[1].removeprefix("./") for line in done.stdout.splitlines() if line.startswith("-e")}
    assert not packages & DEVELOPMENT
    assert members <= {service.name, "common"} and service.name in members, "services need nothing of each other"


@each_service
def test_operations_29_console_scripts_resolve(service: Service) -> None:
    scripts = [entry for entry in distribution(f"discogsography-{service.distribution}").entry_points if entry.group == "console_scripts"]
    assert {entry.name for entry in scripts} >= service.scripts
    assert all(callable(entry.load()) for entry in scripts)


def test_uv_is_of_one_exact_version() -> None:
    versions = [rest for each in stages() for rest in each.all("ARG") if rest.startswith("UV_VERSION=")]
    assert len(versions) == 1
    assert re.fullmatch(r"UV_VERSION=\d+\.\d+\.\d+", versions[0])
