//! What a socket answers to each kind of frame, right and wrong, in the order of the Autobahn test suite.

use testkit::{Said, Socket, client_frame, close_frame};

use crate::site::Site;

const TEXT: u8 = 0x81;
const PING: u8 = 0x89;
const PONG: u8 = 0x8a;
const CLOSE: u8 = 0x88;
/// Not the last of its message.
const TEXT_BEGINS: u8 = 0x01;
const GOES_ON: u8 = 0x00;
const ENDS: u8 = 0x80;

fn echo(text: &str) -> Said {
    Said::Text(serde_json::to_string(text).unwrap())
}

fn frames<const N: usize>(frames: [(u8, &[u8]); N]) -> Vec<u8> {
    frames.iter().flat_map(|(first, payload)| client_frame(*first, payload)).collect()
}

async fn open(site: &Site) -> Socket {
    Socket::open(site.address, "/api/trials/echo", &[]).await.unwrap()
}

/// Sends these bytes, expects these frames, and then that the socket still works and closes as it should.
async fn expect(site: &Site, name: &str, bytes: &[u8], expected: &[Said]) {
    let mut socket = open(site).await;
    socket.send(bytes).await.unwrap();
    for frame in expected {
        assert_eq!(socket.next().await, *frame, "{name}");
    }
    socket.send(&close_frame(1000)).await.unwrap();
    assert_eq!(socket.next().await, Said::Close(1000, String::new()), "{name}");
    assert_eq!(socket.next().await, Said::Ended, "{name}: the server ends the connection");
}

/// Sends these bytes, and expects that the server closes.
async fn refuse(site: &Site, name: &str, bytes: &[u8], code: u16) {
    let mut socket = open(site).await;
    socket.send(bytes).await.unwrap();
    assert_eq!(socket.closed().await, code, "{name}");
}

#[tokio::test]
async fn text_of_any_allowed_length_is_heard() {
    let site = Site::start();
    for length in [0, 1, 125, 126, 127, 128, 4_096] {
        let text = "x".repeat(length);
        expect(&site, &format!("{length} bytes"), &client_frame(TEXT, text.as_bytes()), &[echo(&text)]).await;
    }
    let several = frames([(TEXT, b"a"), (TEXT, b"b"), (TEXT, "표".as_bytes())]);
    expect(&site, "three at once", &several, &[echo("a"), echo("b"), echo("표")]).await;
}

#[tokio::test]
async fn it_does_not_matter_how_the_bytes_arrive() {
    let site = Site::start();
    let mut socket = open(&site).await;
    let bytes = frames([(TEXT_BEGINS, "안녕".as_bytes()), (PING, b"p"), (ENDS, &[b'!'; 130])]);
    for byte in &bytes {
        socket.send(&[*byte]).await.unwrap();
        tokio::task::yield_now().await;
    }
    assert_eq!(socket.next().await, Said::Pong(b"p".to_vec()));
    assert_eq!(socket.next().await, echo(&format!("안녕{}", "!".repeat(130))));
}

#[tokio::test]
async fn a_ping_is_answered_with_its_payload() {
    let site = Site::start();
    let longest = [7; 125];
    for payload in [&b""[..], b"are you there", &longest] {
        expect(&site, "ping", &client_frame(PING, payload), &[Said::Pong(payload.to_vec())]).await;
    }
    expect(&site, "a pong that was not asked for", &frames([(PONG, b"x"), (TEXT, b"a")]), &[echo("a")]).await;
    refuse(&site, "a ping of 126 bytes", &client_frame(PING, &[0; 126]), 1002).await;
}

