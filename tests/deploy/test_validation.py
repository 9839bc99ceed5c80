"""What `scripts/validate_compose.py` refuses, and that it reads the files as compose does."""

from collections.abc import Callable
import json
import os
from pathlib import Path
import shutil
import subprocess
import sys
from typing import Any, Final

import pytest

from common.runtime.errors import ConfigError
from tests.deploy.compose_files import BASE, OVERLAY, REACHED_AT, REPOSITORY, production, services
from utilities.compose.interpolation import interpolate
from utilities.compose.model import load
from utilities.compose.policy import faults


SCRIPT: Final = REPOSITORY / "scripts" / "validate_compose.py"
DOWNGRADED: Final = '      neo4j: { condition: service_healthy }\n    healthcheck:\n      test: [CMD, curl, -sf, "http://localhost:8001/health"]'


def judged(base: str, overlay: str, folder: Path) -> list[str]:
    """What is wrong with files that were changed."""
    files = [folder / "docker-compose.yml", folder / "docker-compose.prod.yml"]
    for file, text in zip(files, (base, overlay), strict=True):
        file.write_text(text, encoding="utf-8")
    return [*faults(load(files[:1], REACHED_AT), production=False), *faults(load(files, REACHED_AT), production=True)]


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command as continuous integration runs it."""
    return subprocess.run([sys.executable, str(SCRIPT), *map(str, arguments)], check=False, capture_output=True, text=True, timeout=120)


def changed(old: str, new: str) -> Callable[[str], str]:
    def change(told: str) -> str:
        assert old in told, f"the test looks for what the file no longer says: {old}"
        return told.replace(old, new, 1)

    return change


def unchanged(told: str) -> str:
    return told


@pytest.mark.parametrize(
    ("base", "overlay", "told"),
    [
        (changed(DOWNGRADED, DOWNGRADED.replace("service_healthy", "service_started")), unchanged, "graphinator: waits for"),
        (changed('  user: "${UID:-1000}:${GID:-1000}"\n', ""), unchanged, "api: runs as root: it has no user"),
        (changed("  dashboard:\n", "  board:\n"), unchanged, "dashboard: the service is missing"),
        (changed("  cap_drop: [ALL]\n", ""), unchanged, "api: keeps capabilities"),
        (changed("  read_only: true\n", ""), unchanged, "explore: has a writable root file system"),
        (changed('    restart: "no"\n', "    restart: always\n"), unchanged, "secrets: would be started again after its end"),
        (changed('limits: { memory: "${API_MEMORY_LIMIT:-2G}", pids: 256 }', "limits: { pids: 256 }"), unchanged, "api: may take all memory"),
        (unchanged, changed('"127.0.0.1:${STACK_POSTGRES_PORT:-5433}:5432"', '"5433:5432"'), "postgres: is reached from other machines"),
        (unchanged, changed("      NEO4J_AUTH: !reset null\n", ""), "neo4j: has the secret NEO4J_AUTH in its environment"),
        (unchanged, changed("  redis_password: { file: ./secrets/redis_password.txt }\n", ""), "redis_password"),
        (
            unchanged,
            changed("    deploy: { replicas: 1 }", "    deploy: { replicas: 1, restart_policy: { condition: any } }"),
            "two restart policies",
        ),
        (unchanged, changed("REDISCLI_AUTH=", "redis-cli -a discogsography; REDISCLI_AUTH="), "redis: has a published password"),
    ],
    ids=["condition", "user", "set", "rights", "root", "restart", "limits", "published", "literal", "undeclared", "policies", "probe"],
)
def test_operations_38_a_weakened_file_fails(tmp_path: Path, base: Callable[[str], str], overlay: Callable[[str], str], told: str) -> None:
    found = judged(base(BASE.read_text(encoding="utf-8")), overlay(OVERLAY.read_text(encoding="utf-8")), tmp_path)
    assert [fault for fault in found if told in fault]


def test_operations_38_the_command_says_what_is_wrong_and_passes_what_is_right(tmp_path: Path) -> None:
    done = command()
    assert (done.returncode, done.stderr) == (0, "")
    weakened = changed(DOWNGRADED, DOWNGRADED.replace("service_healthy", "service_started"))(BASE.read_text(encoding="utf-8"))
    (tmp_path / "weak.yml").write_text(weakened, encoding="utf-8")
    done = command("--base", tmp_path / "weak.yml")
    assert done.returncode == 1
    assert "graphinator: waits for" in done.stderr
    done = command("--base", tmp_path / "gone.yml")
    assert done.returncode == 1
    assert "gone.yml" in done.stderr


@pytest.mark.parametrize(
    ("told", "filled"),
    [
        ("${A}", "one"),
        ("$A-$$A", "one-$A"),
        ("${E:-d}/${E-d}/${N-d}", "d//d"),
        ("${N:-x${A:-y}${N:-z}}", "xonez"),
        ("${A:+there}${E:+there}${E+set}${N+set}", "thereset"),
        ("${A:?no}", "one"),
        ("no variable", "no variable"),
    ],
)
def test_variables_are_filled_in_as_compose_does(told: str, filled: str) -> None:
    assert interpolate({"key": [told]}, {"A": "one", "E": ""}) == {"key": [filled]}


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ("${A", "nothing closes"),
        ("${A!}", "no form"),
        ("a $ b", "begins nothing"),
        ("${1}", "names no variable"),
        ("${N:?why}", "N is missing a value: why"),
    ],
)
def test_what_compose_refuses_is_refused(told: str, refusal: str) -> None:
    with pytest.raises(ConfigError, match=refusal.replace("$", r"\$")):
        interpolate(told, {})


def test_a_file_that_is_no_compose_file_is_named(tmp_path: Path) -> None:
    for told in ("[]", "services: [", "services: []"):
        (tmp_path / "x.yml").write_text(told, encoding="utf-8")
        with pytest.raises(ConfigError, match=r"x\.yml"):
            load([tmp_path / "x.yml"], {})
    with pytest.raises(ConfigError, match=r"gone\.yml"):
        load([tmp_path / "gone.yml"], {})


def test_layers_are_merged_by_key(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        "services: {s: {environment: [A=1, B=2], volumes: ['v:/x', 'w:/y:ro'], ports: ['1:1/udp', '127.0.0.1:2:2'], depends_on: [t], command: a, networks: [n]}}"
    )
    (tmp_path / "b.yml").write_text(
        "services: {s: {environment: {A: !reset null, C: 3}, volumes: ['z:/x'], ports: !override ['3:3'], command: [b, c]}}"
    )
    assert load([tmp_path / "a.yml", tmp_path / "b.yml"], {})["services"]["s"] == {
        "environment": {"B": "2", "C": "3"},
        "volumes": [{"type": "volume", "source": "w", "target": "/y", "read_only": True}, {"type": "volume", "source": "z", "target": "/x"}],
        "ports": [{"published": "3", "target": 3, "protocol": "tcp"}],
        "depends_on": {"t": {"condition": "service_started", "required": True}},
        "command": ["b", "c"],
        "networks": {"n": None},
    }


# ── the program itself, where it is ──


def compose(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`docker compose`, with nothing of this machine's settings."""
    shell = {"PATH": os.environ.get("PATH", os.defpath), "HOME": os.environ.get("HOME", "/"), **environment}
    command = ["docker", "compose", "--env-file", "/dev/null", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=REPOSITORY, env=shell, timeout=60)


