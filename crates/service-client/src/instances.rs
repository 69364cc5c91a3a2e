//! Where the instances of another service are: at listed addresses, or at all addresses of a name.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

const BY_NAME: &str = "dns+";

/// Of their internal listeners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instances {
    /// One, or several that are separated by commas.
    Listed(Vec<Url>),
    /// `dns+http://order-internal:9082`: whatever the name has at the moment.
    Named(Url),
}

impl FromStr for Instances {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some(named) = text.strip_prefix(BY_NAME) else {
            return text
                .split(',')
                .map(|url| listener(url.trim()))
                .collect::<Result<_, _>>()
                .map(Self::Listed);
        };
        let url = listener(named.trim())?;
        if url.domain().is_none() { Err("behind dns+http:// stands one name") } else { Ok(Self::Named(url)) }
    }
}

fn listener(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "it is not a URL such as http://127.0.0.1:9081")?;
    if url.scheme() != "http" {
        return Err("calls between services are plain http:// inside a network of their own");
    }
    let bare = url.has_host() && matches!(url.path(), "" | "/") && url.query().is_none();
    if bare && url.username().is_empty() { Ok(url) } else { Err("it has a host and a port, and no more") }
}

impl fmt::Display for Instances {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listed(urls) => f.write_str(&urls.iter().map(Url::as_str).collect::<Vec<_>>().join(",")),
            Self::Named(url) => write!(f, "{BY_NAME}{url}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_listeners_are_accepted() {
        let wrong = ["", "http://a:1,", "https://a:1", "http://a:1/path", "http://me@a:1", "a:1"];
        for wrong in wrong.into_iter().chain([
            "dns+http://a:1,http://b:1",
            "dns+https://a:1",
            "dns+http://127.0.0.1:1",
        ]) {
            wrong.parse::<Instances>().unwrap_err();
        }
        for good in ["http://a:1/,http://b:2/", "dns+http://order-internal:9082/"] {
            assert_eq!(good.parse::<Instances>().unwrap().to_string(), good);
        }
    }
}
