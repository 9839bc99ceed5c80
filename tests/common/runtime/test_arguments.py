"""Every service says what it is, without settings."""

import asyncio
import os
from pathlib import Path
import sys

import pytest


SERVICES = (
    "api",
    "brainzgraphinator",
    "brainztableinator",
    "dashboard",
    "explore",
    "extractor",
    "graphinator",
    "insights",
    "schema-init",
    "tableinator",
)


async def typed(service: str, argument: str) -> tuple[int | None, str, str]:
    program = str(Path(sys.executable).with_name(service))
    environment = {"PATH": os.environ["PATH"]}
    process = await asyncio.create_subprocess_exec(program, argument, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


@pytest.mark.parametrize("service", SERVICES)
async def test_help_says_how_a_service_is_used(service: str) -> None:
    code, out, _ = await typed(service, "--help")
    assert code == 0
    assert out.lower().lstrip().startswith(f"usage: {service} ")


@pytest.mark.parametrize("service", ["api", "dashboard", "explore", "graphinator", "insights"])
async def test_a_wrong_argument_is_refused(service: str) -> None:
    code, out, err = await typed(service, "--nonsense")
    assert (code, out) == (2, "")
    assert "unrecognized arguments: --nonsense" in err
