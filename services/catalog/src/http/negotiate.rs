//! Content negotiation: in which form the client accepts a map.

use actix_web::http::header::{ACCEPT, HeaderMap};
use server::negotiate::{accepts_coding, weight};

use crate::live::{Form, Variant};

pub fn variant(headers: &HeaderMap) -> Variant {
    Variant { form: form(headers), gzip: gzip(headers) }
}

/// Packed only for a client that names it and does not prefer JSON.
fn form(headers: &HeaderMap) -> Form {
    let packed = weight(headers, &ACCEPT, "application/octet-stream");
    let json = weight(headers, &ACCEPT, "application/json");
    match (packed, json) {
        (Some(packed), json) if packed > 0 && json.is_none_or(|json| packed >= json) => Form::Packed,
        (Some(_) | None, _) => Form::Json,
    }
}

pub fn gzip(headers: &HeaderMap) -> bool {
    accepts_coding(headers, "gzip")
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

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
}
