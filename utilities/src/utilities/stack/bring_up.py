"""The commands behind `./up`."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
import sys
import time
from typing import Final

import psutil
from rich.console import Console
from rich.table import Table
import typer

from common.domain.data_types import Source
from common.runtime.errors import ConfigError
from utilities.stack import catalogue as catalogues
from utilities.stack.catalogue import Catalogue, recall
from utilities.stack.importing import Finished, Importer, problems
from utilities.stack.install import Ask, ensure_archive, ensure_jars, ensure_packages, require_space
from utilities.stack.layout import Layout, Memory, Remembered, main_layout
from utilities.stack.native import NativeStack
from utilities.stack.page import ensure_pages
from utilities.stack.ports import LOOPBACK, Ports
from utilities.stack.progress import duration
from utilities.stack.servers import SERVERS, Site
from utilities.stack.services import EXTRACTORS, SERVICES, health_ports
from utilities.stack.stores import Stores


EXIT_NOT_RUNNING: Final = 3  # as `systemctl status` has it

console = Console(highlight=False, soft_wrap=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `./up`, as given."""

    dumps: Path | None
    discogs: bool
    musicbrainz: bool
    empty: bool
    limit: int | None
    force: bool
    replace: bool
    native: bool
    docker: bool
    port_offset: int | None
    yes: bool

    def check(self) -> None:
        """Raise `ConfigError` when options contradict each other."""
        chosen = [name for name, on in (("--dumps", self.dumps), ("--empty", self.empty), ("--discogs/--musicbrainz", self.downloads)) if on]
        if len(chosen) > 1:
            raise ConfigError(f"{' and '.join(chosen)} exclude each other")
        if self.native and self.docker:
            raise ConfigError("--native and --docker exclude each other")
        if self.empty and (self.limit or self.force):
            raise ConfigError("--empty imports nothing: --limit and --force make no sense with it")

    @property
    def downloads(self) -> list[Source]:
        """Sources to download."""
        return [source for source, on in ((Source.DISCOGS, self.discogs), (Source.MUSICBRAINZ, self.musicbrainz)) if on]

    @property
    def names_catalogue(self) -> bool:
        """Whether an import was asked for, rather than the one of last time."""
        return bool(self.dumps or self.downloads or self.force or self.limit or self.replace)


def say(text: str) -> None:
    """One line of progress."""
    console.print(f"  {text}", markup=False)


def asker(*, yes: bool) -> Ask:
    """How questions are answered: by the option, by a person, else with no."""

    def ask(question: str) -> bool:
        if yes:
            return True
        if not sys.stdin.isatty():
            say(f"{question} (no terminal to ask on; --yes answers yes)")
            return False
        return typer.confirm(f"  {question}", default=True)

    return ask


