"""Whether this machine runs containers, and which form of the stack `./up` means."""

from collections.abc import Mapping
from enum import StrEnum
import os
import subprocess
from typing import Final

from common.runtime.errors import ConfigError
from utilities.stack.install import Say
from utilities.stack.layout import REPOSITORY, Layout


ASK_TIMEOUT_S: Final = 20.0
PULL_TIMEOUT_S: Final = 60.0
CONTAINERS: Final = "containers"
"""Folder of the containers' side of a stack, inside that of the native one."""


class Form(StrEnum):
    """How the stack runs."""

    NATIVE = "native"
    CONTAINERS = "containers"


def container_layout(native: Layout) -> Layout:
    """Folders of what the host keeps for containers: their data is in the engine's volumes."""
    return Layout(root=native.root / CONTAINERS, programs=native.programs)


def choose(layout: Layout, say: Say, *, native: bool, docker: bool, begins: bool = True, environment: Mapping[str, str] = os.environ) -> Form:
    """The form that was asked for, else that of the stack that is there, else containers where they can run.

    Args:
        begins: Whether a stack is to be started, where there is none; else the answer only says whose there is none of.
    Raises:
        ConfigError: containers were asked for, or are there, and no engine answers.
    """
    if native:
        return Form.NATIVE
    if docker or (container_layout(layout).state_file.exists() and not layout.state_file.exists()):
        if problem := engine_problem():
            raise ConfigError(
                f"{problem}. Leave --docker out for ordinary processes" if docker else f"The stack of this folder runs in containers. {problem}"
            )
        return Form.CONTAINERS
    # Whoever names the folder of its data means the stack that has its data in a folder.
    if not begins or layout.state_file.exists() or environment.get("STACK_DIR") or engine_problem():
        return Form.NATIVE
    if problem := image_problem():
        say(f"A container engine answers, and its images cannot be had ({problem}): ordinary processes instead")
        return Form.NATIVE
    return Form.CONTAINERS


def engine_problem() -> str | None:
    """Why containers cannot run here; `None` when they can."""
    try:
        version = _ask("docker", "compose", "version", "--short")
        if version.returncode != 0:
            return "The program docker is here without its plugin compose (https://docs.docker.com/compose/install)"
        answer = _ask("docker", "info", "--format", "{{.ServerVersion}}")
    except FileNotFoundError:
        return "The program docker is not installed"
    except subprocess.TimeoutExpired:
        return f"The container engine has not answered for {ASK_TIMEOUT_S:.0f} s"
    if answer.returncode == 0 and answer.stdout.strip():
        return None
    told = (answer.stderr.strip().splitlines() or ["it says nothing"])[-1]
    return f"No container engine answers ({told}). Start it (sudo systemctl start docker), and see that you may use it (group docker)"


def image_problem() -> str | None:
    """Why images are neither here nor to be pulled; `None` when they are either. The smallest one is pulled to find out."""
    images = set(_ask("docker", "compose", "--profile", "mcp", "config", "--images").stdout.split())
    missing = sorted(image for image in images if _ask("docker", "image", "inspect", image).returncode != 0)
    if not missing:
        return None
    try:
        pulled = _ask("docker", "compose", "pull", "--quiet", "redis", timeout_s=PULL_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return f"nothing was pulled within {PULL_TIMEOUT_S:.0f} s"
    return (pulled.stderr.strip().splitlines() or ["the pull failed"])[-1] if pulled.returncode != 0 else None


def _ask(*command: str, timeout_s: float = ASK_TIMEOUT_S) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=timeout_s, cwd=REPOSITORY, stdin=subprocess.DEVNULL)
