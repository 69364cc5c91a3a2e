//! Cookies that no script can read: the refresh token of a browser, which is sent to these routes alone, by our own pages alone; and the state of a
//! log-in at a provider, which is sent as well when the provider's page leads back here.

use actix_web::HttpRequest;
use actix_web::http::header::{COOKIE, HOST, HeaderMap, HeaderValue, ORIGIN};
use contracts::ErrorCode;
use server::ApiError;

use crate::app::{PresentedRefresh, Site};

const REFRESH: Kind =
    Kind { name: "hf_rt", path: "/api/auth", same_site: "Strict", seconds: 30 * 24 * 60 * 60 };
const STATE: Kind = Kind { name: "hf_login", path: "/api/auth/oidc", same_site: "Lax", seconds: 10 * 60 };
/// Only a page over TLS can set one whose name begins so.
const SECURE_PREFIX: &str = "__Secure-";
const SEC_FETCH_SITE: &str = "sec-fetch-site";

struct Kind {
    name: &'static str,
    path: &'static str,
    same_site: &'static str,
    seconds: u32,
}

pub(super) fn set(site: &Site, token: &str) -> HeaderValue {
    REFRESH.written(site, token, REFRESH.seconds)
}

pub(super) fn delete(site: &Site) -> HeaderValue {
    REFRESH.written(site, "", 0)
}

pub(super) fn set_state(site: &Site, state: &str) -> HeaderValue {
    STATE.written(site, state, STATE.seconds)
}

pub(super) fn delete_state(site: &Site) -> HeaderValue {
    STATE.written(site, "", 0)
}

pub(super) fn state(request: &HttpRequest, site: &Site) -> Option<String> {
    cookie(request.headers(), &STATE.full_name(site)).map(str::to_owned)
}

impl Kind {
    fn written(&self, site: &Site, value: &str, seconds: u32) -> HeaderValue {
        let Self { path, same_site, .. } = self;
        let (name, secure) = (self.full_name(site), if is_secure(site) { "; Secure" } else { "" });
        let text =
            format!("{name}={value}; Max-Age={seconds}; Path={path}; HttpOnly; SameSite={same_site}{secure}");
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
    }

    /// On loopback there is no TLS.
    fn full_name(&self, site: &Site) -> String {
        let prefix = if is_secure(site) { SECURE_PREFIX } else { "" };
        format!("{prefix}{}", self.name)
    }
}

fn is_secure(site: &Site) -> bool {
    site.origin.starts_with("https://")
}

/// What a request presents: in its body, or else in the cookie, which only our own pages may use. None: nothing, or nothing that could be a
/// refresh token.
pub(super) fn presented(
    request: &HttpRequest,
    site: &Site,
    in_body: Option<&str>,
) -> Result<Option<PresentedRefresh>, ApiError> {
    if let Some(token) = in_body {
        return Ok(PresentedRefresh::parse(token));
    }
    let Some(token) = cookie(request.headers(), &REFRESH.full_name(site)) else { return Ok(None) };
    if !is_own_page(request.headers(), site) {
        let message = "the cookie of a session is for the pages of this shop alone";
        return Err(ApiError::new(ErrorCode::Forbidden, message));
    }
    Ok(PresentedRefresh::parse(token))
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(COOKIE).filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(given, _)| *given == name).map(|(_, value)| value)
}

/// By what the browser says of the page, which no page can change.
fn is_own_page(headers: &HeaderMap, site: &Site) -> bool {
    let text =
        |value: Option<&'_ HeaderValue>| value.and_then(|value| value.to_str().ok()).map(str::to_owned);
    if let Some(fetched_from) = text(headers.get(SEC_FETCH_SITE)) {
        return fetched_from == "same-origin";
    }
    let Some(origin) = text(headers.get(ORIGIN)) else { return false };
    let own_host = text(headers.get(HOST)).is_some_and(|host| {
        origin.strip_prefix("https://").or(origin.strip_prefix("http://")) == Some(host.as_str())
    });
    origin == site.origin || own_host
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn site(origin: &str) -> Site {
        Site { origin: origin.to_owned() }
    }

    #[test]
    fn a_cookie_is_for_our_own_pages() {
        let site = site("https://tickets.example");
        for (headers, is_taken) in [
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![("sec-fetch-site", "same-site")], false),
            (vec![("sec-fetch-site", "cross-site"), ("origin", "https://tickets.example")], false),
            (vec![("sec-fetch-site", "none")], false),
            (vec![("origin", "https://tickets.example")], true),
            (vec![("origin", "https://other.example"), ("host", "other.example")], true),
            (vec![("origin", "https://attacker.example"), ("host", "tickets.example")], false),
            (vec![("origin", "null"), ("host", "tickets.example")], false),
            (vec![], false),
        ] {
            let request =
                headers.iter().fold(TestRequest::default(), |request, header| request.insert_header(*header));
            let request = request.insert_header(("cookie", "a=b; __Secure-hf_rt=hfr1.AAAA; c=d"));
            let presented = presented(&request.to_http_request(), &site, None);
            assert_eq!(presented.is_ok(), is_taken, "{headers:?}");
        }
    }

    #[test]
    fn the_state_of_a_log_in_comes_back_from_another_site() {
        let site = site("https://tickets.example");
        let text = set_state(&site, "abc");
        let text = text.to_str().unwrap();
        assert!(text.contains("Path=/api/auth/oidc; HttpOnly; SameSite=Lax; Secure"), "{text}");
        let request = TestRequest::default().insert_header(("cookie", "hf_login=no; __Secure-hf_login=abc"));
        assert_eq!(state(&request.to_http_request(), &site).as_deref(), Some("abc"));
    }

    #[test]
    fn over_tls_a_cookie_is_sent_over_tls_alone() {
        let secure = set(&site("https://tickets.example"), "token");
        let secure = secure.to_str().unwrap();
        assert!(secure.starts_with("__Secure-hf_rt=token; ") && secure.ends_with("; Secure"), "{secure}");
        assert!(
            secure.contains("HttpOnly; SameSite=Strict") && secure.contains("Path=/api/auth"),
            "{secure}"
        );
        let bare = set(&site("http://localhost:8080"), "token");
        assert!(bare.to_str().unwrap().starts_with("hf_rt=token; "), "{bare:?}");
        assert!(delete(&site("http://localhost:8080")).to_str().unwrap().contains("hf_rt=; Max-Age=0"));
    }
}
