"""The load test on a running native stack: an API of its own beside the stack's, without cache and limits.

just perftest [options of run_perftest]          # STACK_DIR names another stack than the checkout's
just perftest --cached                           # with the cache, as users have it
"""

import asyncio
from collections.abc import Sequence
import os
from pathlib import Path
import sys
from typing import Final
from urllib.parse import quote

from common.runtime.errors import ConfigError
from tests.perftest import run_perftest
from tests.support.services import free_port, running
from utilities.stack.credentials import NEO4J_USER, USER, read_password
from utilities.stack.layout import Memory, Remembered, main_layout
from utilities.stack.ports import LOOPBACK
from utilities.stack.servers import Site
from utilities.stack.servers.neo4j import bolt_uri
from utilities.stack.servers.postgres import DATABASE
from utilities.stack.services import api_environment, store_environment


SAMPLE_S: Final = 5.0


def the_stack() -> Site:
    """The stack that `./up` runs.

    Raises:
        ConfigError: there is none.
    """
    layout = main_layout()
    remembered = Remembered.read(layout)
    if remembered is None:
        raise ConfigError(f"No stack in {layout.root}: ./up starts one")
    return Site(layout, remembered.ports, Memory())


async def measure(site: Site, arguments: Sequence[str], *, cached: bool) -> int:
    """Start the API, run the load test as a process of its own, end the API."""
    port = free_port()
    environment = {
        **store_environment(site),
        **api_environment(site),
        "API_PORT": str(port),
        "LOG_LEVEL": "WARNING",
        "CACHE_ENABLED": str(cached).lower(),
        "RATE_LIMIT_ENABLED": "false",
    }
    async with running("api", env=environment) as api:
        password = quote(read_password(site.layout, "postgres_password"), safe="")
        told = {
            **os.environ,
            "API_BASE_URL": f"http://{LOOPBACK}:{port}",
            "HEALTH_URL": f"http://{LOOPBACK}:{api.port}/health",
            "POSTGRES_URL": f"postgresql://{USER}:{password}@{LOOPBACK}:{site.ports.postgres_port}/{DATABASE}",
            "NEO4J_URI": bolt_uri(site),
            "NEO4J_USER": NEO4J_USER,
            "NEO4J_PASSWORD": read_password(site.layout, "neo4j_password"),
        }
        test = await asyncio.create_subprocess_exec(sys.executable, "-m", run_perftest.__name__, *arguments, env=told)
        resident = [_resident_mb(api.pid)]
        while True:
            try:
                code = await asyncio.wait_for(asyncio.shield(asyncio.ensure_future(test.wait())), SAMPLE_S)
                break
            except TimeoutError:
                resident.append(_resident_mb(api.pid))
        quarter = resident[len(resident) // 4]
        told_mb = (
            f"{resident[0]:.0f} MB at the start, {quarter:.0f} after a quarter of the run, {resident[-1]:.0f} at its end, {max(resident):.0f} at most"
        )
        print(f"Memory of the API: {told_mb}", file=sys.stderr)
        return code


def _resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def main() -> int:
    """The command."""
    arguments = sys.argv[1:]
    cached = "--cached" in arguments
    try:
        site = the_stack()
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    return asyncio.run(measure(site, [word for word in arguments if word != "--cached"], cached=cached))


if __name__ == "__main__":
    sys.exit(main())
