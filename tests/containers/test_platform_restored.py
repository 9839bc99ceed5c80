"""Backup and restore by the operator's commands: from a platform that holds the sample to one of empty volumes."""

import json
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from common.domain.health import FINISHED
from tests.containers.engine import docker
from tests.containers.platform import STORES, Platform, operator
from utilities.stack.services import EXTRACTORS


pytestmark = pytest.mark.long

GRAPH_USER: Final = ("neo4j", "discogsography")
TABLES: Final = ("artists", "labels", "masters", "releases", "musicbrainz.artists", "musicbrainz.releases", "import_runs")


def counted(platform: Platform) -> dict[str, int]:
    """Rows, nodes and relationships, counted by the servers themselves."""
    rows = {table: int(platform.sql(f"SELECT count(*) FROM {table}")) for table in TABLES}
    with httpx.Client(auth=GRAPH_USER, timeout=60, trust_env=False) as client:
        for what, query in (("nodes", "MATCH (n) RETURN count(n)"), ("relationships", "MATCH ()-[r]->() RETURN count(r)")):
            answer = client.post(platform.url("NEO4J_HTTP", "/db/neo4j/query/v2"), json={"statement": query})
            answer.raise_for_status()
            rows[what] = answer.json()["data"]["values"][0][0]
    return rows


async def test_a_backup_is_restored_into_empty_volumes(up: Platform, tmp_path: Path, figure: Any) -> None:
    before = counted(up)
    assert before["releases"] > 1000 and before["nodes"] > 1000
    made = operator(up, "backup", "create", str(tmp_path))
    assert made.returncode == 0, made.stdout + made.stderr
    backup = json.loads(made.stdout)
    figure("backup of the sample", f"{backup['bytes'] / 1e6:.1f} MB, Neo4j away for {backup['manifest']['graph_stopped_s']:.0f} s")
    assert operator(up, "backup", "verify", backup["folder"]).returncode == 2, "it needs no stack, and takes no such option"

    up.compose("--profile", "*", "down", "--volumes", "--timeout", "20")
    left = docker("volume", "ls", "--quiet", "--filter", f"label=com.docker.compose.project={up.name}")
    assert left == ""
    kept = [service for service in (*STORES, *up.own()) if service not in EXTRACTORS.values()]
    up.compose("up", "--detach", "--no-build", *kept)
    await up.healthy(*kept)
    assert up.sql("SELECT count(*) FROM releases") == "0"

    done = operator(up, "restore", backup["folder"])
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["equal"] is True
    figure("restore of it into empty volumes", f"{told['seconds']:.0f} s")
    assert counted(up) == before
    await up.healthy(*kept)
    name = up.sql("SELECT data->>'name' FROM artists ORDER BY data_id LIMIT 1")
    found = await up.get("EXPLORE", f"/api/search?{httpx.QueryParams({'q': name})}")
    assert found.status_code == 200
    assert name in found.text

    refused = operator(up, "restore", backup["folder"])
    assert refused.returncode == 1
    assert "not empty" in refused.stderr


async def test_what_was_imported_before_is_not_imported_again(up: Platform) -> None:
    """The extractors' state came back with the stores: the same dumps, written anew, are known to be complete."""
    up.compose("up", "--detach", "--no-build")
    await up.healthy()
    for service in EXTRACTORS.values():
        told = json.loads(up.execute(service, "curl", "-s", "http://localhost:8000/health").stdout)
        assert told["extraction_status"] in FINISHED, service
    assert up.sql("SELECT count(*) FROM import_runs") == "2"
