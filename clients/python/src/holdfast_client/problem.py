"""The one shape of whatever goes wrong with a call."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one part of a request."""

    field: str
    code: str
    message: str


class Problem(Exception):
    """A refusal by its code, or `NETWORK` (no response in time), or `UNREADABLE` (not a response of Holdfast)."""

    def __init__(
        self,
        code: str,
        status: int = 0,
        *,
        message: str | None = None,
        trace_id: str | None = None,
        retryable: bool = False,
        retry_after: float | None = None,
        fields: tuple[FieldError, ...] = (),
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.status = status
        """Of the response; 0 where there was none."""
        self.message = message or code
        self.trace_id = trace_id
        self.retryable = retryable
        """The same call may succeed a little later: after `retry_after` seconds, where the server said so."""
        self.retry_after = retry_after
        self.fields = fields
        """Each part of the request that is wrong."""
        self.details: Mapping[str, Any] = details or {}
        """What explains the code, such as `conflicts`: the seats that stood in the way."""

    @property
    def outcome_unknown(self) -> bool:
        """The call may or may not have had an effect: sent again with the same key, it finds out."""
        return self.code in ("NETWORK", "UNREADABLE") or self.status >= 500


def problem_of(response: httpx.Response) -> Problem:
    """The problem in a response that is not a success, and whose body has been read."""
    retry_after = _seconds(response.headers.get("Retry-After"))
    body = _object(response)
    code, message, trace_id = (body.get(name) for name in ("code", "message", "traceId"))
    if not (isinstance(code, str) and isinstance(message, str) and isinstance(trace_id, str)):
        # A proxy responds in its own words; with a 5xx it did not reach the server, or lost its answer.
        status = response.status_code
        own = "UNAVAILABLE" if status >= 500 else "UNREADABLE"
        retryable = status == 429 or status > 500
        return Problem(own, status, retryable=retryable, retry_after=retry_after)
    details = body.get("details")
    return Problem(
        code,
        response.status_code,
        message=message,
        trace_id=trace_id,
        retryable=body.get("retryable") is True,
        retry_after=retry_after,
        fields=_fields(body.get("fields")),
        details=details if isinstance(details, dict) else None,
    )


def _object(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _fields(value: object) -> tuple[FieldError, ...]:
    """Fields only explain: a refusal stays a refusal when they cannot be read."""
    try:
        return tuple(FieldError(x["field"], x["code"], x["message"]) for x in value or ())  # type: ignore[attr-defined]
    except (TypeError, KeyError):
        return ()


def _seconds(header: str | None) -> float | None:
    return float(header) if header is not None and header.isdecimal() else None
