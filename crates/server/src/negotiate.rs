//! Content negotiation: what a client accepts, with which preference, and what it has cached.

use actix_web::http::header::{ACCEPT_ENCODING, HeaderMap, HeaderName, IF_NONE_MATCH};

/// In thousandths, as headers have at most three decimals. Zero is a refusal.
pub type Weight = u16;

/// Whether a client accepts this coding of a body, which it may refuse by name.
#[must_use]
pub fn accepts_coding(headers: &HeaderMap, name: &str) -> bool {
    let named = weight(headers, &ACCEPT_ENCODING, name);
    named.or_else(|| weight(headers, &ACCEPT_ENCODING, "*")).is_some_and(|weight| weight > 0)
}

/// Whether the client has this very version cached. Weak comparison: `W/` does not matter.
#[must_use]
pub fn is_current(headers: &HeaderMap, etag: &str) -> bool {
    let opaque = etag.trim_start_matches("W/");
    entries(headers, &IF_NONE_MATCH).any(|entry| entry == "*" || entry.trim_start_matches("W/") == opaque)
}

/// The highest weight that the header gives to `name`; none when it does not name it.
#[must_use]
pub fn weight(headers: &HeaderMap, header: &HeaderName, name: &str) -> Option<Weight> {
    entries(headers, header)
        .filter_map(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            let named = parts.next()?.eq_ignore_ascii_case(name);
            named.then(|| parts.find_map(quality).unwrap_or(1_000))
        })
        .max()
}

/// The entries of a header that is a list, on one line or several.
pub fn entries<'a>(headers: &'a HeaderMap, header: &HeaderName) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(header).filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

/// Reads `q=0.5`; other parameters are skipped, and a weight that is not a number counts as zero.
fn quality(parameter: &str) -> Option<Weight> {
    let (name, value) = parameter.split_once('=')?;
    name.trim().eq_ignore_ascii_case("q").then(|| {
        let weight = value.trim().parse::<f32>().unwrap_or(0.0).clamp(0.0, 1.0);
        // Saturates, also for what is not a number.
        (weight * 1_000.0) as Weight
    })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn a_coding_is_for_clients_that_accept_it() {
        for (accept, accepted) in [
            ("gzip", true),
            ("br, GZIP;q=0.2", true),
            ("*", true),
            ("gzip;q=0", false),
            ("gzip;q=0, *", false),
            ("gzip; q=0.000", false),
            ("*;q=0", false),
            ("identity", false),
            ("x-gzipped", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(accept));
            assert_eq!(accepts_coding(&headers, "gzip"), accepted, "{accept:?}");
        }
    }

    #[test]
    fn an_etag_matches_weakly_and_in_a_list() {
        for (sent, current) in [
            ("W/\"1-5-json\"", true),
            ("\"1-5-json\"", true),
            ("\"x\", W/\"1-5-json\"", true),
            ("*", true),
            ("W/\"1-6-json\"", false),
            ("1-5-json", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, HeaderValue::from_static(sent));
            assert_eq!(is_current(&headers, "W/\"1-5-json\""), current, "{sent:?}");
        }
    }
}
