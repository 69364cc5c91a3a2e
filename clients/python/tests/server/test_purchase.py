"""A purchase, and what stands in its way, on the real server."""

import httpx
import pytest

from conftest import URL
from holdfast_client import Holdfast, Problem

SHOW = 1


async def test_what_is_held_can_be_read_extended_and_bought(holdfast: Holdfast) -> None:
    hold = await holdfast.hold_best_seats({"eventId": SHOW, "quantity": 1, "holdSeconds": 30})
    name, token = hold["reservationId"], hold["holdToken"]
    assert (await holdfast.get_reservation(name, hold_token=token))["state"] == "HELD"
    extended = await holdfast.extend_reservation(name, {"seconds": 60}, hold_token=token)
    assert extended["expiresAt"] > hold["expiresAt"]
    order = await holdfast.place_order(
        {"eventId": SHOW, "seatIds": hold["seatIds"], "paymentMethod": "tok_ok"},
        hold_token=token,
        wait_seconds=10,
    )
    assert order["status"] == "CONFIRMED"
    read = await holdfast.get_order(order["orderId"], hold_token=token)
    assert read["seatIds"] == hold["seatIds"]


class LosesTheFirstAnswer(httpx.AsyncHTTPTransport):
    def __init__(self) -> None:
        super().__init__()
        self.requests = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        self.requests += 1
        if self.requests == 1:
            await response.aclose()
            raise httpx.ReadError("the connection broke after the request", request=request)
        return response


async def test_an_answer_that_was_lost_is_brought_by_the_next_attempt(other: Holdfast) -> None:
    losing = LosesTheFirstAnswer()
    async with Holdfast(URL, transport=losing) as holdfast:
        hold = await holdfast.hold_best_seats({"eventId": SHOW, "quantity": 1})
        assert losing.requests == 2
        with pytest.raises(Problem) as raised:
            await other.hold_seats({"eventId": SHOW, "seatIds": hold["seatIds"]})
        assert raised.value.code == "RESERVATION_CONFLICT"
        seat = {"seatId": hold["seatIds"][0], "status": "HELD"}
        assert raised.value.details["conflicts"] == [seat]
        token = hold["holdToken"]
        await holdfast.release_reservation(hold["reservationId"], hold_token=token)


async def test_what_is_wrong_with_a_request_is_named_field_by_field(holdfast: Holdfast) -> None:
    with pytest.raises(Problem) as raised:
        await holdfast.hold_seats({"eventId": SHOW, "seatIds": []})
    problem = raised.value
    assert (problem.status, problem.retryable) == (422, False)
    assert "seatIds" in [error.field for error in problem.fields]
    assert problem.trace_id is not None
