"""The commands as typed, in this process: answers, refusals and exit codes, on a stack of a folder of the test's own."""

from collections.abc import Iterator
from functools import partial
import os
from pathlib import Path
import pty
import signal
import socket
import subprocess
import sys

import pytest
from typer.testing import CliRunner, Result

from tests.support.http_sites import Answer, Site, publish_discogs
from tests.support.small_stack import HEALTHY, python, sleepers, small_stack
from tests.utilities.stack.test_dumps import lay_discogs
from utilities.sample.cli import SAMPLE_MARK, app as sample_app
from utilities.stack import bring_up, cli
from utilities.stack.bring_up import EXIT_NOT_RUNNING, asker
from utilities.stack.install import missing_packages
from utilities.stack.layout import REPOSITORY, main_layout
from utilities.stack.native import NativeStack
from utilities.stack.ports import Ports
from utilities.stack.servers import SERVERS
from utilities.stack.servers.neo4j import VERSION
from utilities.stack.services import EXTRACTORS, SERVICES


TERABYTE = 10**12
KINDS = ("artists", "labels", "masters", "releases")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of a stack that was never started."""
    root = tmp_path / "a stack"
    monkeypatch.setenv("STACK_DIR", str(root))
    for name in Ports.model_fields:
        monkeypatch.delenv(f"STACK_{name.upper()}", raising=False)
    return root


@pytest.fixture
def small(root: Path) -> Iterator[NativeStack]:
    """One that was, with sleeping programs and one that is healthy."""
    stack = small_stack(root, [])
    asleep = [name for name in (*SERVERS, *SERVICES, *EXTRACTORS.values(), "schema-init") if name != "graphinator"]
    stack.supervisor.ensure([python("graphinator", HEALTHY, str(stack.site.ports.graphinator_port)), *sleepers(asleep)])
    yield stack
    stack.discard()


@pytest.fixture
def servers_here(root: Path) -> None:
    """Nothing is to be installed or fetched: these tests need no network."""
    if missing_packages(main_layout()) or not (REPOSITORY / ".stack" / "programs" / f"neo4j-{VERSION}").is_dir():
        pytest.skip("the servers are not installed in this checkout: ./up installs them")


def stack(*arguments: str | Path, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli.app, list(map(str, arguments)), input=typed)


def refusal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> str:
    """What the command says on the error stream when it ends with 1."""
    monkeypatch.setattr(sys, "argv", ["stack", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == cli.EXIT_FAILED
    return capsys.readouterr().err


@pytest.mark.parametrize("command", ["up", "test"])
def test_usage_names_what_a_newcomer_types(command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for help_option in ("--help", "-h"):
        monkeypatch.setattr(sys, "argv", ["stack", command, help_option])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == 0
        assert f"Usage: ./{command} [OPTIONS]" in capsys.readouterr().out


def test_a_wrong_option_points_to_the_help_of_what_was_typed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["stack", "up", "--dump", "x"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "Try './up --help' for help" in capsys.readouterr().err


def test_help_names_every_option() -> None:
    shown = stack("up", "--help").output
    for option in (
        "--dumps",
        "--discogs",
        "--musicbrainz",
        "--empty",
        "--limit",
        "--replace",
        "--status",
        "--stop",
        "--wipe",
        "--yes",
        "--port-offset",
    ):
        assert option in shown


def test_a_stack_that_was_never_started(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert stack("up", "--status").exit_code == EXIT_NOT_RUNNING
    assert stack("up", "--stop").exit_code == 0
    assert stack("up", "--wipe").exit_code == 0
    assert not root.exists(), "asking changes nothing"


def test_orders_that_exclude_each_other(root: Path) -> None:
    result = stack("up", "--stop", "--wipe")
    assert result.exit_code == 2
    assert "exclude each other" in result.output


def test_the_status_tells_each_program_and_whether_all_are_up(small: NativeStack, monkeypatch: pytest.MonkeyPatch) -> None:
    small.supervisor.start("graphinator")
    with bring_up.console.capture() as shown:
        assert stack("up", "--status").exit_code == EXIT_NOT_RUNNING
    lines = {line.split()[0]: line for line in shown.get().splitlines() if line.split()}
    assert "stopped" in lines["postgres"]
    assert lines["graphinator"].split()[1] == "up"
    assert f"bolt://127.0.0.1:{small.site.ports.neo4j_bolt_port}" in lines["Neo4j"]
    for name in (*SERVERS, *SERVICES):
        small.supervisor.start(name)
    with bring_up.console.capture():
        assert stack("up", "--status").exit_code == 0


def test_stop_ends_what_runs(small: NativeStack) -> None:
    small.supervisor.start("redis")
    with bring_up.console.capture() as shown:
        assert stack("up", "--stop").exit_code == 0
    assert "Stopped; the data stays" in shown.get()
    assert not small.supervisor.is_running()


def test_nothing_is_deleted_unless_somebody_says_yes(
    small: NativeStack, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    (small.site.layout.data / "precious").touch()
    assert "Nothing was deleted" in refusal(capsys, monkeypatch, "up", "--wipe")
    assert (small.site.layout.data / "precious").exists()
    assert stack("up", "--wipe", "--yes").exit_code == 0
    assert not any(root.iterdir())


@pytest.mark.parametrize(("typed", "answer"), [("y\n", True), ("\n", True), ("n\n", False)])
def test_a_person_is_asked_at_a_terminal(monkeypatch: pytest.MonkeyPatch, typed: str, answer: bool) -> None:
    master, slave = pty.openpty()
    with os.fdopen(slave, "r") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        os.write(master, typed.encode())
        assert asker(yes=False)("Go on?") is answer
    os.close(master)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--dumps", "nowhere"], "There is no folder"),
        (["--dumps", "."], "No dump files in"),
        (["--dumps", ".", "--empty"], "--dumps and --empty exclude each other"),
        (["--port-offset", "60000"], "out of 1-65535"),
    ],
)
def test_bad_options_end_it_before_any_work(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert message in refusal(capsys, monkeypatch, "up", *arguments)
    assert not root.exists()


def test_dumps_that_do_not_fit_end_it_before_any_work(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_discogs(tmp_path / "dumps", "20260701")
    with (tmp_path / "dumps" / "discogs_20260701_releases.xml.gz").open("r+b") as file:
        file.truncate(TERABYTE)  # sparse: it takes no room itself
    told = refusal(capsys, monkeypatch, "up", "--dumps", tmp_path / "dumps")
    assert "This import needs 12,001,500 MB" in told
    assert "MB free" in told
    assert not root.exists()


def test_dumps_inside_the_stack_are_not_deleted_by_replace(root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    lay_discogs(root / "discogs", "20260701")
    told = refusal(capsys, monkeypatch, "up", "--dumps", root / "discogs", "--replace", "--yes")
    assert "which --replace deletes" in told
    assert (root / "discogs" / "discogs_20260701_releases.xml.gz").exists()


def test_replace_deletes_nothing_unless_somebody_says_yes(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_discogs(tmp_path / "dumps", "20260701", KINDS[:2])
    (root / "data").mkdir(parents=True)
    with bring_up.console.capture() as shown:
        assert "Nothing was deleted" in refusal(capsys, monkeypatch, "up", "--dumps", tmp_path / "dumps", "--replace", "--limit", "5")
    assert "without masters, releases: a partial import" in shown.get()
    assert (root / "data").is_dir()


def test_a_download_is_described_and_asked_for(root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with Site() as site, bring_up.console.capture() as shown:
        publish_discogs(site, {"20260701": {f"discogs_20260701_{kind}.xml.gz": b"x" * 500_000 for kind in KINDS}})
        monkeypatch.setenv("DISCOGS_DATA_URL", site.url)
        monkeypatch.setenv("REQUEST_GAP", "0")
        assert "Nothing was started" in refusal(capsys, monkeypatch, "up", "--discogs")
    assert f"discogs 20260701: download 2.0 MB from {site.url}" in shown.get()
    assert "Go on? (no terminal to ask on; --yes answers yes)" in shown.get()
    assert not root.exists()


@pytest.mark.usefixtures("servers_here")
def test_a_port_that_somebody_else_holds_is_named_with_its_holder(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        monkeypatch.setenv("STACK_POSTGRES_PORT", str(port))
        told = refusal(capsys, monkeypatch, "up", "--empty", "--port-offset", "0")
    assert f"port {port} (PostgreSQL) is taken by" in told
    assert "--port-offset 100" in told
    assert not (root / "supervisord.pid").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("STACK_DIR", str(tmp_path / "file" / "stack"))
    assert "stack.json cannot be read" in refusal(capsys, monkeypatch, "up", "--empty")


def test_a_state_file_that_cannot_be_read_is_named(root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    root.mkdir()
    (root / "stack.json").write_text('{"ports": ')
    assert "stack.json cannot be read" in refusal(capsys, monkeypatch, "up", "--status")


def test_a_port_offset_that_differs_from_the_running_stack_is_refused(
    small: NativeStack, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "The stack runs on other ports" in refusal(capsys, monkeypatch, "up", "--port-offset", "1")


def test_an_interrupt_says_how_to_go_on(root: Path) -> None:
    with Site() as site:
        site.answer("/", Answer(b"x", slow_s=30))
        environment = {**os.environ, "DISCOGS_DATA_URL": site.url}
        command = [str(Path(sys.executable).with_name("stack")), "up", "--discogs"]
        # A test run in the background of a shell ignores interrupts, and so would what it starts.
        attentive = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment, preexec_fn=attentive) as running:
            assert running.stdout is not None
            assert "Asking" in running.stdout.readline()
            running.send_signal(signal.SIGINT)
            told, _ = running.communicate(timeout=60)
    assert running.returncode == cli.EXIT_INTERRUPTED
    assert "Interrupted. What was started goes on; ./up follows it again" in told


def test_the_sample_is_the_same_whoever_makes_it(tmp_path: Path) -> None:
    for name in ("one", "two"):
        result = CliRunner().invoke(sample_app, ["--releases", "20", "--out", str(tmp_path / name), "--quiet"])
        assert result.exit_code == 0
        assert "releases: 20" in result.output
    made = {path.relative_to(tmp_path / "one"): path.read_bytes() for path in (tmp_path / "one").rglob("*") if path.is_file()}
    assert made == {path.relative_to(tmp_path / "two"): path.read_bytes() for path in (tmp_path / "two").rglob("*") if path.is_file()}
    assert Path(SAMPLE_MARK) in made


def test_an_unknown_month_is_refused(tmp_path: Path) -> None:
    assert CliRunner().invoke(sample_app, ["--out", str(tmp_path), "--month", "last"]).exit_code == 2
