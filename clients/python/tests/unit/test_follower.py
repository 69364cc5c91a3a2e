"""A seat map through gaps, lost connections and restarts of the server."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import httpx
import pytest

from fake_server import FakeServer, Script, answer, by_path, frame, in_turn, streaming, unreachable
from holdfast_client import Holdfast, Position, Problem, SeatMap, follow_seats
from holdfast_client.event_stream import StreamTiming

MAP, STREAM = "/api/events/4/seats", "/api/events/4/seats/stream"


def snapshot(version: int, *held: int, epoch: int = 1) -> Script:
    seats = [
        {"id": seat, "status": "HELD" if seat in held else "AVAILABLE"} for seat in range(1, 5)
    ]
    return answer({"eventId": 4, "epoch": epoch, "version": version, "seats": seats})


def init(version: int, epoch: int = 1) -> str:
    return frame("INIT", f"{epoch}-{version}", {"eventId": 4, "epoch": epoch, "version": version})


def batch(start: int, version: int, seat: int, status: str) -> str:
    return frame(
        "SEAT_BATCH",
        f"1-{version}",
        {"from": start, "version": version, "changes": [[seat, status]]},
    )


def follow(seats: Script, stream: Script) -> tuple[FakeServer, AsyncGenerator[SeatMap, None]]:
    async def no_time(_: float) -> None:
        await asyncio.sleep(0)

    server = FakeServer(by_path({MAP: seats, STREAM: stream}))
    holdfast = Holdfast("http://fake.test", transport=server, sleep=no_time, random=lambda: 1.0)
    return server, follow_seats(holdfast, 4, StreamTiming(silence=0.2))


async def until(maps: AsyncGenerator[SeatMap, None], epoch: int, version: int) -> SeatMap:
    async with asyncio.timeout(10), aclosing(maps):
        async for seat_map in maps:
            if seat_map.is_live and seat_map.position == Position(epoch, version):
                return seat_map
    raise AssertionError("the stream has ended")


async def test_a_snapshot_and_the_changes_that_follow_it_are_the_map() -> None:
    _, maps = follow(snapshot(5, 2), streaming(init(5), batch(5, 6, 3, "SOLD"), stays_open=True))
    seat_map = await until(maps, 1, 6)
    assert seat_map.statuses == {1: "AVAILABLE", 2: "HELD", 3: "SOLD", 4: "AVAILABLE"}
    assert seat_map.available == 2


async def test_a_gap_is_closed_by_another_snapshot_and_never_guessed_at() -> None:
    frames = streaming(init(5), batch(8, 9, 1, "SOLD"), stays_open=True)
    server, maps = follow(in_turn(snapshot(5), snapshot(8), snapshot(9, 1, 4)), frames)
    seat_map = await until(maps, 1, 9)
    assert seat_map.statuses[4] == "HELD"
    assert len(server.sent_to(MAP)) == 3


async def test_a_stream_that_breaks_off_is_resumed_after_the_last_event() -> None:
    frames = in_turn(streaming(init(5)), streaming(batch(5, 7, 2, "HELD"), stays_open=True))
    server, maps = follow(snapshot(5), frames)
    await until(maps, 1, 7)
    sent = [request.headers.get("Last-Event-ID") for request in server.sent_to(STREAM)]
    assert sent == [None, "1-5"]
    assert len(server.sent_to(MAP)) == 1


async def test_silence_past_the_heartbeat_is_a_lost_connection() -> None:
    frames = in_turn(
        streaming(init(5), stays_open=True), streaming(batch(5, 7, 2, "HELD"), stays_open=True)
    )
    _, maps = follow(snapshot(5), frames)
    seen = []
    async with aclosing(maps):
        async for seat_map in maps:
            seen.append(seat_map.is_live)
            if seat_map.position == Position(1, 7):
                break
    assert seen == [True, False, True]


async def test_a_server_that_begins_a_new_epoch_is_believed() -> None:
    _, maps = follow(snapshot(1, 1, epoch=2), streaming(init(900), init(1, 2), stays_open=True))
    assert (await until(maps, 2, 1)).statuses[1] == "HELD"


async def test_without_its_snapshot_the_follower_begins_anew() -> None:
    lost = in_turn(*[unreachable] * 4, snapshot(5, 3))
    frames = in_turn(streaming(init(5), stays_open=True), streaming(init(5), stays_open=True))
    server, maps = follow(lost, frames)
    assert (await until(maps, 1, 5)).statuses[3] == "HELD"
    assert [request.headers.get("Last-Event-ID") for request in server.sent_to(STREAM)] == [
        None,
        None,
    ]


async def test_an_unreadable_change_needs_a_snapshot() -> None:
    frames = streaming(init(5), frame("SEAT_BATCH", "1-6", {"changes": 1}), stays_open=True)
    _, maps = follow(in_turn(snapshot(5), snapshot(6, 2)), frames)
    assert (await until(maps, 1, 6)).statuses[2] == "HELD"


async def test_a_map_that_does_not_exist_is_a_problem() -> None:
    def missing(_: httpx.Request) -> httpx.Response:
        return httpx.Response(
            404, json={"code": "EVENT_NOT_FOUND", "message": "no", "traceId": "f"}
        )

    _, maps = follow(missing, missing)
    with pytest.raises(Problem, match="EVENT_NOT_FOUND"):
        await until(maps, 1, 1)
