"""The overlay for production: secrets from files, on a copy of the files that an operator has."""

from collections.abc import Iterator, Mapping
import json
import os
from pathlib import Path
import shutil
import subprocess
from typing import Final

import pytest

from tests.containers.conftest import NAME
from tests.containers.engine import docker
from tests.containers.platform import REPOSITORY, UP_S, Platform, State
from tests.support.waiting import eventually


pytestmark = pytest.mark.long

STARTED: Final = ("explore", "graphinator", "tableinator")
"""With what they depend on: every store, each as a client with a password of its own."""
NEEDED: Final = ("docker-compose.yml", "docker-compose.prod.yml", "deploy", "scripts", "extractor/extraction-rules.yaml")
SMALL: Final = {
    "NEO4J_HEAP_SIZE": "1g",
    "NEO4J_PAGECACHE_SIZE": "256m",
    "NEO4J_MEMORY_LIMIT": "4G",
    "POSTGRES_SHARED_BUFFERS": "256MB",
    "POSTGRES_EFFECTIVE_CACHE_SIZE": "512MB",
}


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation: the files, and secrets made by the script. They belong to the containers' user, as the operator's guide asks for."""
    folder = tmp_path_factory.mktemp("production")
    for name in NEEDED:
        source, target = REPOSITORY / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    subprocess.run(["bash", "scripts/create-secrets.sh"], check=True, cwd=folder, capture_output=True)
    if os.geteuid() == 0:
        for path in (folder / "secrets", *(folder / "secrets").iterdir()):
            os.chown(path, 1000, 1000)
    return folder


@pytest.fixture
def production(images: Mapping[str, str], for_this_machine: Path, installed: Path) -> Iterator[Platform]:
    """The merged files; not started."""
    variables = {**images, **SMALL, "APP_BASE_URL": "https://music.example.org", "NETWORK_PREFIX": "172.27"}
    platform = Platform(f"{NAME}-production", variables, 20700, [Path("docker-compose.prod.yml"), for_this_machine], folder=installed)
    platform.down()
    yield platform
    platform.down()


async def test_it_starts_with_secrets_that_only_files_hold(production: Platform, installed: Path) -> None:
    """Stores ask for the passwords, services know them, and neither an environment nor a process list does."""
    production.compose("up", "--detach", "--no-build", *STARTED)
    running = ("neo4j", "postgres", "rabbitmq", "redis", "api", *STARTED)

    def late() -> dict[str, State | None]:
        states = {service: production.state(service) for service in running}
        return {service: state for service, state in states.items() if state is None or state.health != "healthy"}

    await eventually(lambda: not late(), UP_S, interval_s=2, what="production is healthy")

    assert "NOAUTH" in production.execute("redis", "redis-cli", "get", "x").stdout
    known = {path.read_text(encoding="utf-8") for path in (installed / "secrets").glob("*.txt")} - {"", "discogsography"}
    assert len(known) >= 7
    for service in running:
        told = json.dumps(production.inspect(service)["Config"]) + docker("top", production.container(service), "-o", "pid,args")
        assert not [value[:3] for value in known if value in told], service


async def test_it_refuses_a_placeholder(production: Platform, installed: Path) -> None:
    """Nothing starts, and the reason is named."""
    secret = installed / "secrets" / "redis_password.txt"
    kept = secret.read_text(encoding="utf-8")
    secret.write_text("your-redis-password", encoding="utf-8")
    try:
        done = production.compose("up", "--detach", "--no-build", *STARTED, check=False)
        assert done.returncode != 0
        assert "redis_password" in docker("logs", production.container("secrets"))
        states = [production.state(service) for service in ("redis", "postgres", "api")]
        assert all(state is None or state.status == "created" for state in states)
    finally:
        secret.write_text(kept, encoding="utf-8")
