"""Which failed calls are sent again, how often, and after which pause."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from .problem import Problem


@dataclass(frozen=True)
class RetryPolicy:
    """Times are in seconds."""

    attempts: int = 4
    """The first one included."""
    first: float = 0.25
    longest: float = 4.0
    retry_after_max: float = 30.0
    """A server that asks for a longer pause is not waited for: the caller decides."""


ONCE = RetryPolicy(attempts=1)
"""For callers that have a retry policy of their own."""

_ONE_EFFECT = re.compile(
    r"/(api/(reservations|orders|v1/tickets/reserve|waiting-room/(place|events))|purchase|pay)(/|$)"
)
"""POSTs under these have one effect for each key, or are about one place in a line."""


def backoff(failures: int, first: float, longest: float, random: Callable[[], float]) -> float:
    """The pause after so many failures in a row, counted from 1: it doubles up to a limit, and half of it is jitter."""
    # More doublings than this are beyond every limit, and beyond what a float can hold.
    doublings = min(failures - 1, 60)
    return min(first * 2.0**doublings, longest) * (0.5 + random() / 2)


def pause_after(
    problem: Problem,
    failures: int,
    method: str,
    path: str,
    policy: RetryPolicy,
    random: Callable[[], float],
) -> float | None:
    """The pause before the next attempt in seconds; none: there is no next one."""
    if failures >= policy.attempts or not (problem.retryable or problem.code == "NETWORK"):
        return None
    # A limit refuses before anything is done; after anything else the outcome may be unknown.
    if problem.status != 429 and method == "POST" and not _ONE_EFFECT.match(path):
        return None
    asked = problem.retry_after or 0.0
    if asked > policy.retry_after_max:
        return None
    return asked + backoff(failures, policy.first, policy.longest, random)
