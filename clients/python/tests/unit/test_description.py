"""The methods of the client are operations of the description, and those with a key may be sent again."""

import json
import re
from pathlib import Path
from typing import Any

from fake_server import FakeServer, answer
from holdfast_client import Holdfast, Problem, RetryPolicy
from holdfast_client.retry import pause_after

DESCRIPTION = Path(__file__).parents[4] / "contracts/openapi/holdfast.json"
PATHS: dict[str, dict[str, dict[str, Any]]] = json.loads(DESCRIPTION.read_text())["paths"]
# Of parameters without which a method cannot be called.
GIVEN = {"event_id": 7, "seat_id": 9, "reservation_id": "r", "order_id": "o", "ticket": "t"}


def operation_of(method: str, path: str) -> str:
    for template, operations in PATHS.items():
        pattern = re.sub(r"\{\w+\}", "[^/]+", template)
        # `/best` is not an id: what is written out comes first in the description's order of specificity.
        if re.fullmatch(pattern, path) and method.lower() in operations:
            return str(operations[method.lower()]["operationId"])
    raise AssertionError(f"{method} {path} is not described")


async def test_each_method_is_the_operation_of_its_name() -> None:
    server = FakeServer(answer({}))
    holdfast = Holdfast("http://fake.test", transport=server)
    own = [name for name, member in vars(Holdfast).items() if callable(member) and name[0] != "_"]
    assert len(own) > 15
    for name in own:
        method = getattr(holdfast, name)
        code = method.__code__
        wanted = code.co_varnames[1 : code.co_argcount]
        await method(*[GIVEN.get(parameter, {}) for parameter in wanted])
        request = server.requests[-1]
        snake = re.sub("([A-Z])", r"_\1", operation_of(request.method, request.url.path)).lower()
        assert snake == name


def test_every_operation_that_takes_an_idempotency_key_may_be_sent_again_with_it() -> None:
    def is_repeated(path: str) -> bool:
        lost = Problem("NETWORK")
        return pause_after(lost, 1, "POST", path, RetryPolicy(), lambda: 0.0) is not None

    keyed = [
        path
        for path, operations in PATHS.items()
        for parameter in operations.get("post", {}).get("parameters", [])
        if parameter.get("$ref", "").endswith("IdempotencyKey")
    ]
    assert len(keyed) > 3
    assert all(is_repeated(path) for path in keyed)
    assert not is_repeated("/api/auth/login")
