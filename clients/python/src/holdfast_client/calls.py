"""How one call is sent: who is calling, time-outs, and retries with one key."""

import asyncio
import random as randomness
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, TypedDict, Unpack

import httpx

from .problem import Problem, problem_of
from .retry import RetryPolicy, pause_after

_MISSING = object()


class CallOptions(TypedDict, total=False):
    """What every call takes beside what its own operation does."""

    hold_token: str | None
    """The `holdToken` of a reservation: the proof of whose it is."""
    idempotency_key: str
    """Names this request. Drawn at random for each call that changes something, and the same at each of its attempts."""
    sale_pass: str | None
    """Of the waiting room of the event."""
    queue_ticket: str
    """Names a place in a line."""
    proof_of_work: str
    """What a place in a line or the session of a guest is paid with, where it has a price: `proof_of` its challenge."""
    wait_seconds: int
    """Of an order: rather wait for its outcome, ten seconds at most, than be answered at once."""
    headers: Mapping[str, str]
    timeout: float
    """Of each attempt, in seconds."""
    retry: RetryPolicy
    """Instead of that of the client."""


class Calls:
    """A connection to one Holdfast; `Holdfast` has a method for each operation above it."""

    def __init__(
        self,
        base_url: str,
        *,
        access_token: str | None = None,
        caller_id: str | None = None,
        guest_secret: str | None = None,
        retry: RetryPolicy | None = None,
        timeout: float = 15.0,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        random: Callable[[], float] = randomness.random,
    ) -> None:
        """`guest_secret` says whose keys and places these are without an identity: keep it to come back to them."""
        self._client = httpx.AsyncClient(base_url=base_url, transport=transport, timeout=None)
        self._access_token = access_token
        self._caller_id = caller_id
        self._guest_secret = guest_secret or f"secret-{secrets.token_hex(16)}"
        self._retry = retry or RetryPolicy()
        self._timeout = timeout
        self.sleep = sleep
        self.random = random

    async def aclose(self) -> None:
        await self._client.aclose()

    async def call(
        self,
        method: str,
        path: str,
        *,
        body: object = _MISSING,
        query: Mapping[str, str | int | bool | None] | None = None,
        **options: Unpack[CallOptions],
    ) -> Any:
        """The body of the answer, or nothing where it has none. Raises a `Problem` for anything but a success."""
        if method != "GET" and "idempotency_key" not in options:
            options["idempotency_key"] = secrets.token_hex(16)
        request: dict[str, Any] = {"headers": self.headers(**options)}
        if body is not _MISSING:
            request["json"] = body
        if query:
            request["params"] = {name: value for name, value in query.items() if value is not None}
        policy, limit = options.get("retry", self._retry), options.get("timeout", self._timeout)
        failures = 0
        while True:
            try:
                return await self._attempt(method, path, request, limit)
            except Problem as problem:
                failures += 1
                pause = pause_after(problem, failures, method, path, policy, self.random)
                if pause is None:
                    raise
            await self.sleep(pause)

    def stream(
        self, path: str, last_event_id: str | None, **options: Unpack[CallOptions]
    ) -> AbstractAsyncContextManager[httpx.Response]:
        """The response with the events of this path, as they come."""
        headers = self.headers(**options) | {"Accept": "text/event-stream"}
        if last_event_id is not None:
            headers["Last-Event-ID"] = last_event_id
        return self._client.stream("GET", path, headers=headers)

    def headers(self, **options: Unpack[CallOptions]) -> dict[str, str]:
        """What a request with these options says of its caller."""
        key, ticket = options.get("idempotency_key"), options.get("queue_ticket")
        seconds = options.get("wait_seconds")
        named = {
            "Authorization": self._access_token and f"Bearer {self._access_token}",
            "X-Caller-Id": self._caller_id,
            "Hold-Token": options.get("hold_token"),
            "X-Queue-Token": options.get("sale_pass"),
            "Queue-Ticket": ticket,
            "Proof-Of-Work": options.get("proof_of_work"),
            "Idempotency-Key": key,
            "Prefer": f"wait={seconds}" if seconds else None,
            "Guest-Secret": self._guest_secret if key or ticket else None,
        }
        said = {name: value for name, value in named.items() if value}
        return {"Accept": "application/json", **said, **options.get("headers", {})}

    async def _attempt(self, method: str, path: str, request: dict[str, Any], limit: float) -> Any:
        try:
            async with asyncio.timeout(limit):
                response = await self._client.request(method, path, **request)
        except (httpx.TransportError, TimeoutError) as error:
            raise Problem("NETWORK", message=str(error) or type(error).__name__) from error
        if not response.is_success:
            raise problem_of(response)
        if response.status_code == httpx.codes.NO_CONTENT:
            return None
        try:
            return response.json()
        except ValueError as error:
            # What the server sends is JSON: this is something else in between.
            raise Problem("UNREADABLE", response.status_code) from error
