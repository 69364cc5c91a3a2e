"""Which calls are sent again, after which pause, and with which key."""

import asyncio

import pytest

from fake_server import FakeServer, Script, answer, refusal, silent, unreachable
from holdfast_client import ONCE, Holdfast, Problem
from holdfast_client.bodies import HoldSeatsBody

BUSY = refusal("UNAVAILABLE", 503, retryable=True, Retry_After="2")
HOLD: HoldSeatsBody = {"eventId": 1, "seatId": 42}


class Clock:
    """Stands still, and remembers for how long it was asked to wait."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


def client(*scripts: Script, timeout: float = 15.0) -> tuple[Holdfast, FakeServer, Clock]:
    server, clock = FakeServer(*scripts), Clock()
    holdfast = Holdfast(
        "http://fake.test",
        transport=server,
        sleep=clock.sleep,
        random=lambda: 1.0,
        timeout=timeout,
    )
    return holdfast, server, clock


async def test_a_refusal_for_now_is_tried_again_after_what_the_server_asks_for_and_a_pause() -> (
    None
):
    holdfast, _, clock = client(BUSY, BUSY, answer({"reservationId": "r"}, 201))
    hold = await holdfast.hold_seats(HOLD)
    assert hold["reservationId"] == "r"
    assert clock.pauses == [2.25, 2.5]


async def test_each_attempt_of_one_call_has_the_same_key_and_another_call_another() -> None:
    holdfast, server, _ = client(BUSY, unreachable, answer({}, 201))
    await holdfast.hold_seats(HOLD)
    await holdfast.hold_seats(HOLD)
    keys = server.sent("Idempotency-Key")
    assert len(keys) == 4
    assert len(set(keys[:3])) == 1
    assert keys[3] != keys[0]
    assert len(set(server.sent("Guest-Secret"))) == 1


async def test_a_key_that_the_caller_chose_is_used_and_reading_needs_none() -> None:
    holdfast, server, _ = client(answer({"items": []}))
    await holdfast.hold_seats(HOLD, idempotency_key="mine")
    await holdfast.list_events()
    assert server.sent("Idempotency-Key") == ["mine", None]


async def test_what_no_later_attempt_can_change_is_not_tried_again() -> None:
    holdfast, _, clock = client(refusal("SEAT_SOLD", 409))
    with pytest.raises(Problem, match="SEAT_SOLD"):
        await holdfast.hold_seats(HOLD)
    assert clock.pauses == []


async def test_there_is_a_last_attempt() -> None:
    holdfast, server, _ = client(BUSY)
    with pytest.raises(Problem, match="UNAVAILABLE"):
        await holdfast.list_events()
    assert len(server.requests) == 4
    with pytest.raises(Problem, match="UNAVAILABLE"):
        await holdfast.list_events(retry=ONCE)
    assert len(server.requests) == 5


async def test_a_server_that_asks_for_minutes_is_not_waited_for() -> None:
    later = refusal("RATE_LIMITED", 429, retryable=True, Retry_After="600")
    holdfast, server, _ = client(later)
    with pytest.raises(Problem) as raised:
        await holdfast.list_events()
    assert (raised.value.retry_after, len(server.requests)) == (600, 1)


async def test_where_the_outcome_is_unknown_only_what_has_one_effect_is_sent_again() -> None:
    holdfast, server, _ = client(unreachable)
    with pytest.raises(Problem, match="NETWORK") as raised:
        await holdfast.call("POST", "/api/auth/login", body={})
    assert raised.value.outcome_unknown
    assert len(server.requests) == 1


async def test_an_attempt_without_an_answer_in_time_is_given_up_and_tried_again() -> None:
    holdfast, server, _ = client(silent, answer({"items": []}), timeout=0.02)
    assert await holdfast.list_events() == {"items": []}
    assert len(server.requests) == 2


async def test_a_call_that_is_cancelled_is_not_sent_again() -> None:
    holdfast, server, _ = client(silent)
    call = asyncio.create_task(holdfast.list_events())
    while not server.requests:
        await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert len(server.requests) == 1
