"""Every command: help, bad arguments, and a clear word when nothing runs."""

import re

import pytest

from tests.utilities.operations.conftest import Typed
from utilities.operations.check_errors import SERVICES
from utilities.stack.layout import REPOSITORY


OPTIONS = {
    "monitor": ["--interval", "--once", "--json", "--host", "--native", "--compose"],
    "check-queues": ["--json", "--host", "--native", "--compose"],
    "check-errors": ["--service", "--all", "--json", "--native", "--compose"],
    "system-monitor": ["--json", "--host", "--native", "--compose"],
    "debug-message": ["--next", "--timeout", "--json", "--host", "--native", "--compose"],
    "healthcheck": ["--json"],
    "dlq list": ["--json", "--host", "--native", "--compose"],
    "dlq peek": ["--count", "--body", "--json", "--host", "--native", "--compose"],
    "dlq replay": ["--all", "--limit", "--json", "--host", "--native", "--compose"],
    "dlq purge": ["--all", "--yes", "--json", "--host", "--native", "--compose"],
}
NEEDED = {"debug-message": ["artists"], "dlq peek": ["graphinator-artists"], "dlq replay": ["--all"], "dlq purge": ["--all"], "monitor": ["--once"]}
OF_A_STACK = [name for name in OPTIONS if name != "healthcheck"]
MODULES = ["monitor", "check_queues", "check_errors", "system_monitor", "debug_message", "healthcheck", "dlq"]


@pytest.mark.parametrize("name", OPTIONS)
async def test_operations_weak_19_help_names_every_option_and_exit_code(typed: Typed, name: str) -> None:
    ended = await typed(*name.split(), "--help")
    assert ended.code == 0
    assert set(re.findall(r"(?<!\S)--[a-z]+", ended.out.split("Options:")[1])) == {*OPTIONS[name], "--help"}
    assert "Exit codes: 0" in ended.out


async def test_the_whole_is_listed(typed: Typed) -> None:
    shown = (await typed("--help")).out
    assert all(f"  {name.split()[0]} " in shown for name in OPTIONS)
    letters = (await typed("dlq", "--help")).out
    assert all(f"  {name.split()[1]} " in letters for name in OPTIONS if name.startswith("dlq"))


@pytest.mark.parametrize("name", OPTIONS)
async def test_an_unknown_option_is_a_wrong_command_line(typed: Typed, name: str) -> None:
    ended = await typed(*name.split(), "--nonsense")
    assert (ended.code, ended.out) == (2, "")
    assert "No such option" in ended.err


@pytest.mark.parametrize("name", OF_A_STACK)
async def test_operations_weak_19_without_any_stack_each_says_how_to_start_one(typed: Typed, name: str) -> None:
    ended = await typed(*name.split(), *NEEDED.get(name, []))
    assert (ended.code, ended.out) == (3, "")
    assert ended.err == (
        "error: No stack runs here. ./up starts a native one, docker compose up -d one of containers; --host names another machine\n"
    )


@pytest.mark.parametrize("name", [name for name in OF_A_STACK if name != "check-errors"])
async def test_operations_weak_19_a_broker_that_is_away_is_said_in_one_line(typed: Typed, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RABBITMQ_PORT", "1")
    monkeypatch.setenv("RABBITMQ_MANAGEMENT_PORT", "1")
    monkeypatch.setenv("NEO4J_PORT", "1")
    monkeypatch.setenv("POSTGRES_PORT", "1")
    ended = await typed(*name.split(), *NEEDED.get(name, []), "--host", "127.0.0.1")
    assert ended.code == 3
    assert "Traceback" not in ended.err
    assert re.search(r"RabbitMQ.*cannot be reached", ended.err + ended.out)


async def test_logs_of_another_machine_are_refused(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RABBITMQ_HOST", "elsewhere")
    ended = await typed("check-errors")
    assert ended.code == 1
    assert ended.out.count("Error getting logs: Logs can only be read on the host of the stack") == len(SERVICES)


async def test_bad_settings_are_named(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RABBITMQ_HOST", "localhost")
    monkeypatch.setenv("RABBITMQ_PORT", "many")
    ended = await typed("dlq", "list")
    assert ended.code == 1
    assert "Bad setting RABBITMQ_PORT" in ended.err


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_its_command(module: str) -> None:
    text = (REPOSITORY / "utilities" / "src" / "utilities" / "operations" / f"{module}.py").read_text(encoding="utf-8")
    assert 'if __name__ == "__main__":' in text
