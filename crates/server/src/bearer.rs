//! The token in `Authorization: Bearer ...`.

use actix_web::http::header::{AUTHORIZATION, HeaderMap};

const SCHEME: &str = "Bearer";

/// Nothing where there is none, where there are several, or where the scheme is another. A scheme has no case.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut given = headers.get_all(AUTHORIZATION);
    let (Some(only), None) = (given.next(), given.next()) else { return None };
    let (scheme, token) = only.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case(SCHEME).then(|| token.trim_start_matches(' '))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn of(lines: &[&[u8]]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(AUTHORIZATION, HeaderValue::from_bytes(line).unwrap());
        }
        bearer(&headers).map(str::to_owned)
    }

    #[test]
    fn one_line_of_the_right_scheme_has_a_token() {
        for (lines, token) in [
            (&[b"Bearer abc".as_slice()][..], Some("abc")),
            (&[b"bEARER   abc"], Some("abc")),
            (&[b"Bearer abc def"], Some("abc def")),
            (&[b"Bearer "], Some("")),
            (&[b"Bearer"], None),
            (&[b""], None),
            (&[b"   "], None),
            (&[b"Basic abc"], None),
            (&[b"Bearer\tabc"], None),
            (&["Bearer töken".as_bytes()], None),
            (&[b"Bearer abc", b"Bearer abc"], None),
            (&[], None),
        ] {
            assert_eq!(of(lines).as_deref(), token, "{lines:?}");
        }
    }
}
