"""RabbitMQ's management API: what the broker says about its queues, and the messages that lie in them. The only client of it.

Answers are a few seconds old: the broker gathers its figures every five. `topology.queue_depths` is exact.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self
from urllib.parse import quote

import httpx
from pydantic import Field

from common.runtime.errors import ConfigError, StoreUnavailable, describe_exception
from common.runtime.settings import RabbitSettings


TIMEOUT_S: Final = 10.0
NO_NODE: Final = frozenset({500, 502, 503, 504})
"""Statuses of a node that starts, stops, or cannot reach the rest of its cluster."""
_QUEUE_COLUMNS: Final = ",".join(
    (
        "name",
        "state",
        "type",
        "messages",
        "messages_ready",
        "messages_unacknowledged",
        "consumers",
        "message_stats.publish_details.rate",
        "message_stats.ack_details.rate",
        "message_stats.deliver_get_details.rate",
    )
)


class ManagementUnavailable(StoreUnavailable):
    """The management API cannot be reached, or its node is not at work."""


class ManagementRefused(ConfigError):  # noqa: N818 - named for what it is, as its parents are
    """The management API answers, and does not do what it is asked. `status` is the HTTP status."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status


class ManagementSettings(RabbitSettings):
    """Where the broker and its management API are."""

    rabbitmq_management_host: str | None = Field(None, description="Host of RabbitMQ's management API; unset: RABBITMQ_HOST, its first one.")
    rabbitmq_management_port: int = Field(15672, ge=1, le=65535, description="Port of RabbitMQ's management API.")

    @property
    def management(self) -> "ManagementEndpoint":
        """The management API, with the credentials of the broker."""
        host = self.rabbitmq_management_host or _first_host(self.rabbitmq_host)
        return ManagementEndpoint(
            url=f"http://{_bracketed(host)}:{self.rabbitmq_management_port}",
            username=str(self.rabbitmq_username),
            password=self.rabbitmq_password.get_secret_value(),
            vhost=self.rabbitmq_vhost,
        )


@dataclass(frozen=True, slots=True)
class ManagementEndpoint:
    """Base URL without a slash at its end, who asks, and the virtual host that is asked about."""

    url: str
    username: str
    password: str = field(repr=False)
    vhost: str = "/"


@dataclass(frozen=True, slots=True)
class QueueState:
    """One queue as the broker sees it; rates are per second, `None` before the broker has measured any.

    Attributes:
        ready: Messages that nobody has got.
        unacknowledged: Messages that a consumer has got and not settled.
        state: `running`, `idle`, `flow`, `minority`, `down` and so on; `unknown` for a moment after its declaration.
        kind: `quorum`, `classic` or `stream`.
    """

    name: str
    messages: int
    ready: int
    unacknowledged: int
    consumers: int
    publish_rate: float | None
    ack_rate: float | None
    deliver_rate: float | None
    state: str
    kind: str

    @classmethod
    def parse(cls, told: Mapping[str, Any]) -> Self:
        """One element of the API's list; a queue that was declared a moment ago has no figures yet, which means none."""
        stats = told.get("message_stats") or {}
        return cls(
            name=str(told["name"]),
            messages=int(told.get("messages") or 0),
            ready=int(told.get("messages_ready") or 0),
            unacknowledged=int(told.get("messages_unacknowledged") or 0),
            consumers=int(told.get("consumers") or 0),
            publish_rate=_rate(stats, "publish_details"),
            ack_rate=_rate(stats, "ack_details"),
            deliver_rate=_rate(stats, "deliver_get_details"),
            state=str(told.get("state") or "unknown"),
            kind=str(told.get("type") or "unknown"),
        )


@dataclass(frozen=True, slots=True)
class QueueConsumer:
    """One consumer of one queue."""

    queue: str
    tag: str
    connection: str
    prefetch: int


@dataclass(frozen=True, slots=True)
class HeldMessage:
    """A message that was looked at and stays in its queue.

    Attributes:
        body: The first bytes, as many as were asked for.
        size: Bytes of the whole body.
        properties: AMQP properties but the headers.
    """

    body: bytes
    headers: Mapping[str, Any]
    properties: Mapping[str, Any]
    redelivered: bool
    size: int

    @property
    def is_whole(self) -> bool:
        """Whether `body` is all of it."""
        return len(self.body) == self.size

    @property
    def deaths(self) -> list[Mapping[str, Any]]:
        """The broker's own record of a dead letter, newest first: `queue`, `reason`, `count`, `time` (seconds since 1970)."""
        told = self.headers.get("x-death")
        return [entry for entry in told if isinstance(entry, Mapping)] if isinstance(told, list) else []