#[tokio::test]
async fn fragments_make_one_message_and_pings_may_come_in_between() {
    let site = Site::start();
    // The second character is in both fragments.
    let text = "가나".as_bytes();
    let split = frames([(TEXT_BEGINS, &text[..4]), (ENDS, &text[4..])]);
    expect(&site, "a split character", &split, &[echo("가나")]).await;
    let empty = frames([(TEXT_BEGINS, b""), (GOES_ON, b""), (ENDS, b"a")]);
    expect(&site, "empty fragments", &empty, &[echo("a")]).await;
    for (name, bytes, code) in [
        ("nothing to continue", frames([(ENDS, b"a")]), 1002),
        ("nothing to continue, and more follows", frames([(GOES_ON, b"a")]), 1002),
        ("a message within a message", frames([(TEXT_BEGINS, b"a"), (TEXT, b"b")]), 1002),
        ("a ping in pieces", frames([(0x09, b"a")]), 1002),
        ("a close in pieces", frames([(0x08, b"")]), 1002),
        ("two fragments, too large together", frames([(TEXT_BEGINS, &[b'a'; 4_096]), (ENDS, b"b")]), 1009),
    ] {
        refuse(&site, name, &bytes, code).await;
    }
}

#[tokio::test]
async fn what_does_not_follow_the_protocol_closes_the_socket() {
    let site = Site::start();
    for reserved in [0xc1, 0xa1, 0x91, 0xf1] {
        refuse(&site, "a reserved bit", &client_frame(reserved, b"a"), 1002).await;
    }
    for opcode in [0x83, 0x87, 0x8b, 0x8f] {
        refuse(&site, "an opcode that does not exist", &client_frame(opcode, b"a"), 1002).await;
    }
    for (name, bytes, code) in [
        ("no mask", &b"\x81\x01a"[..], 1002),
        ("a binary message", &client_frame(0x82, b"a"), 1003),
        ("a binary fragment", &client_frame(0x02, b"a"), 1003),
        ("not UTF-8", &client_frame(TEXT, b"a\xff"), 1007),
        ("a surrogate", &client_frame(TEXT, b"\xed\xa0\x80"), 1007),
        ("one byte too much, by its head alone", &[0x81, 0xfe, 0x10, 0x01], 1009),
        ("a length of 64 bits, by its head alone", &[0x81, 0xff], 1009),
        ("refused by the conversation", &client_frame(TEXT, b"no"), 1008),
    ] {
        refuse(&site, name, bytes, code).await;
    }
}

#[tokio::test]
async fn a_close_is_answered_with_its_code() {
    let site = Site::start();
    for code in [1000, 1001, 1003, 1007, 1011, 1013, 3000, 4999] {
        let mut socket = open(&site).await;
        socket.send(&[close_frame(code), client_frame(TEXT, b"late")].concat()).await.unwrap();
        assert_eq!(socket.next().await, Said::Close(code, String::new()));
        assert_eq!(socket.next().await, Said::Ended, "{code}");
    }
    refuse(&site, "without a code", &client_frame(CLOSE, b""), 1000).await;
    for code in [0, 999, 1004, 1005, 1006, 1015, 2999, 5000] {
        refuse(&site, &format!("{code}"), &close_frame(code), 1002).await;
    }
    refuse(&site, "half a code", &client_frame(CLOSE, b"\x03"), 1002).await;
    refuse(&site, "a reason that is not UTF-8", &client_frame(CLOSE, b"\x03\xe8\xff"), 1007).await;
}

#[tokio::test]
async fn a_flood_closes_the_socket_and_its_client_sees_why() {
    let site = Site::start();
    let nine = frames([(TEXT, b"a"); 9]);
    expect(&site, "nine at once, and the close", &nine, &vec![echo("a"); 9]).await;
    for (name, first, next) in
        [("text", TEXT, TEXT), ("pings", PING, PING), ("fragments", TEXT_BEGINS, GOES_ON)]
    {
        let flood = [client_frame(first, b"a"), client_frame(next, b"a").repeat(20_000)].concat();
        let mut socket = open(&site).await;
        // The server may stop reading before all of it is sent.
        let _ = socket.send(&flood).await;
        assert_eq!(socket.closed().await, 1008, "{name}");
    }
}