def bring_up(options: Options) -> None:
    """Everything from nothing to a running stack with its catalogue; what is there already is left as it is."""
    began = time.monotonic()
    options.check()
    layout = main_layout()
    remembered = Remembered.read(layout)
    site = Site(layout, _ports(options, layout, remembered), Memory.for_machine(psutil.virtual_memory().total // 1_000_000))
    ask = asker(yes=options.yes)
    stack = NativeStack(site, say)
    last = recall(remembered.catalogue) if remembered else None
    wanted = named_catalogue(options, layout, last, ask)
    if options.replace:
        _require_outside(layout, wanted)
        confirm_wipe(ask)
        stack.wipe()
        remembered = last = None
    ensure_packages(layout, say, ask)
    require_space(layout, catalogues.BASE_MB, "The stack")
    ensure_jars(layout, say)
    if wanted is None and not options.empty:
        wanted = last or catalogues.sample(layout, say, limit=options.limit, force=options.force)
    layout.make()
    state = Remembered(site.ports, remembered.catalogue if remembered else {})
    state.write(layout)

    was_up = stack.are_services_up()
    console.print("Servers and pages", style="bold")
    shown = wanted or last
    with ThreadPoolExecutor(1) as background:  # the servers start in other processes meanwhile
        building = background.submit(ensure_pages, layout, say)
        ensure_archive(layout, say)
        stack.start_servers(shown.readings if shown else {})
        built = building.result()
    if not was_up:
        stack.init_schema()
        console.print("Services", style="bold")
        stack.start_services()
    elif outdated := tuple(name for name in SERVICES if name in built):  # they hold their pages as these were at their start
        for name in outdated:
            stack.supervisor.stop(name)
        stack.start_services(outdated)
    with Stores.open(site) as stores:
        if wanted is not None:
            require_origin(stores, wanted)
            whole = wanted.beside(last)
            state.catalogue = whole.remembered()
            state.write(layout)
            console.print("Import", style="bold")
            finished = Importer(stack, stores, console).run(wanted.readings, whole.readings, anew=options.names_catalogue or not was_up)
            for each in finished:
                report(each)
        print_counts(stores)
    print_addresses(site, *_private_addresses(site))
    say(f"Done in {duration(time.monotonic() - began)}. ./up --status tells how it is, ./up --stop ends it.")


def stop_stack() -> None:
    """Stop everything; the data stays."""
    stack = _existing()
    if stack is None or not stack.stop():
        say("Nothing runs")
    else:
        say("Stopped; the data stays in .stack")


def wipe_stack(*, yes: bool) -> None:
    """Stop everything and delete the data, after asking."""
    stack = _existing()
    if stack is None:
        say("There is nothing to delete")
        return
    confirm_wipe(asker(yes=yes))
    stack.wipe()
    say("Deleted. Downloaded programs stay in .stack/programs")


def print_status() -> int:
    """What runs, where, and how it is; the exit code says whether everything does."""
    stack = _existing()
    if stack is None or not stack.supervisor.is_running():
        say("The stack does not run. ./up starts it")
        return EXIT_NOT_RUNNING
    processes = stack.supervisor.processes()
    ports = health_ports(stack.site.ports)
    table = Table(box=None, padding=(0, 2))
    for heading in ("", "state", "process", "up for", "health"):
        table.add_column(heading, no_wrap=True)
    for name in (*SERVERS, *SERVICES, *EXTRACTORS.values()):
        info = processes[name]
        health = stack.health(name).body if name in ports and info.state.is_up else {}
        words = " ".join(str(health[key]) for key in ("status", "extraction_status") if health.get(key))
        age = duration(time.time() - info.started_at) if info.state.is_up else ""
        table.add_row(name, "up" if info.state.is_up else info.state.lower(), str(info.pid or ""), age, words)
    console.print(table, width=max(console.width, 100))
    print_addresses(stack.site, *_private_addresses(stack.site))
    return 0 if all(processes[name].state.is_up for name in (*SERVERS, *SERVICES)) else EXIT_NOT_RUNNING


def _existing() -> NativeStack | None:
    layout = main_layout()
    remembered = Remembered.read(layout)
    return NativeStack(Site(layout, remembered.ports, Memory()), say) if remembered else None


def _ports(options: Options, layout: Layout, remembered: Remembered | None) -> Ports:
    if remembered and options.port_offset is None:
        return remembered.ports
    wanted = Ports().shifted(options.port_offset or 0)
    if remembered and wanted != remembered.ports and NativeStack(Site(layout, remembered.ports, Memory()), say).supervisor.is_running():
        raise ConfigError("The stack runs on other ports. Stop it first: ./up --stop")
    return wanted


def named_catalogue(options: Options, layout: Layout, last: Catalogue | None, ask: Ask) -> Catalogue | None:
    """What the options ask to be imported; `None` when they ask for nothing in particular."""
    if options.dumps:
        return catalogues.local(options.dumps, layout, say, limit=options.limit, force=options.force)
    if options.downloads:
        return catalogues.downloaded(options.downloads, layout, say, ask, limit=options.limit, force=options.force)
    if last and not options.replace and (options.limit or options.force):
        return last.read_again(limit=options.limit, force=options.force)
    return None


def confirm_wipe(ask: Ask) -> None:
    """Raise `ConfigError` unless somebody says yes."""
    if not ask("Delete everything that was imported, downloaded dumps included?"):
        raise ConfigError("Nothing was deleted")


def _require_outside(layout: Layout, wanted: Catalogue | None) -> None:
    """`--replace` deletes the stack's folder, so the dumps that it is to import must not be in it."""
    for reading in wanted.readings.values() if wanted else ():
        if reading.dump_dir and reading.dump_dir.is_relative_to(layout.root):
            raise ConfigError(f"{reading.dump_dir} is part of the stack, which --replace deletes. Move the dumps elsewhere first")


def require_origin(stores: Stores, wanted: Catalogue) -> None:
    """Real and made-up records must never mix, since nobody could tell them apart afterwards."""
    others = stores.origins() - {wanted.origin}
    if others and stores.is_filled():
        raise ConfigError(
            f"The stores hold a {others.pop()} catalogue, and this import is {wanted.origin}. "
            "Start over with --replace, or delete the present one with ./up --wipe"
        )
    stores.record_origin(wanted.origin)


def report(finished: Finished) -> None:
    """How an import ended."""
    if finished.was_complete:
        say(f"{finished.source} {finished.version} was imported before; --force imports it again")
    else:
        total = max((sum(run.seen.values()) for run in finished.consumers.values()), default=0)
        say(f"{finished.source} {finished.version}: {total:,} records in {duration(finished.seconds)}")
    for problem in problems(finished):
        console.print(f"  ! {problem}", style="yellow", markup=False)


def print_counts(stores: Stores) -> None:
    """What is in the stores."""
    graph = {name: count for name, count in stores.graph_counts().items() if count}
    tables = {name: count for name, count in stores.table_counts().items() if count}
    if graph or tables:
        console.print("In the stores", style="bold")
        say("Neo4j: " + (", ".join(f"{count:,} {name}" for name, count in graph.items()) or "empty"))
        say("PostgreSQL: " + (", ".join(f"{count:,} {name}" for name, count in tables.items()) or "empty"))


def print_addresses(site: Site, *others: str) -> None:
    """Where everything answers, and lines that hold for one form of the stack only."""
    ports = site.ports
    console.print("Addresses", style="bold")
    say(f"Explore     http://{LOOPBACK}:{ports.explore_port}")
    say(f"Dashboard   http://{LOOPBACK}:{ports.dashboard_port}")
    say(f"API         http://{LOOPBACK}:{ports.api_port}/docs")
    say(f"MCP         http://{LOOPBACK}:{ports.mcp_port}/mcp")
    say(f"PostgreSQL  {LOOPBACK}:{ports.postgres_port}, database and user discogsography")
    say(f"Neo4j       bolt://{LOOPBACK}:{ports.neo4j_bolt_port}, user neo4j")
    say(f"RabbitMQ    http://{LOOPBACK}:{ports.rabbitmq_management_port}, user discogsography")
    say(f"Redis       {LOOPBACK}:{ports.redis_port}")
    for line in others:
        say(line)


def _private_addresses(site: Site) -> tuple[str, ...]:
    health = f"Health      http://{LOOPBACK}:{site.ports.graphinator_port}/health (graphinator), and so on"
    return health, f"Passwords   {site.layout.secrets}"
