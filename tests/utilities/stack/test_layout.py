"""What a stack remembers, how it shares the machine, and where its secrets are."""

from pathlib import Path
import stat

import pytest

from common.runtime.errors import ConfigError
from utilities.stack.credentials import MAKERS, ensure_secrets, read_password, secret_file
from utilities.stack.layout import Layout, Memory, Remembered
from utilities.stack.ports import Ports
from utilities.stack.servers.postgres import _closed_part


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = Layout(root=tmp_path / "stack", programs=tmp_path)
    layout.make()
    return layout


@pytest.mark.parametrize(
    ("total_mb", "memory"),
    [
        (64_000, Memory()),
        (16_384, Memory()),
        (8_192, Memory(1024, 512, 512, 1536, 256)),
        (2_000, Memory(768, 256, 128, 512, 64)),
    ],
)
def test_servers_take_less_on_smaller_machines(total_mb: int, memory: Memory) -> None:
    assert Memory.for_machine(total_mb) == memory


def test_what_was_decided_is_remembered(layout: Layout) -> None:
    assert Remembered.read(layout) is None
    remembered = Remembered(Ports().shifted(7), {"origin": "real", "readings": {}})
    remembered.write(layout)
    assert Remembered.read(layout) == remembered


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"ports": {"redis_port": 0}}'])
def test_a_state_file_that_makes_no_sense_is_named(layout: Layout, text: str) -> None:
    layout.state_file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"stack\.json cannot be read (.|\n)*the data stays"):
        Remembered.read(layout)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match=r"Cannot write to .*file/stack: Not a directory"):
        Layout(root=tmp_path / "file" / "stack", programs=tmp_path).make()


def test_passwords_are_made_once_each_its_own_and_private(layout: Layout) -> None:
    ensure_secrets(layout)
    made = {name: read_password(layout, name) for name in MAKERS}
    ensure_secrets(layout)
    assert made == {name: read_password(layout, name) for name in MAKERS}, "the stores know the first ones"
    assert len(set(made.values())) == len(MAKERS)
    assert all(stat.S_IMODE(secret_file(layout, name).stat().st_mode) == 0o600 for name in MAKERS)


def test_a_password_that_is_gone_is_named(layout: Layout) -> None:
    with pytest.raises(ConfigError, match=r"Cannot read .*neo4j_password: No such file"):
        read_password(layout, "neo4j_password")


def test_the_part_of_a_path_that_keeps_other_accounts_out_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "home"
    (closed / "clone").mkdir(parents=True)
    for path in (closed, closed / "clone"):
        path.chmod(0o755)
    closed.chmod(0o700)
    told = _closed_part(closed / "clone")
    assert told.endswith(" is closed to others")
    assert str(closed).startswith(told.removesuffix(" is closed to others"))
