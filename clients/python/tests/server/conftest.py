"""The running Holdfast, with a demo season, that these tests call."""

import os
from collections.abc import AsyncIterator

import pytest

from holdfast_client import Holdfast

URL = os.environ.get("HOLDFAST_URL", "http://127.0.0.1:8080")


@pytest.fixture
async def holdfast() -> AsyncIterator[Holdfast]:
    async with Holdfast(URL) as buyer:
        yield buyer


@pytest.fixture
async def other() -> AsyncIterator[Holdfast]:
    """Another buyer."""
    async with Holdfast(URL) as buyer:
        yield buyer
