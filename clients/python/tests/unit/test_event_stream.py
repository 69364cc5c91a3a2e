"""How bytes become events."""

import pytest

from holdfast_client.event_stream import ServerEvent, SseParser


def test_an_event_is_parsed_with_its_id_name_and_data() -> None:
    events = SseParser().push(b'id: 3-17\nevent: SEAT_BATCH\ndata: {"from":1}\n\n')
    assert events == [ServerEvent("SEAT_BATCH", '{"from":1}', "3-17")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_an_event_that_arrives_byte_by_byte_is_the_same_event(end: str) -> None:
    parser = SseParser()
    text = end.join(
        [": hello", "", "event: INIT", 'data: {"title":"공연"}', "", "data: x", "", "", ""]
    )
    events = [event for byte in text.encode() for event in parser.push(bytes([byte]))]
    assert events == [ServerEvent("INIT", '{"title":"공연"}'), ServerEvent("message", "x")]


def test_data_on_several_lines_is_joined_and_an_event_without_data_is_dropped() -> None:
    events = SseParser().push(b"event: A\n\ndata: 1\ndata: 2\n\n")
    assert events == [ServerEvent("message", "1\n2")]


def test_an_endless_line_is_refused_before_it_fills_the_memory() -> None:
    parser = SseParser()
    parser.push(b"x" * 600_000)
    with pytest.raises(Exception, match="too long"):
        parser.push(b"x" * 600_000)
