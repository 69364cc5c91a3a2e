"""Work that is asked for, and how a guest does it."""

import hashlib

import pytest

from fake_server import FakeServer, answer, refusal
from holdfast_client import Holdfast, Problem, proof_of

SESSION = {"accessToken": "a", "tokenType": "Bearer", "expiresIn": 1_800, "subject": "g:1"}


def zeros(proof: str) -> int:
    """As the server counts them."""
    return 256 - int.from_bytes(hashlib.sha256(proof.encode()).digest()).bit_length()


@pytest.mark.parametrize("length", [1, 45, 63, 64, 107])
def test_a_solution_makes_a_digest_with_so_many_zero_bits(length: int) -> None:
    challenge = "x" * length
    proof = proof_of(challenge, 10)
    assert proof.startswith(f"{challenge}.")
    assert zeros(proof) >= 10
    assert proof_of(challenge, 0) == f"{challenge}.0"


async def test_a_guest_works_for_a_session_that_costs_work() -> None:
    server = FakeServer(
        refusal("PROOF_OF_WORK_REQUIRED", 403),
        answer({"challenge": "abc", "difficulty": 4}),
        answer(SESSION, 201),
    )
    holdfast = Holdfast("http://fake.test", transport=server)
    assert (await holdfast.begin_guest())["subject"] == "g:1"
    assert server.sent("Proof-Of-Work") == [None, None, proof_of("abc", 4)]


async def test_a_guest_for_whom_it_costs_nothing_by_then_shows_no_work() -> None:
    server = FakeServer(
        refusal("PROOF_OF_WORK_REQUIRED", 403), answer({"difficulty": 0}), answer(SESSION, 201)
    )
    await Holdfast("http://fake.test", transport=server).begin_guest()
    assert server.sent("Proof-Of-Work") == [None, None, None]


async def test_other_refusals_are_the_caller_s() -> None:
    server = FakeServer(refusal("RATE_LIMITED", 403))
    with pytest.raises(Problem):
        await Holdfast("http://fake.test", transport=server).begin_guest()
    assert len(server.requests) == 1
