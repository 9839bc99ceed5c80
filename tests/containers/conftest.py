"""Images built once, a platform brought up once, for all tests; everything is removed at the end but the images.

`IMAGES=registry` takes base images and servers from a registry, `IMAGES=stand-ins` makes them (stand_ins.py); unset, the registry that answers.
`IMAGES=built` takes all that the last run made and built, when only a test has changed.
"""

from collections.abc import Iterator, Mapping
import os
from pathlib import Path
from typing import Final

import pytest

from tests.containers import stand_ins
from tests.containers.engine import registry_answers, run, why_not
from tests.containers.platform import REPOSITORY, Platform, build


NAME: Final = "discogsography-under-test"
BASE: Final = "python:3.13-slim"
"""An image that a registry which has the platform's images has, too."""
MEMORY: Final = {"NEO4J_HEAP_INITIAL": "512m", "NEO4J_HEAP_SIZE": "1G", "NEO4J_PAGECACHE_SIZE": "256m", "NEO4J_TRANSACTION_MEMORY": "700m"}
"""A small graph's."""
OPEN_FILES: Final = 65536
"""What the compose file asks for its servers."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.containers)
            item.add_marker(pytest.mark.timeout(3600))


@pytest.fixture(scope="session")
def images() -> Mapping[str, str]:
    """All images of the platform, built as `just build` does, under names of their own; the variables that name them to compose.

    Tests are skipped where containers cannot be run, or where neither a registry answers nor stand-ins can be made.
    """
    if reason := why_not():
        pytest.skip(reason)
    own = {"IMAGE_REGISTRY": NAME, "IMAGE_TAG": "tested"}
    wish = os.environ.get("IMAGES") or ("registry" if registry_answers(BASE) else "stand-ins")
    if wish == "built":
        return {**own, **stand_ins.variables()}
    if wish == "stand-ins" and (reason := stand_ins.why_not()):
        pytest.skip(f"no registry answers, and {reason}")
    chosen = {**own, **({} if wish == "registry" else stand_ins.make_all())}
    build(chosen)
    return chosen


@pytest.fixture(scope="session")
def for_this_machine(images: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A compose file with what a small, busy, closed machine needs: patience with a Java server, and no more open files than are allowed.

    An engine in a sandbox may not raise limits, and then cannot start a container that asks for more.
    """
    image = image_of(images, "api")
    limits = ""
    if run(["run", "--rm", f"--ulimit=nofile={OPEN_FILES}:{OPEN_FILES}", "--entrypoint=true", image]).returncode != 0:
        allowed = run(["run", "--rm", "--entrypoint=sh", image, "-c", "ulimit -Hn"]).stdout.strip()
        limits = f"ulimits: {{nofile: {{soft: {allowed}, hard: {allowed}}}}}"
    path = tmp_path_factory.mktemp("compose") / "machine.yml"
    patience = "healthcheck: {start_period: 10m, timeout: 1m, retries: 20}"
    path.write_text(f"services:\n  neo4j:\n    {patience}\n    {limits}\n  rabbitmq:\n    {patience}\n    {limits}\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def platform(images: Mapping[str, str], for_this_machine: Path) -> Iterator[Platform]:
    """The platform with the sample catalogue; not started."""
    sample = REPOSITORY / "deploy/compose/sample.env"
    under_test = Platform(NAME, {**images, **MEMORY, "NETWORK_PREFIX": "172.29"}, 20500, [for_this_machine], ["sample", "mcp"], [sample])
    under_test.down()
    yield under_test
    under_test.down()


@pytest.fixture(scope="session")
def up(platform: Platform) -> Platform:
    """The platform after `up -d` on empty volumes; `compose` waits for what others depend on."""
    platform.compose("up", "--detach", "--no-build")
    return platform


def image_of(images: Mapping[str, str], service: str) -> str:
    """Name of a service's image."""
    return f"{images['IMAGE_REGISTRY']}/{service}:{images['IMAGE_TAG']}"
