"""Server-sent events: parsed as they arrive, resumed where they broke off."""

import asyncio
import codecs
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

import httpx

from .calls import Calls
from .problem import problem_of
from .retry import backoff

_LINE_LENGTH_MAX = 1 << 20
"""A longer line is not from our server: the connection is dropped before it fills the memory."""


@dataclass(frozen=True)
class ServerEvent:
    event: str
    data: str
    id: str | None = None


@dataclass(frozen=True)
class Lost:
    """The connection is lost; it is made again after a pause."""

    failures: int


@dataclass(frozen=True)
class StreamTiming:
    """In seconds."""

    silence: float = 18.0
    """The server's heartbeat comes every 15 s; three more seconds of silence mean that something is wrong."""
    connect: float = 8.0
    first: float = 0.25
    longest: float = 5.0


@dataclass
class EventStream:
    """The events of one path for as long as it is read, and `Lost` between two connections."""

    calls: Calls
    path: str
    hold_token: str | None = None
    timing: StreamTiming = StreamTiming()
    last_event_id: str | None = field(default=None, init=False)
    """What the next connection resumes after. A reader that cannot use what follows sets it to nothing."""

    async def events(self) -> AsyncGenerator[ServerEvent | Lost, None]:
        """Ends after a 204: nothing will ever change again. Raises a `Problem` where the server refuses for good."""
        failures = 0
        while True:
            try:
                async with aclosing(self._connection()) as connection:
                    async for event in connection:
                        failures = 0
                        if event is None:
                            continue
                        if event.id is not None:
                            self.last_event_id = event.id
                        yield event
            except _Ended:
                return
            except (httpx.TransportError, TimeoutError, _Broken):
                pass
            failures += 1
            yield Lost(failures)
            timing = self.timing
            pause = backoff(failures, timing.first, timing.longest, self.calls.random)
            await self.calls.sleep(pause)

    async def _connection(self) -> AsyncGenerator[ServerEvent | None, None]:
        """Nothing for bytes that complete no event: they show that the connection is alive."""
        opening = self.calls.stream(self.path, self.last_event_id, hold_token=self.hold_token)
        async with asyncio.timeout(self.timing.connect):
            response = await opening.__aenter__()
        try:
            await _expect_success(response)
            parser = SseParser()
            chunks = response.aiter_bytes()
            while True:
                async with asyncio.timeout(self.timing.silence):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    return
                yield None
                for event in parser.push(chunk):
                    yield event
        finally:
            await opening.__aexit__(None, None, None)


class _Ended(Exception):
    pass


class _Broken(Exception):
    pass


async def _expect_success(response: httpx.Response) -> None:
    if response.status_code == httpx.codes.NO_CONTENT:
        raise _Ended
    if response.is_success:
        return
    await response.aread()
    problem = problem_of(response)
    if problem.status >= 500 or problem.status == 429:
        raise _Broken from problem
    raise problem


class SseParser:
    """Bytes in, events out; an unfinished line is kept for the next chunk."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._event = ""
        self._id: str | None = None
        self._data: list[str] = []

    def push(self, chunk: bytes) -> list[ServerEvent]:
        text = self._rest + self._decoder.decode(chunk)
        # A carriage return at the end may be the first half of a line end.
        held_back = "\r" if text.endswith("\r") else ""
        text = text.removesuffix("\r").replace("\r\n", "\n").replace("\r", "\n")
        *lines, rest = text.split("\n")
        self._rest = rest + held_back
        if len(self._rest) > _LINE_LENGTH_MAX:
            raise _Broken("a line of the stream is too long")
        return [event for line in lines if (event := self._line(line)) is not None]

    def _line(self, line: str) -> ServerEvent | None:
        if line == "":
            return self._dispatch()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._event = value
        elif name == "data":
            self._data.append(value)
        elif name == "id" and "\0" not in value:
            self._id = value
        return None

    def _dispatch(self) -> ServerEvent | None:
        event, data, identifier = self._event, self._data, self._id
        self._event, self._data, self._id = "", [], None
        return ServerEvent(event or "message", "\n".join(data), identifier) if data else None
