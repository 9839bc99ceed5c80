"""Entry scripts of the servers in production: what they hand to the image's own entrypoint, which is a stub here."""

from pathlib import Path
import shutil
import stat
import subprocess
from typing import Final

import pytest
import redis

from tests.deploy.compose_files import REPOSITORY
from tests.support.small_stack import free_ports
from tests.support.waiting import eventually


SCRIPTS: Final = REPOSITORY / "scripts"
STUB: Final = '#!/bin/sh\nfor word in "$@"; do printf "argument:%s\\n" "$word"; done\nenv\n'


def run(script: str, folder: Path, *arguments: str, secrets: dict[str, str] | None = None, **environment: str) -> list[str]:
    """Lines of the stub: its arguments, then its environment."""
    stub = folder / "docker-entrypoint.sh"
    stub.write_text(STUB, encoding="utf-8")
    stub.chmod(0o755)
    secret_folder = folder / "secrets"
    secret_folder.mkdir(exist_ok=True)
    for name, text in (secrets or {}).items():
        (secret_folder / name).write_text(text, encoding="utf-8")
    told = {"PATH": "/usr/bin:/bin", "SECRETS_DIR": str(secret_folder), "OFFICIAL_ENTRYPOINT": str(stub), **environment}
    return subprocess.run([str(SCRIPTS / script), *arguments], check=True, capture_output=True, text=True, env=told, timeout=30).stdout.splitlines()


def arguments_of(lines: list[str]) -> list[str]:
    return [line.removeprefix("argument:") for line in lines if line.startswith("argument:")]


@pytest.mark.parametrize("script", ["redis-entrypoint.sh", "neo4j-entrypoint.sh", "rabbitmq-entrypoint.sh", "create-secrets.sh"])
def test_the_scripts_can_be_executed(script: str) -> None:
    assert (SCRIPTS / script).stat().st_mode & 0o111 == 0o111


def test_operations_18_redis_gets_its_password_and_keeps_its_arguments(tmp_path: Path) -> None:
    conf = tmp_path / "password.conf"
    given = ["redis-server", "--appendonly", "yes"]
    assert arguments_of(run("redis-entrypoint.sh", tmp_path, *given, REDIS_PASSWORD_CONF=str(conf))) == given
    assert not conf.exists()
    lines = run("redis-entrypoint.sh", tmp_path, *given, secrets={"redis_password": 'a "quoted\\ pass" word\n'}, REDIS_PASSWORD_CONF=str(conf))
    assert arguments_of(lines) == [*given, "--include", str(conf)]
    assert conf.read_text(encoding="utf-8") == 'requirepass "a \\"quoted\\\\ pass\\" word"\n'


def test_operations_weak_08_the_password_of_redis_is_on_no_command_line(tmp_path: Path) -> None:
    conf = tmp_path / "password.conf"
    lines = run("redis-entrypoint.sh", tmp_path, "redis-server", secrets={"redis_password": "hunter2-hunter2"}, REDIS_PASSWORD_CONF=str(conf))
    assert not [line for line in lines if "hunter2" in line]
    assert stat.S_IMODE(conf.stat().st_mode) == 0o600


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="Redis is not installed here")
async def test_operations_18_a_real_redis_enforces_it(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "redis_password").write_text('pass "word\n', encoding="utf-8")
    official = tmp_path / "official.sh"
    official.write_text('#!/bin/sh\nexec "$@"\n', encoding="utf-8")
    official.chmod(0o755)
    port = free_ports().redis_port
    given = ["redis-server", "--appendonly", "yes", "--port", str(port), "--dir", str(tmp_path)]
    told = {
        "PATH": "/usr/bin:/bin",
        "SECRETS_DIR": str(tmp_path / "secrets"),
        "OFFICIAL_ENTRYPOINT": str(official),
        "REDIS_PASSWORD_CONF": str(tmp_path / "p"),
    }
    with subprocess.Popen([str(SCRIPTS / "redis-entrypoint.sh"), *given], stdout=subprocess.DEVNULL, env=told) as server:
        try:
            knowing = redis.Redis(port=port, password='pass "word')
            await eventually(lambda: answers(knowing), timeout_s=20, what="Redis answers")
            assert knowing.config_get("appendonly") == {"appendonly": "yes"}
            with pytest.raises(redis.AuthenticationError):
                redis.Redis(port=port).ping()
        finally:
            server.terminate()


def answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def test_operations_19_neo4j_gets_its_password(tmp_path: Path) -> None:
    lines = run("neo4j-entrypoint.sh", tmp_path, "neo4j", NEO4J_AUTH="neo4j/before")
    assert "NEO4J_AUTH=neo4j/before" in lines
    lines = run("neo4j-entrypoint.sh", tmp_path, "neo4j", secrets={"neo4j_password": "p w+\n"})
    assert "NEO4J_AUTH=neo4j/p w+" in lines
    assert arguments_of(lines) == ["neo4j"]


def test_operations_19_rabbitmq_gets_its_user_and_password(tmp_path: Path) -> None:
    lines = run("rabbitmq-entrypoint.sh", tmp_path, "rabbitmq-server")
    assert not [line for line in lines if line.startswith("RABBITMQ_")]
    lines = run("rabbitmq-entrypoint.sh", tmp_path, "rabbitmq-server", secrets={"rabbitmq_username": "someone\n", "rabbitmq_password": "p w"})
    assert {"RABBITMQ_DEFAULT_USER=someone", "RABBITMQ_DEFAULT_PASS=p w"} <= set(lines)
    assert arguments_of(lines) == ["rabbitmq-server"]
