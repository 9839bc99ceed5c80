"""Runs of pytest beside those in the foreground: what they print waits in files until somebody asks for it."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
import subprocess
import threading

from utilities.stack.layout import REPOSITORY, Layout
from utilities.stack.runs import Run, Tally, console, pytest_run, report_of


class BackgroundRuns:
    """Runs that take turns, in the order in which they were added."""

    def __init__(self, layout: Layout) -> None:
        """`layout` is where reports and outputs go."""
        self._layout = layout
        self._turns = ThreadPoolExecutor(1)
        self._exit_codes: dict[str, Future[int]] = {}
        self._running: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def add(self, name: str, arguments: Sequence[str], servers: Callable[[], Path], *, coverage: bool) -> None:
        """Let pytest run when its turn comes.

        Args:
            name: Of the run, for people and for the names of its files.
            arguments: pytest's own.
            servers: Called at that time; waits until the run may begin and returns the description of its servers.
            coverage: Whether lines are counted.
        """

        def turn() -> int:
            told = servers()
            return self._run(name, pytest_run(self._layout, name, arguments, told, coverage=coverage))

        self._exit_codes[name] = self._turns.submit(turn)

    def wait(self, tally: Tally) -> None:
        """Wait for all of them, show what they printed, and count them."""
        for name, exit_code in self._exit_codes.items():
            code = exit_code.result()
            console.print(f"\n{name}", style="bold")
            console.print(self._output(name).read_text(encoding="utf-8", errors="replace"), markup=False)
            tally.suite(name, report_of(self._layout, name), exit_code=code)

    def stop(self) -> None:
        """End what still runs: whoever waits for a run that nobody wants any more waits for minutes."""
        with self._lock:
            self._stopped = True
            if self._running:
                self._running.kill()
        self._turns.shutdown(cancel_futures=True)

    def _run(self, name: str, run: Run) -> int:
        output = self._output(name)
        output.parent.mkdir(parents=True, exist_ok=True)
        with output.open("wb") as file:
            with self._lock:
                if self._stopped:
                    return 1
                self._running = subprocess.Popen(run.command, cwd=REPOSITORY, env=run.environment, stdout=file, stderr=subprocess.STDOUT)
            return self._running.wait()

    def _output(self, name: str) -> Path:
        return self._layout.root / "reports" / f"{name.replace(' ', '-')}.txt"
