//! Content negotiation: what the client accepts, and what it has cached.

use actix_web::http::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderName, IF_NONE_MATCH};

use crate::live::{Form, Variant};

/// A weight in thousandths, as headers have at most three decimals.
type Weight = u16;

pub fn variant(headers: &HeaderMap) -> Variant {
    Variant { form: form(headers), gzip: gzip(headers) }
}

/// Packed only for a client that names it and does not prefer JSON.
fn form(headers: &HeaderMap) -> Form {
    let packed = best(headers, &ACCEPT, "application/octet-stream");
    let json = best(headers, &ACCEPT, "application/json");
    match (packed, json) {
        (Some(packed), json) if packed > 0 && json.is_none_or(|json| packed >= json) => Form::Packed,
        (Some(_) | None, _) => Form::Json,
    }
}

pub fn gzip(headers: &HeaderMap) -> bool {
    let named = best(headers, &ACCEPT_ENCODING, "gzip");
    named.or_else(|| best(headers, &ACCEPT_ENCODING, "*")).is_some_and(|weight| weight > 0)
}

/// Whether the client has this very version cached. Weak comparison: `W/` does not matter.
pub fn is_current(headers: &HeaderMap, etag: &str) -> bool {
    let opaque = etag.trim_start_matches("W/");
    entries(headers, &IF_NONE_MATCH).any(|entry| entry == "*" || entry.trim_start_matches("W/") == opaque)
}

/// The highest weight that the header gives to `name`; none when it does not name it.
fn best(headers: &HeaderMap, header: &HeaderName, name: &str) -> Option<Weight> {
    entries(headers, header)
        .filter_map(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            let named = parts.next()?.eq_ignore_ascii_case(name);
            named.then(|| parts.find_map(weight).unwrap_or(1_000))
        })
        .max()
}

/// Reads `q=0.5`; other parameters are skipped, and a weight that is not a number counts as zero.
fn weight(parameter: &str) -> Option<Weight> {
    let (name, value) = parameter.split_once('=')?;
    name.trim().eq_ignore_ascii_case("q").then(|| {
        let weight = value.trim().parse::<f32>().unwrap_or(0.0).clamp(0.0, 1.0);
        // Saturates, also for what is not a number.
        (weight * 1_000.0) as Weight
    })
}

fn entries<'a>(headers: &'a HeaderMap, header: &HeaderName) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(header).filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn with(header: HeaderName, value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header, HeaderValue::from_static(value));
        headers
    }

    #[test]
    fn packed_is_for_clients_that_name_it() {
        for (accept, form) in [
            ("application/octet-stream", Form::Packed),
            ("Application/Octet-Stream; q=0.1", Form::Packed),
            ("text/html, application/octet-stream", Form::Packed),
            ("application/json;q=0.4, application/octet-stream;q=0.5", Form::Packed),
            ("application/json, application/octet-stream;q=0.5", Form::Json),
            ("application/octet-stream;q=0", Form::Json),
            ("application/octet-stream;q=nan", Form::Json),
            ("*/*", Form::Json),
            ("text/html", Form::Json),
            ("", Form::Json),
        ] {
            assert_eq!(variant(&with(ACCEPT, accept)).form, form, "{accept:?}");
        }
        assert_eq!(variant(&HeaderMap::new()), Variant { form: Form::Json, gzip: false });
    }

    #[test]
    fn gzip_is_for_clients_that_accept_it() {
        for (accept, gzipped) in [
            ("gzip", true),
            ("br, GZIP;q=0.2", true),
            ("*", true),
            ("gzip;q=0, *", false),
            ("*;q=0", false),
            ("identity", false),
            ("x-gzipped", false),
        ] {
            assert_eq!(gzip(&with(ACCEPT_ENCODING, accept)), gzipped, "{accept:?}");
        }
    }

    #[test]
    fn an_etag_matches_weakly_and_in_a_list() {
        let etag = "W/\"1-5-json\"";
        for (sent, current) in [
            ("W/\"1-5-json\"", true),
            ("\"1-5-json\"", true),
            ("\"x\", W/\"1-5-json\"", true),
            ("*", true),
            ("W/\"1-6-json\"", false),
            ("1-5-json", false),
            ("", false),
        ] {
            assert_eq!(is_current(&with(IF_NONE_MATCH, sent), etag), current, "{sent:?}");
        }
    }
}
