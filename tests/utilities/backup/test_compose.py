"""Containers: what is asked of Docker, seen by a program in its place. The real run is in tests/containers."""

from functools import partial
from pathlib import Path

import pytest

from common.domain.data_types import Source
from common.runtime.errors import ConfigError
from utilities.backup.compose import ComposePlatform
from utilities.backup.programs import feed, save
from utilities.backup.stores import Addresses
from utilities.operations.docker import Docker


ADDRESSES = Addresses("host=127.0.0.1", "discogsography", "bolt://127.0.0.1:7687", ("neo4j", "a password"))
DOCKER = """#!/bin/sh
echo "$COMPOSE_FILE: $@" >> docker.log
case "$*" in
  *"ps --all"*) echo '[{"Service": "neo4j", "State": "running"}, {"Service": "api", "State": "running"}, {"Service": "insights", "State": "exited"}]' ;;
  *pg_dump*) printf 'tables' ;;
  *"database dump"*) echo "Done: 7 files" >&2; printf 'graph' ;;
  *pg_restore*|*"database load"*|*"tar -xf"*) cat > taken ;;
  *"stop broken"*) echo "no such service: broken" >&2; exit 1 ;;
esac
"""


@pytest.fixture
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ComposePlatform:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "docker").write_text(DOCKER, encoding="utf-8")
    (tmp_path / "bin" / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return ComposePlatform(Docker(tmp_path, "a.yml:b.yml"), ADDRESSES, user="owner")


def asked(folder: Path) -> list[str]:
    """Arguments of every call, without those of the first question."""
    return (folder / "docker.log").read_text(encoding="utf-8").splitlines()


def test_dumps_come_through_pipes_and_no_password_is_an_argument(platform: ComposePlatform, tmp_path: Path) -> None:
    save(platform.dump_tables("00000003-1"), tmp_path / "tables")
    save(platform.dump_graph(), tmp_path / "graph")
    assert (tmp_path / "tables").read_bytes() == b"tables"
    assert (tmp_path / "graph").read_bytes() == b"graph", "what the program says besides is not in the file"
    tables, graph = asked(tmp_path)
    assert tables.startswith("a.yml:b.yml: compose exec -T postgres pg_dump -U owner --format=custom")
    assert "--snapshot=00000003-1" in tables
    assert tables.endswith("--dbname=discogsography")
    assert graph.endswith("compose run --rm --no-deps -T --user neo4j --entrypoint neo4j-admin neo4j database dump neo4j --to-stdout")
    assert "password" not in tables + graph


def test_what_is_restored_goes_in_by_pipe(platform: ComposePlatform, tmp_path: Path) -> None:
    dump = tmp_path / "dump"
    dump.write_bytes(b"a dump")
    steps = (
        partial(platform.restore_tables, dump, "beside", jobs=4),
        partial(feed, platform.load_graph(), dump),
        partial(feed, platform.unpack_state(Source.MUSICBRAINZ), dump),
    )
    for step in steps:
        step()
        assert (tmp_path / "taken").read_bytes() == b"a dump"
        (tmp_path / "taken").unlink()
    tables, graph, state = asked(tmp_path)
    assert tables.endswith("--exit-on-error --no-owner --no-privileges --dbname=beside")
    assert graph.endswith("database load neo4j --from-stdin --overwrite-destination=true")
    assert "--entrypoint sh extractor-musicbrainz -c cd /musicbrainz-data && find" in state


def test_services_are_stopped_by_name_and_servers_are_not(platform: ComposePlatform, tmp_path: Path) -> None:
    assert platform.stop_services() == ["api"]
    platform.start_services(["api"])
    platform.stop("neo4j")
    platform.start("neo4j")
    assert [line.partition("compose ")[2] for line in asked(tmp_path)[1:]] == [
        "stop api",
        "start api",
        "stop neo4j",
        "up -d --no-deps --no-recreate --wait --wait-timeout 300 neo4j",
    ]


def test_a_refusal_of_docker_is_told_in_its_words(platform: ComposePlatform) -> None:
    with pytest.raises(ConfigError, match="no such service: broken"):
        platform.stop("broken")
