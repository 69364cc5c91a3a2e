"""Proof of work, which a place in a line or the session of a guest may cost."""

import hashlib

_ATTEMPTS_MAX = 2**30
_DIGEST_BITS = 256


def proof_of(challenge: str, difficulty: int) -> str:
    """What is shown as `proof_of_work`: the challenge, a full stop, and a number with which their digest begins with so many zero bits.

    It keeps its thread busy until it is done: `await asyncio.to_thread(proof_of, ..)`.
    """
    begun = hashlib.sha256(f"{challenge}.".encode())
    for attempt in range(_ATTEMPTS_MAX):
        digest = begun.copy()
        digest.update(str(attempt).encode())
        if int.from_bytes(digest.digest()) >> (_DIGEST_BITS - difficulty) == 0:
            return f"{challenge}.{attempt}"
    raise ValueError("no solution was found")
