"""What is read from a refusal, and what is not taken for one."""

import httpx

from holdfast_client.problem import FieldError, problem_of


def test_a_refusal_keeps_its_code_even_an_unknown_one_and_what_explains_it() -> None:
    body = {
        "code": "SEAT_HAUNTED",
        "message": "no",
        "traceId": "f",
        "fields": [{"field": "seatIds", "code": "INVALID", "message": "too many"}],
        "details": {"conflicts": [{"seatId": 7, "status": "HELD"}]},
    }
    problem = problem_of(httpx.Response(409, json=body, headers={"Retry-After": "3"}))
    assert (problem.code, problem.status, problem.trace_id) == ("SEAT_HAUNTED", 409, "f")
    assert problem.fields == (FieldError("seatIds", "INVALID", "too many"),)
    assert problem.details["conflicts"] == [{"seatId": 7, "status": "HELD"}]
    assert (problem.retry_after, problem.retryable, problem.outcome_unknown) == (3, False, False)


def test_a_refusal_whose_details_cannot_be_read_is_still_a_refusal() -> None:
    body = {"code": "HOLD_EXPIRED", "message": "no", "traceId": "f", "details": 1, "fields": "x"}
    problem = problem_of(httpx.Response(410, json=body))
    assert (problem.code, problem.fields, problem.details) == ("HOLD_EXPIRED", (), {})


def test_what_a_proxy_responds_with_is_not_taken_for_the_words_of_the_server() -> None:
    gateway = problem_of(httpx.Response(502, text="<h1>Bad gateway</h1>"))
    assert (gateway.code, gateway.retryable, gateway.outcome_unknown) == ("UNAVAILABLE", True, True)
    forbidden = problem_of(httpx.Response(403, json={"error": "no"}))
    assert (forbidden.code, forbidden.status) == ("UNREADABLE", 403)
