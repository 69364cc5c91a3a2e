"""Keeps the seat map of one event current, through gaps, lost connections and restarts of the server."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from ..event_stream import EventStream, Lost, ServerEvent, StreamTiming
from ..holdfast import Holdfast
from ..problem import Problem
from ..retry import backoff
from .position import Position
from .state import SeatMap

_FIRST, _LONGEST = 0.1, 5.0
_SNAPSHOTS_MAX = 8
"""So many that are too old, and the connection is made again: perhaps to another instance."""


async def follow_seats(
    holdfast: Holdfast, event_id: int, timing: StreamTiming | None = None
) -> AsyncGenerator[SeatMap, None]:
    """Yields the map whenever it has changed: always the same object, as it is by then.

    What comes while the reader is busy waits in the connection. To end it, cancel the task or close the generator:
    `async with contextlib.aclosing(follow_seats(holdfast, 1)) as maps`. Raises a `Problem` where there is no such map.
    """
    path = f"/api/events/{event_id}/seats/stream?batch=true"
    stream = EventStream(holdfast, path, timing=timing or StreamTiming())
    seat_map = SeatMap(event_id)
    while True:
        async with aclosing(stream.events()) as events:
            async for event in events:
                was_live = seat_map.is_live
                seat_map.is_live = await _took_in(holdfast, seat_map, event)
                if seat_map.is_live or was_live:
                    yield seat_map
                if not seat_map.is_live and not isinstance(event, Lost):
                    # What follows would be a gap of its own making: it begins anew.
                    stream.last_event_id = None
                    break


async def _took_in(holdfast: Holdfast, seat_map: SeatMap, event: ServerEvent | Lost) -> bool:
    """Whether the map is where the stream is."""
    if isinstance(event, Lost):
        return False
    wanted = seat_map.apply(event)
    return wanted is None or await _caught_up(holdfast, seat_map, wanted)


async def _caught_up(holdfast: Holdfast, seat_map: SeatMap, wanted: Position) -> bool:
    """Fetches snapshots until one is as new as this."""
    for failures in range(1, _SNAPSHOTS_MAX + 1):
        try:
            seat_map.install(await holdfast.get_seats(seat_map.event_id))
        except Problem as problem:
            if not problem.outcome_unknown and not problem.retryable:
                raise
            return False
        if seat_map.position is not None and seat_map.position >= wanted:
            return True
        # A server that lags behind its own stream is given time.
        await holdfast.sleep(backoff(failures, _FIRST, _LONGEST, holdfast.random))
    return False
