"""Where a reader stands in the history of an event."""

import re
from typing import NamedTuple, Self

_POSITION = re.compile(r"(\d{1,19})-(\d{1,19})")


class Position(NamedTuple):
    """An epoch, and a version that counts within it. Compared as a pair."""

    epoch: int
    version: int

    @classmethod
    def parse(cls, text: str | None) -> Self | None:
        match = _POSITION.fullmatch(text or "")
        return cls(int(match[1]), int(match[2])) if match else None

    def __str__(self) -> str:
        return f"{self.epoch}-{self.version}"
