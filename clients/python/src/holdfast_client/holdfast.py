"""The operations of the description that buyers and their programs need, each by its own name and with its types."""

import asyncio
from typing import Self, Unpack
from urllib.parse import quote

from . import bodies
from .calls import CallOptions, Calls
from .problem import Problem
from .proof_of_work import proof_of


class Holdfast(Calls):
    """A client of one Holdfast: `async with Holdfast("https://tickets.example") as holdfast`.

    Bodies are dictionaries as they are on the wire, and taken at their word. For operations that have no method here, there is `call`.
    """

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    # Events

    async def list_events(
        self, *, cursor: str | None = None, limit: int | None = None, **options: Unpack[CallOptions]
    ) -> bodies.EventListBody:
        query = {"cursor": cursor, "limit": limit}
        events: bodies.EventListBody = await self.call("GET", "/api/events", query=query, **options)
        return events

    async def get_event(self, event_id: int, **options: Unpack[CallOptions]) -> bodies.EventBody:
        event: bodies.EventBody = await self.call("GET", f"/api/events/{event_id}", **options)
        return event

    async def get_layout(self, event_id: int, **options: Unpack[CallOptions]) -> bodies.LayoutBody:
        path = f"/api/events/{event_id}/layout"
        layout: bodies.LayoutBody = await self.call("GET", path, **options)
        return layout

    async def get_seats(self, event_id: int, **options: Unpack[CallOptions]) -> bodies.SeatMapBody:
        path = f"/api/events/{event_id}/seats"
        seats: bodies.SeatMapBody = await self.call("GET", path, **options)
        return seats

    # Reservations

    async def hold_seats(
        self, body: bodies.HoldSeatsBody, **options: Unpack[CallOptions]
    ) -> bodies.ReservationBody:
        path = "/api/reservations"
        hold: bodies.ReservationBody = await self.call("POST", path, body=body, **options)
        return hold

    async def hold_best_seats(
        self, body: bodies.BestSeatsBody, **options: Unpack[CallOptions]
    ) -> bodies.ReservationBody:
        path = "/api/reservations/best"
        hold: bodies.ReservationBody = await self.call("POST", path, body=body, **options)
        return hold

    async def get_reservation(
        self, reservation_id: str, **options: Unpack[CallOptions]
    ) -> bodies.ReservationDetailsBody:
        path = f"/api/reservations/{_part(reservation_id)}"
        details: bodies.ReservationDetailsBody = await self.call("GET", path, **options)
        return details

    async def extend_reservation(
        self, reservation_id: str, body: bodies.ExtendHoldBody, **options: Unpack[CallOptions]
    ) -> bodies.ExtendedBody:
        path = f"/api/reservations/{_part(reservation_id)}/extend"
        extended: bodies.ExtendedBody = await self.call("POST", path, body=body, **options)
        return extended

    async def release_reservation(
        self, reservation_id: str, **options: Unpack[CallOptions]
    ) -> None:
        await self.call("DELETE", f"/api/reservations/{_part(reservation_id)}", **options)

    async def release_reserved_seat(
        self, reservation_id: str, seat_id: int, **options: Unpack[CallOptions]
    ) -> None:
        path = f"/api/reservations/{_part(reservation_id)}/seats/{seat_id}"
        await self.call("DELETE", path, **options)

    # Orders

    async def place_order(
        self, body: bodies.PlaceOrderBody, **options: Unpack[CallOptions]
    ) -> bodies.OrderPlacedBody:
        """With `wait_seconds` its status is the outcome, if it is known by then."""
        order: bodies.OrderPlacedBody = await self.call("POST", "/api/orders", body=body, **options)
        return order

    async def get_order(self, order_id: str, **options: Unpack[CallOptions]) -> bodies.OrderBody:
        path = f"/api/orders/{_part(order_id)}"
        order: bodies.OrderBody = await self.call("GET", path, **options)
        return order

    async def list_orders(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        event_id: int | None = None,
        status: bodies.OrderStatus | None = None,
        **options: Unpack[CallOptions],
    ) -> bodies.OrderListBody:
        query = {"cursor": cursor, "limit": limit, "eventId": event_id, "status": status}
        orders: bodies.OrderListBody = await self.call("GET", "/api/orders", query=query, **options)
        return orders

    async def cancel_order(self, order_id: str, **options: Unpack[CallOptions]) -> bodies.OrderBody:
        path = f"/api/orders/{_part(order_id)}/cancel"
        order: bodies.OrderBody = await self.call("POST", path, **options)
        return order

    async def list_payment_methods(
        self, **options: Unpack[CallOptions]
    ) -> bodies.PaymentMethodsBody:
        path = "/api/payments/methods"
        methods: bodies.PaymentMethodsBody = await self.call("GET", path, **options)
        return methods

    # Accounts

    async def begin_guest(self, **options: Unpack[CallOptions]) -> bodies.SignedInBody:
        """A session without an account. While very many begin, it costs work, which is done here, in a thread."""
        path = "/api/auth/guest"
        try:
            begun: bodies.SignedInBody = await self.call("POST", path, **options)
            return begun
        except Problem as problem:
            if problem.code != "PROOF_OF_WORK_REQUIRED":
                raise
        asked: bodies.ChallengeBody = await self.call("GET", f"{path}/challenge", **options)
        challenge = asked.get("challenge")
        if challenge:
            proof = await asyncio.to_thread(proof_of, challenge, asked["difficulty"])
            options["proof_of_work"] = proof
        begun = await self.call("POST", path, **options)
        return begun

    # Waiting room

    async def get_room(self, event_id: int, **options: Unpack[CallOptions]) -> bodies.RoomBody:
        path = f"/api/waiting-room/events/{event_id}"
        room: bodies.RoomBody = await self.call("GET", path, **options)
        return room

    async def enter_room(self, event_id: int, **options: Unpack[CallOptions]) -> bodies.EnteredBody:
        path = f"/api/waiting-room/events/{event_id}/enter"
        entered: bodies.EnteredBody = await self.call("POST", path, **options)
        return entered

    async def get_place(self, ticket: str, **options: Unpack[CallOptions]) -> bodies.PlaceBody:
        options["queue_ticket"] = ticket
        place: bodies.PlaceBody = await self.call("GET", "/api/waiting-room/place", **options)
        return place

    async def claim_place(
        self, ticket: str, **options: Unpack[CallOptions]
    ) -> bodies.ClaimedPlaceBody:
        """Answers a call; its `entryToken` is the `sale_pass` of a hold."""
        options["queue_ticket"] = ticket
        path = "/api/waiting-room/place/claim"
        claimed: bodies.ClaimedPlaceBody = await self.call("POST", path, **options)
        return claimed

    async def keep_session(self, ticket: str, **options: Unpack[CallOptions]) -> bodies.PlaceBody:
        options["queue_ticket"] = ticket
        path = "/api/waiting-room/place/heartbeat"
        place: bodies.PlaceBody = await self.call("POST", path, **options)
        return place

    async def leave_place(self, ticket: str, **options: Unpack[CallOptions]) -> None:
        options["queue_ticket"] = ticket
        await self.call("DELETE", "/api/waiting-room/place", **options)


def _part(identifier: str) -> str:
    return quote(identifier, safe="")
