"""Where a stack keeps its files, and what it remembers between two calls."""

from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import tempfile
from typing import Any, Final, Self

from common.runtime.errors import ConfigError
from utilities.stack.ports import Ports


REPOSITORY: Final = Path(__file__).resolve().parents[4]
SOCKET_PATH_LIMIT: Final = 100  # sun_path holds 108 bytes, and supervisor binds "<path>.<pid>" first

DATA_FOLDERS: Final = ("data", "discogs", "musicbrainz", "sample", "logs", "conf", "bin")


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of the servers, in MB, for a machine of their own size."""

    neo4j_heap: int = 2048
    neo4j_page_cache: int = 1024
    postgres_shared_buffers: int = 1024
    rabbitmq_limit: int = 3072
    redis_limit: int = 512

    @classmethod
    def for_machine(cls, total_mb: int) -> Self:
        """The defaults from 16 GB on, less on smaller machines."""
        share = min(1.0, total_mb / 16_384)
        return cls(
            neo4j_heap=max(768, int(2048 * share)),
            neo4j_page_cache=max(256, int(1024 * share)),
            postgres_shared_buffers=max(128, int(1024 * share)),
            rabbitmq_limit=max(512, int(3072 * share)),
            redis_limit=max(64, int(512 * share)),
        )


TEST_MEMORY: Final = Memory(neo4j_heap=1024, neo4j_page_cache=512, postgres_shared_buffers=256, rabbitmq_limit=2048, redis_limit=64)


@dataclass(frozen=True, slots=True)
class Layout:
    """Folders of one stack.

    Attributes:
        root: Data, logs, configuration, secrets of this stack.
        programs: Downloaded programs, shared by all stacks of the checkout.
    """

    root: Path
    programs: Path
    repository: Path = REPOSITORY

    @property
    def data(self) -> Path:
        """A folder a server."""
        return self.root / "data"

    @property
    def logs(self) -> Path:
        """A file a program."""
        return self.root / "logs"

    @property
    def conf(self) -> Path:
        """Written configuration files."""
        return self.root / "conf"

    @property
    def bin(self) -> Path:
        """A start script a program, runnable by hand."""
        return self.root / "bin"

    @property
    def secrets(self) -> Path:
        """Passwords, one a file."""
        return self.root / "secrets"

    @property
    def state_file(self) -> Path:
        """What `Remembered` holds."""
        return self.root / "stack.json"

    @property
    def socket(self) -> Path:
        """The supervisor's socket; in the system's temporary folder only when the path would be too long for a socket."""
        path = self.root / "supervisor.sock"
        if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT:
            return path
        import hashlib

        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"discogsography-{os.getuid()}-{digest}.sock"

    @property
    def venv_bin(self) -> Path:
        """The workspace's console scripts."""
        return self.repository / ".venv" / "bin"

    def make(self) -> None:
        """Create the folders. Servers that run as another user must be able to enter them, whatever the umask is.

        Raises:
            ConfigError: a folder cannot be written.
        """
        try:
            for folder in (self.root, self.data, self.logs, self.conf, self.bin):
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(0o755)
            self.secrets.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"Cannot write to {self.root}: {error.strerror or error}. The stack keeps all its data there.") from error


def main_layout() -> Layout:
    """Folders of the stack that `./up` runs; `STACK_DIR` moves it."""
    root = Path(os.environ.get("STACK_DIR") or REPOSITORY / ".stack").resolve()
    return Layout(root=root, programs=REPOSITORY / ".stack" / "programs")


@dataclass(slots=True)
class Remembered:
    """What the last start decided: later calls (`--status`, `--stop`, a second `./up`) go by it."""

    ports: Ports
    catalogue: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, layout: Layout) -> Self | None:
        """`None` when the stack was never started."""
        try:
            told = json.loads(layout.state_file.read_text(encoding="utf-8"))
            return cls(ports=Ports.model_validate(told["ports"]), catalogue=told.get("catalogue", {}))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ConfigError(f"{layout.state_file} cannot be read: {error.strerror or error}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigError(f"{layout.state_file} cannot be read ({error}). Delete it and start again; the data stays.") from error

    def write(self, layout: Layout) -> None:
        """Replace the file in one step."""
        told = {"ports": self.ports.model_dump(), "catalogue": self.catalogue}
        write_private(layout.state_file, json.dumps(told, indent=2) + "\n", mode=0o644)


def write_private(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Write a file whole or not at all, with its permissions set before it holds anything."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
    fresh.replace(path)