class Management:
    """Questions to the API. `client` belongs to the caller, who sets proxies and limits; every request is bounded by `TIMEOUT_S`."""

    def __init__(self, client: httpx.AsyncClient, endpoint: ManagementEndpoint) -> None:
        self._client = client
        self._endpoint = endpoint
        self._vhost = quote(endpoint.vhost, safe="")

    async def queues(self) -> list[QueueState]:
        """Every queue of the virtual host, by name.

        Raises:
            ManagementUnavailable: nobody answers, or the node is not at work.
            ManagementRefused: wrong credentials, no such virtual host.
        """
        told = await self._call("GET", f"/api/queues/{self._vhost}", params={"columns": _QUEUE_COLUMNS})
        return sorted((QueueState.parse(entry) for entry in told), key=lambda queue: queue.name)

    async def consumers(self) -> list[QueueConsumer]:
        """Every consumer of the virtual host, by queue and tag. Raises: as `queues`."""
        told = await self._call("GET", f"/api/consumers/{self._vhost}")
        found = (
            QueueConsumer(
                queue=str(entry["queue"]["name"]),
                tag=str(entry.get("consumer_tag") or ""),
                connection=str((entry.get("channel_details") or {}).get("connection_name") or ""),
                prefetch=int(entry.get("prefetch_count") or 0),
            )
            for entry in told
        )
        return sorted(found, key=lambda consumer: (consumer.queue, consumer.tag))

    async def peek(self, queue: str, count: int, *, body_bytes: int | None = None) -> list[HeldMessage]:
        """The first `count` messages of a queue, oldest first. They stay where they are, marked as redelivered.

        In a quorum queue with a delivery limit each look spends one of a message's deliveries; dead-letter queues have none that counts.

        Args:
            body_bytes: Bytes of each body that are wanted; a record may be 100 MB. `None`: all.
        Raises: as `queues`; `ManagementRefused` also when there is no such queue.
        """
        wanted: dict[str, Any] = {"count": count, "ackmode": "ack_requeue_true", "encoding": "base64"}
        if body_bytes is not None:
            wanted["truncate"] = max(1, body_bytes)  # the API takes 0 for no limit
        return [_held(entry) for entry in await self._call("POST", f"/api/queues/{self._vhost}/{quote(queue, safe='')}/get", json=wanted)]

    async def purge(self, queue: str) -> None:
        """Delete every message of a queue that no consumer holds. Raises: as `peek`."""
        await self._call("DELETE", f"/api/queues/{self._vhost}/{quote(queue, safe='')}/contents")

    async def _call(self, method: str, path: str, **arguments: Any) -> Any:
        """The decoded answer, `None` for an empty one."""
        endpoint = self._endpoint
        try:
            answer = await self._client.request(
                method, endpoint.url + path, auth=(endpoint.username, endpoint.password), timeout=TIMEOUT_S, follow_redirects=False, **arguments
            )
        except httpx.TimeoutException as error:
            raise ManagementUnavailable(f"RabbitMQ's management API at {endpoint.url} gives no answer within {TIMEOUT_S:g} s") from error
        except httpx.TransportError as error:
            raise ManagementUnavailable(f"RabbitMQ's management API at {endpoint.url} cannot be reached: {describe_exception(error)}") from error
        if answer.status_code in NO_NODE:
            raise ManagementUnavailable(f"RabbitMQ's management API at {endpoint.url} is not at work: {_reason(answer)}")
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            text = (
                f"RabbitMQ's management API at {endpoint.url} refuses the user '{endpoint.username}': check RABBITMQ_USERNAME and RABBITMQ_PASSWORD"
            )
            raise ManagementRefused(text, answer.status_code)
        if not answer.is_success:
            text = f"RabbitMQ's management API refuses {method} {path} in virtual host '{endpoint.vhost}': {_reason(answer)}"
            raise ManagementRefused(text, answer.status_code)
        try:
            return answer.json() if answer.content else None
        except ValueError as error:
            raise ManagementRefused(f"What answers at {endpoint.url} is not RabbitMQ's management API", answer.status_code) from error


def _held(told: Mapping[str, Any]) -> HeldMessage:
    payload = str(told.get("payload") or "")
    body = base64.b64decode(payload) if told.get("payload_encoding") == "base64" else payload.encode()
    properties = told.get("properties") or {}  # an empty list when there are none
    plain = {name: value for name, value in properties.items() if name != "headers"} if isinstance(properties, Mapping) else {}
    headers = properties.get("headers") if isinstance(properties, Mapping) else None
    return HeldMessage(
        body=body,
        headers=headers if isinstance(headers, Mapping) else {},
        properties=plain,
        redelivered=bool(told.get("redelivered")),
        size=int(told.get("payload_bytes") or 0),
    )


def _rate(stats: Mapping[str, Any], name: str) -> float | None:
    rate = (stats.get(name) or {}).get("rate")
    return None if rate is None else float(rate)


def _reason(answer: httpx.Response) -> str:
    """`404 Not Found: Object Not Found`, with the API's own reason where it gives one."""
    try:
        told = answer.json()
        reason = f": {told.get('reason') or told.get('error')}" if isinstance(told, Mapping) and (told.get("reason") or told.get("error")) else ""
    except ValueError:
        reason = ""
    return f"{answer.status_code} {answer.reason_phrase}{reason}"


def _first_host(hosts: str) -> str:
    """The first of `host`, `host:port`, `[v6]:port` or a bare IPv6 address, separated by commas."""
    first = hosts.split(",", 1)[0].strip()
    if first.startswith("["):
        return first[1:].partition("]")[0]
    return first.partition(":")[0] if first.count(":") == 1 else first


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
