"""A transport that answers each request with the next script, the last one for all that follow."""

import asyncio
import inspect
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx

Script = Callable[[httpx.Request], httpx.Response | Awaitable[httpx.Response]]


class FakeServer(httpx.AsyncBaseTransport):
    def __init__(self, *scripts: Script) -> None:
        self.requests: list[httpx.Request] = []
        self._scripts = scripts

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        script = self._scripts[min(len(self.requests), len(self._scripts) - 1)]
        self.requests.append(request)
        answer = script(request)
        return await answer if inspect.isawaitable(answer) else answer

    def sent(self, header: str) -> list[str | None]:
        return [request.headers.get(header) for request in self.requests]

    def sent_to(self, path: str) -> list[httpx.Request]:
        return [request for request in self.requests if request.url.path == path]


def by_path(scripts: dict[str, Script]) -> Script:
    """Each request by its path: streams and snapshots come in any order."""
    return lambda request: scripts[request.url.path](request)


def in_turn(*scripts: Script) -> Script:
    turns = iter(scripts)

    def play(request: httpx.Request) -> httpx.Response | Awaitable[httpx.Response]:
        return next(turns, scripts[-1])(request)

    return play


def answer(body: object, status: int = 200, **headers: str) -> Script:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx.Response(status, json=body, headers=named)


def refusal(code: str, status: int, *, retryable: bool = False, **headers: str) -> Script:
    body = {"code": code, "message": code, "traceId": "abc", "retryable": retryable}
    return answer(body, status, **headers)


def unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("connection refused", request=request)


async def silent(_: httpx.Request) -> httpx.Response:
    await asyncio.Event().wait()
    raise AssertionError


def streaming(*frames: str, stays_open: bool = False) -> Script:
    async def body() -> AsyncIterator[bytes]:
        for frame in frames:
            yield frame.encode()
        if stays_open:
            await asyncio.Event().wait()

    return lambda _: httpx.Response(200, content=body())


def frame(event: str, identifier: str, data: object) -> str:
    return f"id: {identifier}\nevent: {event}\ndata: {json.dumps(data)}\n\n"
