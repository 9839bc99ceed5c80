"""`just pin`: commits from a real repository, digests from a stand-in for docker's client."""

import os
from pathlib import Path
import subprocess
import sys

import pytest

from tests.support.real_data import REPOSITORY


DIGEST = f"sha256:{'5' * 64}"
WORKFLOW = """\
jobs:
  one:
    steps:
      - uses: actions/checkout@v5.0.0
      - uses: actions/checkout/part@v5.0.0
      - uses: ./.github/actions/own
    env:
      SCAN_IMAGE: example/scan:1.2.3
"""
COMPOSE = """\
services:
  postgres:
    image: "${POSTGRES_IMAGE:-postgres:18.1-alpine}"
  api:
    image: "${IMAGE_REGISTRY:-discogsography}/api:${IMAGE_TAG:-latest}"
"""
DOCKERFILE = "ARG PYTHON_VERSION=3.13\nARG PYTHON_IMAGE=python:${PYTHON_VERSION}-slim\nARG NODE_IMAGE=node:24-slim\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    (root / ".github" / "workflows").mkdir(parents=True)
    (root / ".github" / "workflows" / "one.yml").write_text(WORKFLOW, encoding="utf-8")
    (root / "docker-compose.yml").write_text(COMPOSE, encoding="utf-8")
    (root / "Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    return root


@pytest.fixture
def commit(tmp_path: Path) -> str:
    """An action's repository with an annotated tag; the commit that it stands for."""
    action = tmp_path / "hosts" / "actions" / "checkout"
    action.mkdir(parents=True)
    (action / "action.yml").write_text("name: x\n", encoding="utf-8")
    identity = ["-c", "user.name=T", "-c", "user.email=t@example.com"]
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "x"], [*identity, "tag", "-a", "v5.0.0", "-m", "x"]):
        subprocess.run(["git", *command], cwd=action, check=True)
    return subprocess.run(["git", "rev-parse", "HEAD"], cwd=action, check=True, capture_output=True, text=True).stdout.strip()


def pin(checkout: Path, *arguments: str, docker: str = f"echo {DIGEST}") -> subprocess.CompletedProcess[str]:
    programs = checkout.parent / "bin"
    programs.mkdir(exist_ok=True)
    (programs / "docker").write_text(f"#!/bin/sh\n{docker}\n", encoding="utf-8")
    (programs / "docker").chmod(0o755)
    command = [sys.executable, str(REPOSITORY / "scripts" / "pin.py"), "--root", str(checkout), "--host", f"file://{checkout.parent / 'hosts'}"]
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    return subprocess.run([*command, *arguments], check=False, capture_output=True, text=True, env=environment)


def test_tags_become_commits_and_digests_and_stay_so(checkout: Path, commit: str) -> None:
    assert pin(checkout, "--check").returncode == 1
    assert pin(checkout).returncode == 0
    workflow = (checkout / ".github" / "workflows" / "one.yml").read_text(encoding="utf-8")
    assert f"uses: actions/checkout@{commit} # v5.0.0\n" in workflow
    assert f"uses: actions/checkout/part@{commit} # v5.0.0\n" in workflow
    assert "uses: ./.github/actions/own\n" in workflow
    assert f"SCAN_IMAGE: example/scan:1.2.3@{DIGEST}\n" in workflow
    compose = (checkout / "docker-compose.yml").read_text(encoding="utf-8")
    assert f'"${{POSTGRES_IMAGE:-postgres:18.1-alpine@{DIGEST}}}"' in compose
    assert '"${IMAGE_REGISTRY:-discogsography}/api:${IMAGE_TAG:-latest}"' in compose
    dockerfile = (checkout / "Dockerfile").read_text(encoding="utf-8")
    assert f"ARG NODE_IMAGE=node:24-slim@{DIGEST}\n" in dockerfile
    assert "ARG PYTHON_IMAGE=python:${PYTHON_VERSION}-slim\n" in dockerfile
    assert pin(checkout, "--check").returncode == 0
    assert pin(checkout, docker="exit 1").returncode == 0  # nothing is left to ask for


@pytest.mark.parametrize("docker", ["exit 1", "echo null", "echo sha256:abc", "true"])
def test_nothing_is_written_that_was_not_fetched(checkout: Path, commit: str, docker: str) -> None:
    done = pin(checkout, docker=docker)
    assert done.returncode == 1
    assert "error: postgres" in done.stderr
    assert (checkout / "docker-compose.yml").read_text(encoding="utf-8") == COMPOSE
    assert commit in (checkout / ".github" / "workflows" / "one.yml").read_text(encoding="utf-8")


def test_a_tag_that_does_not_exist_is_named(checkout: Path, commit: str) -> None:
    workflow = checkout / ".github" / "workflows" / "one.yml"
    workflow.write_text(WORKFLOW.replace("v5.0.0", "v9.9.9"), encoding="utf-8")
    done = pin(checkout)
    assert done.returncode == 1
    assert "error: actions/checkout v9.9.9" in done.stderr
    assert "actions/checkout@v9.9.9" in workflow.read_text(encoding="utf-8")
