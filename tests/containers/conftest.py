"""Images built once, a platform brought up once, for all tests; everything is removed at the end but the images.

`IMAGES=registry` takes base images and servers from a registry; otherwise stand-ins are made (stand_ins.py).
"""

from collections.abc import Iterator, Mapping
import os
from pathlib import Path
from typing import Final

import pytest

from tests.containers.engine import run, why_not
from tests.containers.platform import REPOSITORY, Platform, build
from tests.containers.stand_ins import make_all


CHOSEN: Final = "TEST_CONTAINERS"
"""Set by `just test-containers`: an engine that answers is not yet a wish to build a dozen images."""
NAME: Final = "discogsography-under-test"
OPEN_FILES: Final = 65536
"""What the compose file asks for its servers."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder; say why they are skipped."""
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    reason = (why_not() if CHOSEN in os.environ else "run by `just test-containers`") if here else None
    for item in here:
        item.add_marker(pytest.mark.containers)
        item.add_marker(pytest.mark.timeout(3600))
        if reason:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def images() -> Mapping[str, str]:
    """All images of the platform, built as `just build` does, under names of their own; the variables that name them to compose."""
    chosen = {} if os.environ.get("IMAGES") == "registry" else make_all()
    variables = {**chosen, "IMAGE_REGISTRY": NAME, "IMAGE_TAG": "tested"}
    build(variables)
    return variables


@pytest.fixture(scope="session")
def within_limits(images: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A compose file for an engine that may not open as many files as the servers ask for: one in a sandbox has no right to raise limits."""
    wanted = run(["run", "--rm", f"--ulimit=nofile={OPEN_FILES}:{OPEN_FILES}", "--entrypoint=true", image_of(images, "api")])
    if wanted.returncode == 0:
        return []
    allowed = run(["run", "--rm", "--entrypoint=sh", image_of(images, "api"), "-c", "ulimit -Hn"]).stdout.strip()
    limits = f"{{ulimits: {{nofile: {{soft: {allowed}, hard: {allowed}}}}}}}"
    path = tmp_path_factory.mktemp("limits") / "limits.yml"
    path.write_text(f"services:\n  neo4j: {limits}\n  rabbitmq: {limits}\n", encoding="utf-8")
    return [path]


@pytest.fixture(scope="session")
def platform(images: Mapping[str, str], within_limits: list[Path]) -> Iterator[Platform]:
    """The platform with the sample catalogue; not started."""
    sample = REPOSITORY / "deploy/compose/sample.env"
    memory = {"NEO4J_HEAP_INITIAL": "512m", "NEO4J_HEAP_SIZE": "1G", "NEO4J_PAGECACHE_SIZE": "256m", "NEO4J_TRANSACTION_MEMORY": "700m"}
    under_test = Platform(NAME, {**images, **memory, "NETWORK_PREFIX": "172.29"}, 20500, within_limits, ["sample", "mcp"], [sample])
    under_test.down()
    yield under_test
    under_test.down()


def image_of(images: Mapping[str, str], service: str) -> str:
    """Name of a service's image."""
    return f"{images['IMAGE_REGISTRY']}/{service}:{images['IMAGE_TAG']}"
