//! Content negotiation: what a client accepts, with which preference.

use actix_web::http::header::{ACCEPT_ENCODING, HeaderMap, HeaderName};

/// In thousandths, as headers have at most three decimals. Zero is a refusal.
pub type Weight = u16;

/// Whether a client accepts this coding of a body, which it may refuse by name.
#[must_use]
pub fn accepts_coding(headers: &HeaderMap, name: &str) -> bool {
    let named = weight(headers, &ACCEPT_ENCODING, name);
    named.or_else(|| weight(headers, &ACCEPT_ENCODING, "*")).is_some_and(|weight| weight > 0)
}

/// The highest weight that the header gives to `name`; none when it does not name it.
#[must_use]
pub fn weight(headers: &HeaderMap, header: &HeaderName, name: &str) -> Option<Weight> {
    entries(headers, header)
        .filter_map(|entry| {
            let (named, parameters) = entry.split_once(';').unwrap_or((entry, ""));
            named.trim().eq_ignore_ascii_case(name).then(|| parameters_weight(parameters))
        })
        .max()
}

/// Of what stands behind the first semicolon of an entry.
pub(crate) fn parameters_weight(parameters: &str) -> Weight {
    parameters.split(';').map(str::trim).find_map(quality).unwrap_or(1_000)
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
}
