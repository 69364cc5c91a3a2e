//! Pages of other sites, by their origin: which may open sockets, and which may send requests. A browser says only which site a page is of.

use std::str::FromStr;

use actix_web::http::header::{HOST, HeaderMap, ORIGIN};

/// The origins of pages besides those of the server itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(Vec<String>);

/// The sites whose pages may send requests and read the answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CorsOrigins {
    #[default]
    None,
    Listed(Origins),
    /// `*`: but without anything that a browser has of its user.
    Any,
}

impl Origins {
    pub(crate) fn list(&self, origin: &str) -> bool {
        self.0.iter().any(|ours| ours.eq_ignore_ascii_case(origin))
    }

    /// What is no browser names no origin, and can lie about it.
    pub(crate) fn admit(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(ORIGIN) else { return true };
        let Ok(origin) = origin.to_str() else { return false };
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let is_own =
            authority(origin).is_some_and(|(_, page)| host.is_some_and(|host| same_host(origin, page, host)));
        is_own || self.list(origin)
    }
}

impl FromStr for Origins {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let origins = text.split(',').map(str::trim).filter(|origin| !origin.is_empty());
        let origins: Vec<String> = origins.map(str::to_owned).collect();
        let is_origin = |origin: &String| authority(origin).is_some_and(|(_, page)| is_authority(page));
        if origins.iter().all(is_origin) {
            Ok(Self(origins))
        } else {
            Err("it is a list of origins such as https://shop.example,http://localhost:5173")
        }
    }
}

impl FromStr for CorsOrigins {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "" => Ok(Self::None),
            "*" => Ok(Self::Any),
            list => list.parse().map(Self::Listed),
        }
    }
}

/// Scheme and authority of an origin.
fn authority(origin: &str) -> Option<(&str, &str)> {
    origin.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))
}

fn is_authority(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"/?#@,".contains(&byte))
}

/// A browser leaves out the port that its scheme has anyway; a proxy may add it.
fn same_host(origin: &str, page: &str, host: &str) -> bool {
    let default = if origin.starts_with("https:") { ":443" } else { ":80" };
    let bare = |authority: &str| authority.strip_suffix(default).unwrap_or(authority).to_ascii_lowercase();
    bare(page) == bare(host)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn a_page_of_the_server_itself_or_of_a_listed_origin_may_open_a_socket() {
        let origins: Origins = "https://partner.example, http://localhost:5173".parse().unwrap();
        for (origin, host, admitted) in [
            (None, "shop.example", true),
            (Some("https://shop.example"), "shop.example", true),
            (Some("https://Shop.Example"), "shop.example:443", true),
            (Some("http://127.0.0.1:8080"), "127.0.0.1:8080", true),
            (Some("http://shop.example:443"), "shop.example", false),
            (Some("https://shop.example:8443"), "shop.example", false),
            (Some("https://partner.example"), "shop.example", true),
            (Some("http://localhost:5173"), "localhost:8080", true),
            (Some("http://partner.example"), "shop.example", false),
            (Some("https://evil.example"), "shop.example", false),
            (Some("https://shop.example.evil.example"), "shop.example", false),
            (Some("null"), "null", false),
            (Some("file://"), "", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static(host));
            if let Some(origin) = origin {
                headers.insert(ORIGIN, HeaderValue::from_static(origin));
            }
            assert_eq!(origins.admit(&headers), admitted, "{origin:?} at {host}");
        }
    }

    #[test]
    fn what_no_browser_would_send_is_refused() {
        for text in ["shop.example", "https://", "https://shop.example/", "ftp://shop.example", "*"] {
            assert!(text.parse::<Origins>().is_err(), "{text}");
        }
        assert_eq!("".parse(), Ok(Origins::default()), "an empty list");
        assert_eq!(
            ["", " ", "*"].map(str::parse),
            [CorsOrigins::None, CorsOrigins::None, CorsOrigins::Any].map(Ok)
        );
        assert!("https://shop.example, *".parse::<CorsOrigins>().is_err());
    }
}
