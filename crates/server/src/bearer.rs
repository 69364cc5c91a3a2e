//! The token in `Authorization: Bearer ...`.

use actix_web::http::header::{AUTHORIZATION, HeaderMap};

const SCHEME: &str = "Bearer";

/// Nothing where there is none, where there are several, or where the scheme is another. A scheme has no case.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    match presented(headers) {
        Presented::Token(token) => Some(token),
        Presented::Nothing | Presented::Nonsense => None,
    }
}

/// What `Authorization` says, for those whom it matters to whether something was presented that cannot be a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presented<'a> {
    /// No header, or one of another scheme.
    Nothing,
    Token(&'a str),
    /// Several headers, one that is no text, or the scheme without a token.
    Nonsense,
}

pub(crate) fn presented(headers: &HeaderMap) -> Presented<'_> {
    let mut given = headers.get_all(AUTHORIZATION);
    let only = match (given.next(), given.next()) {
        (None, _) => return Presented::Nothing,
        (Some(only), None) => only.to_str(),
        (Some(_), Some(_)) => return Presented::Nonsense,
    };
    let Ok(only) = only else { return Presented::Nonsense };
    match only.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case(SCHEME) => {
            Presented::Token(token.trim_start_matches(' '))
        }
        None if only.eq_ignore_ascii_case(SCHEME) => Presented::Nonsense,
        Some(_) | None => Presented::Nothing,
    }
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
