"""A live map of the real server."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import httpx

from conftest import URL
from holdfast_client import Holdfast, SeatMap, follow_seats

SHOW, WAREHOUSE = 1, 8


async def until_status(maps: AsyncGenerator[SeatMap, None], seat: int, status: str) -> SeatMap:
    async with asyncio.timeout(20):
        async for seat_map in maps:
            if seat_map.is_live and seat_map.statuses[seat] == status:
                return seat_map
    raise AssertionError("the stream has ended")


async def test_a_seat_that_is_held_and_released_is_seen(
    holdfast: Holdfast, other: Holdfast
) -> None:
    async with aclosing(follow_seats(other, SHOW)) as maps:
        await anext(maps)
        hold = await holdfast.hold_best_seats({"eventId": SHOW, "quantity": 1})
        seat, token = hold["seatIds"][0], hold["holdToken"]
        await until_status(maps, seat, "HELD")
        await holdfast.release_reservation(hold["reservationId"], hold_token=token)
        await until_status(maps, seat, "AVAILABLE")


class Cuttable(httpx.AsyncHTTPTransport):
    """Its first stream breaks when it is cut."""

    def __init__(self) -> None:
        super().__init__()
        self.cut = asyncio.Event()
        self.streams = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if not request.url.path.endswith("/stream"):
            return response
        self.streams += 1
        if self.streams > 1:
            return response
        return httpx.Response(200, headers=response.headers, content=self._until_cut(response))

    async def _until_cut(self, response: httpx.Response) -> AsyncIterator[bytes]:
        chunks = response.aiter_raw()
        cut = asyncio.create_task(self.cut.wait())
        while True:
            chunk = asyncio.ensure_future(anext(chunks))
            await asyncio.wait([chunk, cut], return_when=asyncio.FIRST_COMPLETED)
            if cut.done():
                chunk.cancel()
                raise httpx.ReadError("cut")
            yield chunk.result()


async def test_what_happens_while_the_connection_is_lost_is_on_the_map_later(
    holdfast: Holdfast,
) -> None:
    cuttable = Cuttable()
    async with (
        Holdfast(URL, transport=cuttable) as follower,
        aclosing(follow_seats(follower, SHOW)) as maps,
    ):
        await anext(maps)
        cuttable.cut.set()
        while (await anext(maps)).is_live:
            pass
        hold = await holdfast.hold_best_seats({"eventId": SHOW, "quantity": 1})
        await until_status(maps, hold["seatIds"][0], "HELD")
        assert cuttable.streams == 2
        token = hold["holdToken"]
        await holdfast.release_reservation(hold["reservationId"], hold_token=token)


async def test_places_to_stand_are_counted(holdfast: Holdfast, other: Holdfast) -> None:
    async with aclosing(follow_seats(other, WAREHOUSE)) as maps:
        seat_map = await anext(maps)
        section, pool = next(iter(seat_map.pools.items()))
        before = pool["available"]
        body = {"eventId": WAREHOUSE, "section": section, "quantity": 2}
        hold = await holdfast.call("POST", "/api/reservations", body=body)
        async with asyncio.timeout(20):
            async for seat_map in maps:
                if seat_map.pools[section]["available"] == before - 2:
                    break
        token = hold["holdToken"]
        await holdfast.release_reservation(hold["reservationId"], hold_token=token)
