"""What is in the images, as they were built."""

from collections.abc import Mapping
import json
from typing import Any, Final

import pytest

from tests.containers.conftest import image_of
from tests.containers.engine import inspect, run
from tests.support.images import SERVICES, Service


LABELS: Final = ("title", "description", "authors", "url", "documentation", "source", "vendor", "licenses", "version", "created", "base.name")
BUILD_TOOLS: Final = ("uv", "pip", "pip3", "gcc", "cc", "make", "git", "node", "npm", "java")
LARGEST_OVER_BASE_MB: Final = 260
"""Of the API, which carries clients of language models; the others are smaller."""

each_service = pytest.mark.parametrize("service", SERVICES.values(), ids=str)


def config_of(image: str) -> dict[str, Any]:
    config: dict[str, Any] = inspect("image", image)["Config"]
    return config


def in_image(image: str, script: str, *options: str) -> str:
    """What a shell in a container of the image writes; it runs as compose runs it."""
    done = run(["run", "--rm", "--network=none", "--read-only", "--cap-drop=ALL", *options, "--entrypoint=sh", image, "-c", script], timeout_s=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


@each_service
def test_operations_31_images_tell_what_they_are(images: Mapping[str, str], service: Service) -> None:
    config = config_of(image_of(images, service.name))
    labels = config["Labels"]
    assert [name for name in LABELS if not labels.get(f"org.opencontainers.image.{name}")] == []
    assert labels["com.discogsography.service"] == service.name
    assert labels["com.discogsography.python.version"] == "3.13"
    assert config["User"].split(":")[0] not in ("", "0", "root")
    assert "/logs" in config["Volumes"]
    assert set(config.get("ExposedPorts") or {}) == {f"{port}/tcp" for port in service.ports}
    if service.health_port is None:
        assert config["Healthcheck"]["Test"] == ["NONE"]
    else:
        assert config["Healthcheck"]["Test"] == ["CMD", "curl", "-fsS", f"http://localhost:{service.health_port}/health"]


@each_service
def test_images_run_as_nobody_special_without_tools_to_build(images: Mapping[str, str], service: Service) -> None:
    image = image_of(images, service.name)
    told = in_image(
        image,
        "id -u; id -g; stat -c %u /app /logs | xargs; stat -c %u /app/.venv/bin/python; "
        f"for tool in {' '.join(BUILD_TOOLS)}; do command -v $tool; done; python -c 'import sys; print(sys.version_info[:2])'",
    )
    assert told.splitlines() == ["1000", "1000", "1000 1000", "0", "(3, 13)"]


@each_service
def test_operations_29_console_scripts_of_images_resolve(images: Mapping[str, str], service: Service) -> None:
    """Every script of the image is imported as its first line would."""
    script = (
        "from importlib.metadata import distribution, distributions; "
        "names = [d.name for d in distributions() if d.name.startswith('discogsography-')]; "
        "print([callable(e.load()) for n in names for e in distribution(n).entry_points if e.group == 'console_scripts'], sorted(names))"
    )
    told = in_image(image_of(images, service.name), f'cd /tmp && python -c "{script}"', "--tmpfs=/tmp")
    assert f"discogsography-{service.distribution}" in told
    assert "False" not in told and "True" in told


@each_service
def test_nothing_of_the_building_machine_is_left(images: Mapping[str, str], service: Service) -> None:
    """No secret of the build, no package lists, nothing that was only mounted."""
    image = image_of(images, service.name)
    told = in_image(
        image,
        "ls -A /run/secrets /root/.cache /var/lib/apt/lists /build 2>/dev/null | grep -v : | xargs; ls /run/host-settings.sh 2>/dev/null | wc -l",
    )
    assert told.split() == ["0"]
    history = run(["image", "history", "--no-trunc", "--format", "{{.CreatedBy}}", image]).stdout
    assert "_TOKEN" not in history and "PASSWORD" not in history


def test_sizes(images: Mapping[str, str], figure: Any) -> None:
    """Told for the guide; bounded so that growth is seen."""
    base = inspect("image", images.get("PYTHON_IMAGE", "python:3.13-slim"))["Size"]
    sizes = {name: inspect("image", image_of(images, name))["Size"] for name in SERVICES}
    for name, size in sizes.items():
        figure(f"size of {name}", f"{size / 1e6:.0f} MB ({(size - base) / 1e6:.0f} over its base)")
    assert max(sizes.values()) - base < LARGEST_OVER_BASE_MB * 1e6, json.dumps(sizes)
