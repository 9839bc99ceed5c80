"""What a driver's error means, in words for whom it is news: what is wrong, and what to do. Pure.

Drivers speak to programmers, each in its own way, and change their texts; what is not known here is said in general words. The text itself
is never lost: it is told beside the words.
"""

from dataclasses import dataclass
import re
from typing import Final


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, and what to do: a sentence each, without its point; commands and names in backticks."""

    what: str
    action: str


@dataclass(frozen=True, slots=True)
class _Server:
    """How a server is called in containers and in settings."""

    container: str
    prefix: str
    has_user: bool = True
    """Whether the dashboard names a user to it."""

    @property
    def credentials(self) -> str:
        """Settings that it judges."""
        password = f"`{self.prefix}_PASSWORD`"
        return f"`{self.prefix}_USERNAME` and {password}" if self.has_user else password


_SERVERS: Final = {
    "PostgreSQL": _Server("postgres", "POSTGRES"),
    "Neo4j": _Server("neo4j", "NEO4J"),
    "RabbitMQ": _Server("rabbitmq", "RABBITMQ"),
    "Redis": _Server("redis", "REDIS", has_user=False),
}
_LOOK: Final = "See what it says of itself: `docker compose logs {container}`, or the log of a server of your own"
_CASES: Final = tuple(
    (re.compile(signs, re.IGNORECASE), what, action)
    for signs, what, action in (
        (
            r"authentication|unauthorized|WRONGPASS|NOAUTH|refuses the user|no password supplied|role \".*\" does not exist",
            "It refuses the name or the password that the dashboard gives",
            "Give the dashboard those of the server: {credentials}; then start it again",
        ),
        (
            r"permission denied|NOPERM|forbidden",
            "It does not let the dashboard's user look at it",
            "Use another user, or give this one the right: {credentials}",
        ),
        (
            r"database .*(does not exist|not found)|DatabaseNotFound",
            "It runs, but has no database of the name that the dashboard asks for",
            "Check `{prefix}_DATABASE`; `schema-init` prepares a database that is new",
        ),
        (
            r"starting up|shutting down|in recovery|not yet accepting|LOADING|DatabaseUnavailable|not at work",
            "It is starting or stopping, and answers nothing yet",
            f"Wait a minute. {_LOOK}",
        ),
        (
            r"too many (clients|connections)|connection slots|max number of clients",
            "All its connections are taken",
            "Let it take more connections, or make the pools of the services smaller",
        ),
        (
            r"no space left|disk (is )?full|out of memory|OOM command|MISCONF|could not extend|alarm",
            "It has no room left",
            "Free space on its disk, or give it more memory",
        ),
        (
            r"name or service not known|name resolution|DNS resolve|getaddrinfo|nodename|resolve host|no address associated",
            "Nobody knows the host name that the dashboard looks for",
            "Check `{prefix}_HOST`. In containers: `docker compose ps {container}` says whether it runs",
        ),
        (
            r"refused|errno 111|couldn't connect|cannot be reached|connection attempts failed|connect call failed|unreachable|no route|"
            r"reset by peer|closed the connection|terminating connection|connection (is closed|lost)",
            "It does not run, or not where the dashboard looks for it",
            "`./up --status` or `docker compose ps {container}` says whether it runs; `./up` or `docker compose up -d {container}` starts it. "
            "Else check `{prefix}_HOST`",
        ),
        (
            r"no answer within|time(d |-)?out|couldn't get a connection",
            "It does not answer in time: it is overloaded or hangs, or the network between drops what is sent",
            f"Look at its CPU, memory and disk. {_LOOK}",
        ),
    )
)


def trouble_of(store: str, error: str) -> Trouble:
    """What keeps a store from answering.

    Args:
        store: `PostgreSQL`, `Neo4j`, `RabbitMQ` or `Redis`.
        error: What was said when it was asked.
    """
    server = _SERVERS[store]
    what, action = _meaning(error) or ("It cannot be asked", _LOOK)
    return Trouble(what, action.format(container=server.container, prefix=server.prefix, credentials=server.credentials))


def in_words(error: str) -> str:
    """What a service's answer means, or why there is none; what says nothing is told as it is."""
    away = _AWAY.fullmatch(error)
    meaning = _meaning(away["raw"] if away else error)
    if meaning is None:
        return away["what"] if away else error
    return f"{away['what']}. {meaning[0]}" if away else meaning[0]


_AWAY: Final = re.compile(r"(?P<what>\S+ is away for \d+ s): (?P<raw>.+)", re.DOTALL)
"""What a consumer says of its store."""


def _meaning(error: str) -> tuple[str, str] | None:
    return next(((what, action) for signs, what, action in _CASES if signs.search(error)), None)
