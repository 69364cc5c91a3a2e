"""The client's half of the seat stream protocol, without any connection: snapshots and events in, a map out.

What the map already has it ignores, what follows exactly it applies, and where there is a gap it wants a snapshot and never guesses.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from ..bodies import PoolBody, SeatMapBody, SeatStatus
from ..event_stream import ServerEvent
from .position import Position


@dataclass
class SeatMap:
    event_id: int
    position: Position | None = None
    """None before the first snapshot."""
    statuses: dict[int, SeatStatus] = field(default_factory=dict)
    """By seat id."""
    pools: dict[str, PoolBody] = field(default_factory=dict)
    """The standing sections by name, whose places are counted."""
    is_live: bool = False
    """Changes are arriving as they happen. Otherwise the map shows what was true a moment ago."""

    @property
    def available(self) -> int:
        """How many seats and places are free."""
        seats = sum(status == "AVAILABLE" for status in self.statuses.values())
        return seats + sum(pool["available"] for pool in self.pools.values())

    def install(self, snapshot: SeatMapBody) -> None:
        """Takes a snapshot over, unless the map is newer already."""
        position = Position(snapshot["epoch"], snapshot["version"])
        if self.position is not None and position < self.position:
            return
        self.position = position
        self.statuses = {seat["id"]: seat["status"] for seat in snapshot["seats"]}
        self.pools = {pool["section"]: pool for pool in snapshot.get("pools", [])}

    def apply(self, event: ServerEvent) -> Position | None:
        """Applies an event. Where that needs a snapshot first, its position at least is returned."""
        at = Position.parse(event.id)
        try:
            match event.event:
                case "INIT" | "RESYNC":
                    body = json.loads(event.data)
                    return self._behind(Position(int(body["epoch"]), int(body["version"])))
                case "SEAT_BATCH" if at is not None:
                    return self._apply_batch(at, json.loads(event.data))
                case _:
                    # A name that this client does not know yet.
                    return None
        except (ValueError, KeyError, TypeError):
            # The changes cannot be read, but the event's id says how far the server is.
            return at and self._behind(at)

    def _apply_batch(self, to: Position, batch: dict[str, Any]) -> Position | None:
        known = self.position
        if known is not None and to <= known:
            return None
        if known is None or known.epoch != to.epoch or batch["from"] > known.version:
            return to
        changes: dict[int, SeatStatus] = {int(seat): status for seat, status in batch["changes"]}
        pools: dict[str, PoolBody] = {pool["section"]: pool for pool in batch.get("pools", [])}
        self.statuses.update(changes)
        self.pools.update(pools)
        self.position = to
        return None

    def _behind(self, position: Position) -> Position | None:
        return position if self.position is None or self.position < position else None
