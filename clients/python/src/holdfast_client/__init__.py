"""Holdfast's API: typed calls that are sent again with one key, and seat maps that stay current."""

from .holdfast import Holdfast
from .problem import FieldError, Problem
from .proof_of_work import proof_of
from .retry import ONCE, RetryPolicy
from .seat_map.follower import follow_seats
from .seat_map.position import Position
from .seat_map.state import SeatMap

__all__ = [
    "ONCE",
    "FieldError",
    "Holdfast",
    "Position",
    "Problem",
    "RetryPolicy",
    "SeatMap",
    "follow_seats",
    "proof_of",
]
