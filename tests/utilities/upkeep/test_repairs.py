"""Repairs on real stores: what they count, what they change, and what they leave alone."""

import importlib
import json
import os
from pathlib import Path
import re
import subprocess
import sys

import pytest

from tests.support.real_data import REPOSITORY
from tests.support.servers import GraphTarget, PostgresTarget
from utilities.backup.stores import Addresses
from utilities.upkeep.access import run_script
from utilities.upkeep.label_stats import compute
from utilities.upkeep.master_years import migrate
from utilities.upkeep.years import clean


NAMES = ("cleanup-implausible-years", "migrate-master-year-to-int", "compute-label-stats", "test-database-resilience", "reset-password")


@pytest.fixture
def addresses(postgres: PostgresTarget, graph: GraphTarget) -> Addresses:
    return Addresses(postgres.dsn, postgres.database, graph.server.uri, (graph.server.username, graph.server.password))


async def test_operations_36_implausible_years_are_counted_and_cleared_when_asked(
    addresses: Addresses, postgres: PostgresTarget, graph: GraphTarget
) -> None:
    years = {"1": 400, "2": 1860, "3": 2027, "4": 2028, "5": None, "6": 1859}
    for key, year in years.items():
        await graph.rows("CREATE (:Release {id: $id, year: $year}), (:Master {id: $id, year: $year})", id=key, year=year)
        data = json.dumps({"id": key, "title": "t", "year": year})
        await postgres.rows("INSERT INTO public.releases (data_id, hash, data) VALUES (%s, 'h', %s)", (key, data))
    found = {"Release": 3, "Master": 3, "releases": 3, "masters": 0}
    assert clean(addresses, apply=False, current_year=2026) == found
    assert await graph.value("MATCH (n:Release) RETURN count(n.year) AS count") == 5, "counting changes nothing"
    assert await postgres.value("SELECT current FROM catalogue.generation") == 0

    assert clean(addresses, apply=True, current_year=2026) == found
    left = {"1": None, "2": 1860, "3": 2027, "4": None, "5": None, "6": None}
    for label in ("Release", "Master"):
        assert {row["id"]: row["year"] for row in await graph.rows(f"MATCH (n:{label}) RETURN n.id AS id, n.year AS year")} == left
    rows = await postgres.rows("SELECT data_id, data ->> 'year' AS year, data ->> 'title' AS title, data ? 'year' AS kept FROM public.releases")
    assert {row["data_id"]: row["year"] and int(row["year"]) for row in rows} == left
    assert all(row["title"] == "t" and row["kept"] for row in rows)
    assert await postgres.value("SELECT current FROM catalogue.generation") == 1, "cached answers are found no more"
    assert set(clean(addresses, apply=True, current_year=2026).values()) == {0}
    assert await postgres.value("SELECT current FROM catalogue.generation") == 1


async def test_years_of_masters_become_numbers(addresses: Addresses, graph: GraphTarget) -> None:
    for key, year in {"1": "1984", "2": "0", "3": "unknown", "4": 1990, "5": 0, "6": None, "7": "-3"}.items():
        await graph.rows("CREATE (:Master {id: $id, year: $year})", id=key, year=year)
    before, after = migrate(addresses)
    assert before == {"texts": 4, "years": 1, "none": 1}
    assert after == {"texts": 0, "years": 2, "none": 0}
    years = {row["id"]: row["year"] for row in await graph.rows("MATCH (n:Master) RETURN n.id AS id, n.year AS year")}
    assert years == {"1": 1984, "2": None, "3": None, "4": 1990, "5": None, "6": None, "7": None}
    assert migrate(addresses) == (after, after)


async def test_labels_count_what_is_on_them_once(addresses: Addresses, graph: GraphTarget) -> None:
    await graph.rows(
        """
        CREATE (big:Label {id: '1', name: 'Big'}), (:Label {id: '2', name: 'Empty'}), (a:Artist {id: '1'}), (b:Artist {id: '2'}),
               (rock:Genre {name: 'Rock'}), (punk:Style {name: 'Punk'})
        WITH big, a, b, rock, punk
        UNWIND range(1, 3) AS number
        CREATE (r:Release {id: toString(number)})-[:ON]->(big), (r)-[:BY]->(a), (r)-[:BY]->(b), (r)-[:IS]->(rock), (r)-[:IS]->(punk)
        """
    )
    assert compute(addresses) == [
        {"name": "Big", "releases": 3, "artists": 2, "genres": 1},
        {"name": "Empty", "releases": 0, "artists": 0, "genres": 0},
    ]


def test_operations_36_the_script_refuses_unknown_arguments(tmp_path: Path) -> None:
    script = str(REPOSITORY / "scripts" / "cleanup-implausible-years.sh")
    done = subprocess.run([script, "--aply"], capture_output=True, text=True, timeout=120, cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert "--aply" in done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_a_script_tells_its_options_and_ends_with_1_for_others(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process, for each start of Python costs a second or more."""
    script = REPOSITORY / "scripts" / f"{name}.sh"
    assert os.access(script, os.X_OK)
    (module,) = re.findall(r"-m (utilities\.upkeep\.\w+)", script.read_text(encoding="utf-8"))
    command = importlib.import_module(module).command
    for arguments, code in ((["--help"], 0), (["--nonsense"], 1)):
        monkeypatch.setattr(sys, "argv", [name, *arguments])
        with pytest.raises(SystemExit) as ended:
            run_script(command)
        assert ended.value.code == code
    shown = capsys.readouterr()
    assert "Usage:" in shown.out
    assert "--nonsense" in shown.err
