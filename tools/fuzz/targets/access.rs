//! The caller: a name that is fit for stores and logs, a token only if it is genuine, an address that a trusted proxy has seen, and a secret of
//! which only a digest is left.
#![no_main]

use std::net::{IpAddr, Ipv4Addr};

use actix_web::http::header::HeaderValue;
use contracts::http::headers::{CALLER_ID, GUEST_SECRET, HOLD_TOKEN};
use fuzz::{extract, refused, request, tokens, with_header};
use libfuzzer_sys::fuzz_target;
use primitives::UserId;
use server::Access;

fuzz_target!(|bytes: &[u8]| {
    let mut lines = bytes.splitn(4, |byte| *byte == b'\n');
    let mut headers = request(bytes.len() % 2 == 0);
    let mut sent = [None; 4];
    for (name, sent) in [CALLER_ID, HOLD_TOKEN, "X-Forwarded-For", GUEST_SECRET].into_iter().zip(&mut sent) {
        if let Some(line) = lines.next().filter(|line| !line.is_empty()) {
            headers = with_header(headers, name, line);
            *sent = HeaderValue::from_bytes(line).ok().and_then(|_| str::from_utf8(line).ok());
        }
    }
    let [name, token, forwarded, secret] = sent;
    match extract::<Access>(&headers.to_http_request()) {
        Ok(access) => {
            let (credentials, address) = (&access.credentials, access.address);
            if let Some(secret) = secret {
                assert!(
                    (32..=128).contains(&secret.len()) && secret.bytes().all(|byte| byte.is_ascii_graphic())
                );
            }
            match access.scope() {
                Ok(scope) => assert!(secret.is_none_or(|secret| !scope.contains(secret) || name.is_some())),
                Err(error) => refused(&error),
            }
            if let Some(user) = &credentials.user {
                assert_eq!(Some(user.as_str()), name);
                assert!(user.as_str().len() <= UserId::LENGTH_MAX);
                assert!(user.as_str().bytes().all(|byte| byte.is_ascii_graphic()));
            }
            if let Some(hold) = credentials.token {
                assert_eq!(Some(tokens().sign(hold).as_str()), token, "a forged token passed");
            }
            let named = |entry: &str| entry.trim().parse::<IpAddr>() == Ok(address);
            let proxy = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
            assert!(address == proxy || forwarded.is_some_and(|list| list.split(',').any(named)));
        }
        Err(error) => refused(&error),
    }
});
