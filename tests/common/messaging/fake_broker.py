"""A broker of the test's own, for what a real one does not do on demand: fall silent, refuse, block, tune oddly."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
import struct
from typing import Any

from pamqp import commands, frame as codec

from common.messaging.frames import HEADER, HEARTBEAT, METHOD, FrameSplitter


@dataclass
class Session:
    """One connection to the fake broker."""

    writer: asyncio.StreamWriter
    methods: list[Any] = field(default_factory=list)
    heartbeats: int = 0
    published: int = 0

    def send(self, method: Any, channel: int = 0) -> None:
        """Send a method frame."""
        self.writer.write(codec.marshal(method, channel))

    def seen(self, kind: type) -> bool:
        """Whether a method of this kind came."""
        return any(isinstance(method, kind) for method in self.methods)


@dataclass
class FakeBroker:
    """Shakes hands, opens channels, selects confirms, counts publishes. Confirms nothing unless told to.

    The first `refusing` connections are refused every message. `greeting` instead of a handshake is sent as it is; `refusal` answers the login.
    """

    port: int = 0
    heartbeat: int = 60
    frame_max: int = 131_072
    confirm: bool = False
    refusing: int = 0
    greeting: bytes | None = None
    refusal: commands.Connection.Close | None = None
    sessions: list[Session] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"amqp://somebody:secret@127.0.0.1:{self.port}/%2F"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client."""
        session = Session(writer)
        self.sessions.append(session)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await reader.readexactly(8)
            if self.greeting is not None:
                writer.write(self.greeting)
                await reader.read()
                return
            session.send(commands.Connection.Start(server_properties={}, mechanisms="PLAIN", locales="en_US"))
            splitter = FrameSplitter(self.frame_max)
            while data := await reader.read(65536):
                for kind, channel, payload in splitter.feed(data):
                    if kind == METHOD:
                        raw = struct.pack(">BHI", METHOD, channel, len(payload)) + payload + b"\xce"
                        self.answer(session, channel, codec.unmarshal(raw)[2])
                    elif kind == HEADER:
                        session.published += 1
                        if len(self.sessions) <= self.refusing:
                            session.send(commands.Basic.Nack(session.published), channel)
                        elif self.confirm:
                            session.send(commands.Basic.Ack(session.published), channel)
                    elif kind == HEARTBEAT:
                        session.heartbeats += 1
        writer.close()

    def answer(self, session: Session, channel: int, method: Any) -> None:
        """Reply to a method as a broker does."""
        session.methods.append(method)
        match method:
            case commands.Connection.StartOk() if self.refusal is not None:
                session.send(self.refusal)
            case commands.Connection.StartOk():
                session.send(commands.Connection.Tune(channel_max=2047, frame_max=self.frame_max, heartbeat=self.heartbeat))
            case commands.Connection.Open():
                session.send(commands.Connection.OpenOk())
            case commands.Connection.Close():
                session.send(commands.Connection.CloseOk())
            case commands.Channel.Open():
                session.send(commands.Channel.OpenOk(), channel)
            case commands.Confirm.Select():
                session.send(commands.Confirm.SelectOk(), channel)
            case commands.Basic.Qos():
                session.send(commands.Basic.QosOk(), channel)
            case commands.Basic.Consume():
                session.send(commands.Basic.ConsumeOk(consumer_tag=method.consumer_tag), channel)


@asynccontextmanager
async def fake_broker(**options: Any) -> AsyncIterator[FakeBroker]:
    """A fake broker on a free port."""
    broker = FakeBroker(**options)
    server = await asyncio.start_server(broker.serve, "127.0.0.1", 0)
    broker.port = server.sockets[0].getsockname()[1]
    try:
        yield broker
    finally:
        server.close()
        for session in broker.sessions:
            session.writer.transport.abort()