@pytest.fixture
def program() -> None:
    """These tests need the program, and no engine."""
    if shutil.which("docker") is None or compose("version").returncode != 0:
        pytest.skip("docker compose is not installed here")


def plain(service: dict[str, Any]) -> dict[str, Any]:
    """What both tell in the same words. Sizes and times are written in many ways, folders from the root of the machine."""
    keys = ("environment", "user", "read_only", "tmpfs", "cap_drop", "cap_add", "security_opt", "image", "restart", "init", "networks", "profiles")
    told = {key: service.get(key) for key in keys}
    told["ports"] = [{key: port.get(key) for key in ("host_ip", "published", "target", "protocol")} for port in service.get("ports") or ()]
    told["volumes"] = [
        (v["type"], v["source"].removeprefix(f"{REPOSITORY}/").removeprefix("./"), v["target"], bool(v.get("read_only")))
        for v in service.get("volumes") or ()
    ]
    told["secrets"] = sorted(secret["source"] for secret in service.get("secrets") or ())
    told["depends_on"] = {name: each["condition"] for name, each in (service.get("depends_on") or {}).items()}
    told["commands"] = [(service.get(key) or []) for key in ("entrypoint", "command")] + [(service.get("healthcheck") or {}).get("test")]
    return {key: value or None for key, value in told.items()}


@pytest.mark.usefixtures("program")
def test_the_program_reads_the_files_alike() -> None:
    profiles = [f"--profile={name}" for name in ("mcp", "monitoring", "sample")]
    done = compose(*profiles, f"--file={BASE}", f"--file={OVERLAY}", "config", "--format", "json", **REACHED_AT)
    assert done.returncode == 0, done.stderr
    real = json.loads(done.stdout.replace("$$", "$"))["services"]
    ours = services(production())
    assert {name: plain(service) for name, service in ours.items()} == {name: plain(service) for name, service in real.items()}


@pytest.mark.usefixtures("program")
def test_the_program_refuses_production_without_its_address() -> None:
    done = compose(f"--file={BASE}", f"--file={OVERLAY}", "config", "--quiet")
    assert done.returncode != 0
    assert "APP_BASE_URL" in done.stderr
    assert compose("config", "--quiet").returncode == 0
