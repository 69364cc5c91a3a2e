//! Korean or English, as `Accept-Language` prefers (RFC 9110, 12.5.4).

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, HeaderMap, HeaderValue, VARY};
use actix_web::{FromRequest, HttpRequest, HttpResponse};

use crate::negotiate::{Weight, entries, parameters_weight};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Korean,
    English,
}

/// None: the client prefers neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreferredLanguage(pub Option<Language>);

impl Language {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Korean => "ko",
            Self::English => "en",
        }
    }

    /// The one with the higher weight; of two with the same, the one that is named first.
    pub(crate) fn preferred(headers: &HeaderMap) -> Option<Self> {
        if !headers.contains_key(ACCEPT_LANGUAGE) {
            return None;
        }
        let korean = Named::of(headers, Self::Korean);
        let english = Named::of(headers, Self::English);
        match (korean, english) {
            (Some(korean), Some(english)) if korean.place.or(english.place).is_none() => None,
            (Some(korean), Some(english)) if korean.is_before(english) => Some(Self::Korean),
            (_, Some(_)) => Some(Self::English),
            (Some(_), None) => Some(Self::Korean),
            (None, None) => None,
        }
    }

    /// Says that an answer is in this language, and would be in another one for another client.
    pub fn describe(self, headers: &mut HeaderMap) {
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(self.as_str()));
        headers.append(VARY, HeaderValue::from_static("Accept-Language"));
    }
}

/// How much a client wants a language.
#[derive(Debug, Clone, Copy)]
struct Named {
    weight: Weight,
    /// Among the entries of the header; none where only `*` names it.
    place: Option<usize>,
}

impl Named {
    /// None: it is not acceptable. A range such as `en-GB` names its language.
    fn of(headers: &HeaderMap, language: Language) -> Option<Self> {
        let named = |range: &str| {
            let primary = range.split('-').next().unwrap_or_default();
            primary.eq_ignore_ascii_case(language.as_str())
        };
        let best = heaviest(headers, named).or_else(|| {
            let any = heaviest(headers, |range| range == "*")?;
            Some(Self { place: None, ..any })
        });
        best.filter(|best| best.weight > 0)
    }

    fn is_before(self, other: Self) -> bool {
        let place = |named: Self| named.place.unwrap_or(usize::MAX);
        self.weight > other.weight || (self.weight == other.weight && place(self) < place(other))
    }
}

/// The first of the heaviest entries whose range fits.
fn heaviest(headers: &HeaderMap, fits: impl Fn(&str) -> bool) -> Option<Named> {
    let fitting = entries(headers, &ACCEPT_LANGUAGE).enumerate().filter_map(|(place, entry)| {
        let (range, parameters) = entry.split_once(';').unwrap_or((entry, ""));
        fits(range.trim()).then(|| Named { weight: parameters_weight(parameters), place: Some(place) })
    });
    fitting.reduce(|best, next| if next.weight > best.weight { next } else { best })
}

impl FromRequest for PreferredLanguage {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Ok(Self(Language::preferred(request.headers()))))
    }
}

impl PreferredLanguage {
    /// An answer in this language, or in the one that it has for clients without a preference.
    pub fn respond(self, default: Language, respond: impl FnOnce(Language) -> HttpResponse) -> HttpResponse {
        let language = self.0.unwrap_or(default);
        let mut response = respond(language);
        language.describe(response.headers_mut());
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_one_that_the_client_weighs_most() {
        let (ko, en) = (Some(Language::Korean), Some(Language::English));
        for (accepted, language) in [
            ("ko", ko),
            ("en", en),
            ("KO-kr", ko),
            ("en-GB", en),
            ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", ko),
            ("en-US,en;q=0.9,ko;q=0.8", en),
            ("en;q=0.3, ko;q=0.7", ko),
            ("fr, en;q=0.2", en),
            ("fr, *;q=0.5, en;q=0.2", ko),
            ("ko;q=0, *", en),
            ("en;q=0, *", ko),
            ("ko, en", ko),
            ("en, ko", en),
            ("ko;q=0.5, en;q=0.5", ko),
            ("ko;q=0.5, *", en),
            ("*", None),
            ("fr", None),
            ("ko;q=0, en;q=0", None),
            ("korean", None),
            ("ko;q=nonsense, en;q=0.1", en),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(accepted));
            assert_eq!(Language::preferred(&headers), language, "{accepted:?}");
        }
        assert_eq!(Language::preferred(&HeaderMap::new()), None);
    }
}
