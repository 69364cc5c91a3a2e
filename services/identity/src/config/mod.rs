//! The settings of identity.

mod guest_price;
mod oidc;
mod rates;

use std::ops::RangeInclusive;
use std::time::Duration;

use access::ACCESS_TOKEN_LIFE;
use settings::{Secret, Settings, SettingsError};

use crate::domain::GuestPrice;

pub use oidc::OidcSettings;
pub use rates::AddressRates;

const SECRET: &str = "HOLDFAST_IDENTITY_SECRET";
const SMTP: &str = "HOLDFAST_SMTP_URL";
const FROM: &str = "HOLDFAST_MAIL_FROM";
const ORIGIN: &str = "HOLDFAST_PUBLIC_ORIGIN";
const ACCESS_SECONDS: &str = "HOLDFAST_ACCESS_TOKEN_SECONDS";
/// Every service refuses a token that lives for longer.
const ACCESS_SECONDS_MAX: u64 = ACCESS_TOKEN_LIFE.as_secs();
const ACCESS_SECONDS_ALLOWED: RangeInclusive<u64> = 5..=ACCESS_SECONDS_MAX;
const BOOTSTRAP: &str = "HOLDFAST_BOOTSTRAP_TOKEN";
const SECRET_BYTES_MIN: usize = 32;
/// In each access token, beside the roles of its subject.
const ORIGIN_BYTES_MAX: usize = 200;

#[derive(Debug, Clone)]
pub struct Config {
    /// Behind signing keys, refresh tokens and links. None: one is made from the secret of the installation.
    pub secret: Option<Secret<String>>,
    pub smtp: Option<SmtpServer>,
    /// Where buyers find the shop, without a slash at the end.
    pub origin: String,
    /// How long an access token lives.
    pub access_life: Duration,
    /// Mails that no server takes can be read from a route, and the organization of the demo season is there.
    pub demo: bool,
    /// None: nothing is limited by rate.
    pub rates: Option<AddressRates>,
    /// None: sessions of guests cost nothing.
    pub guest_price: Option<GuestPrice>,
    /// Makes the first administrator, once. None: none can be made.
    pub bootstrap: Option<Secret<String>>,
    /// Whose accounts log users in.
    pub oidc: Vec<OidcSettings>,
}

#[derive(Debug, Clone)]
pub struct SmtpServer {
    pub url: Secret<String>,
    pub from: String,
}

impl Config {
    pub fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        let about = "the key behind access tokens, refresh tokens and links in mails, known to identity alone, 32 bytes or more; absent: one made \
                     from HOLDFAST_SECRET, which every service knows";
        let secret = long_enough(SECRET, settings.secret(SECRET, about)?)?;
        let about = "makes the user who presents it the first administrator of the installation, once, 32 bytes or more; to be taken away again \
                     afterwards; absent: no one becomes administrator by a token";
        let bootstrap = long_enough(BOOTSTRAP, settings.secret(BOOTSTRAP, about)?)?;
        let about = "the mail server: smtps://user:password@host, or smtp://host:port?tls=required; absent: a demo shows its mails itself, and \
                     elsewhere none can register";
        let url = settings.secret(SMTP, about)?;
        let about = "what mails are from, such as Holdfast <tickets@example.com>";
        let from = settings.value(FROM, "Holdfast <holdfast@localhost.localdomain>".to_owned(), about)?;
        let about = "where buyers find the shop, such as https://tickets.example.com: links in mails lead there, and access tokens name it as \
                     their issuer; with https, refresh tokens in cookies are sent over TLS alone";
        let origin = settings.value(ORIGIN, "http://localhost:8080".to_owned(), about)?;
        Ok(Self {
            secret,
            smtp: url.map(|url| SmtpServer { url, from }),
            origin: bare_origin(&origin)?,
            access_life: access_life(settings)?,
            demo: settings.demo()?,
            rates: rates::read(settings)?,
            guest_price: guest_price::read(settings)?,
            bootstrap,
            oidc: oidc::read(settings)?,
        })
    }
}

fn access_life(settings: &mut Settings) -> Result<Duration, SettingsError> {
    let about = "for how many seconds an access token is good, 5 to 1800: its bearer goes on for so long while identity is away, and renews it as often";
    let seconds = settings.value(ACCESS_SECONDS, ACCESS_SECONDS_MAX, about)?;
    if ACCESS_SECONDS_ALLOWED.contains(&seconds) {
        Ok(Duration::from_secs(seconds))
    } else {
        Err(SettingsError::refused(
            ACCESS_SECONDS,
            format!("{seconds} is not from 5 to {ACCESS_SECONDS_MAX}"),
        ))
    }
}

fn long_enough(
    name: &'static str,
    secret: Option<Secret<String>>,
) -> Result<Option<Secret<String>>, SettingsError> {
    match secret {
        Some(secret) if secret.expose().len() < SECRET_BYTES_MIN => {
            Err(SettingsError::refused(name, format!("it must have at least {SECRET_BYTES_MIN} bytes")))
        }
        secret => Ok(secret),
    }
}

fn bare_origin(origin: &str) -> Result<String, SettingsError> {
    let bare = origin.strip_suffix('/').unwrap_or(origin);
    let host = bare.strip_prefix("https://").or(bare.strip_prefix("http://"));
    let is_origin = host.is_some_and(|host| {
        !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_graphic() && !b"/?#@\\\"'<>".contains(&byte))
    });
    if is_origin && bare.len() <= ORIGIN_BYTES_MAX {
        Ok(bare.to_owned())
    } else {
        Err(SettingsError::refused(ORIGIN, "it must be an origin, such as https://tickets.example.com"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(env: &[(&str, &str)]) -> Result<Config, SettingsError> {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::read(&mut Settings::load([], env)?)
    }

    #[test]
    fn what_cannot_be_used_is_refused_and_no_secret_is_shown() {
        for secret in [SECRET, BOOTSTRAP] {
            let sentence = read(&[(secret, "too short a one")]).unwrap_err().to_string();
            assert!(sentence.contains("32 bytes") && !sentence.contains("too short"), "{sentence}");
        }
        let long = format!("https://{}", "a".repeat(200));
        assert!(read(&[(ORIGIN, &long)]).unwrap_err().to_string().contains(ORIGIN));
        for wrong in
            ["tickets.example.com", "ftp://a", "https://", "https://a/b", "https://a b", "https://a@b"]
        {
            assert!(read(&[(ORIGIN, wrong)]).unwrap_err().to_string().contains(ORIGIN), "{wrong}");
        }
        assert_eq!(
            read(&[(ORIGIN, "https://tickets.example.com/")]).unwrap().origin,
            "https://tickets.example.com"
        );
        for wrong in ["4", "1801"] {
            assert!(
                read(&[(ACCESS_SECONDS, wrong)]).unwrap_err().to_string().contains(ACCESS_SECONDS),
                "{wrong}"
            );
        }
        assert_eq!(read(&[(ACCESS_SECONDS, "5")]).unwrap().access_life, Duration::from_secs(5));
        let config = read(&[(SMTP, "smtps://mina:password@mail.example.com")]).unwrap();
        assert_eq!(config.access_life, ACCESS_TOKEN_LIFE);
        assert!(!format!("{config:?}").contains("password@"), "{config:?}");
    }
}
