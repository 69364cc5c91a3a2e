"""Buys the two best seats of the first show of a demo season: python examples/buy.py http://127.0.0.1:8080"""

import asyncio
import sys

from holdfast_client import Holdfast, Problem


async def buy(url: str) -> bool:
    async with Holdfast(url) as holdfast:
        event = await holdfast.get_event(1)
        print(f"{event['titleEn']}: {event['available']} of {event['capacity']} seats are free")
        # Held for two minutes: no one else can take them meanwhile.
        hold = await holdfast.hold_best_seats({"eventId": event["id"], "quantity": 2})
        print(f"held {hold['seatIds']} until {hold['expiresAt']}")
        # Waits for the outcome; however often it has to be sent, it is one order.
        order = await holdfast.place_order(
            {"eventId": event["id"], "seatIds": hold["seatIds"], "paymentMethod": "tok_ok"},
            hold_token=hold["holdToken"],
            wait_seconds=10,
        )
        print(f"order {order['orderId']}: {order['status']}, {order['amount']} {order['currency']}")
        return order["status"] == "CONFIRMED"


try:
    sys.exit(0 if asyncio.run(buy(sys.argv[1])) else 1)
except Problem as problem:
    sys.exit(f"{problem} (trace {problem.trace_id})")
