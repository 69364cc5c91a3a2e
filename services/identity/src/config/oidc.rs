//! Providers whose accounts log users in: named by one setting, each with settings of its own.

use settings::{Secret, Settings, SettingsError};

const PROVIDERS: &str = "HOLDFAST_OIDC_PROVIDERS";
const PROVIDERS_MAX: usize = 8;
const NAME_BYTES_MAX: usize = 32;
/// As the column has it.
const ISSUER_BYTES_MAX: usize = 255;

#[derive(Debug, Clone)]
pub struct OidcSettings {
    /// In addresses, such as `google`.
    pub name: String,
    /// For people.
    pub title: String,
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Secret<String>,
}

pub(super) fn read(settings: &mut Settings) -> Result<Vec<OidcSettings>, SettingsError> {
    let about = "whose accounts log users in, by OpenID Connect, such as google,acme: each has HOLDFAST_OIDC_GOOGLE_ISSUER, _CLIENT_ID and \
                 _CLIENT_SECRET (or _CLIENT_SECRET_FILE), and may have _TITLE, in the environment or in the file; absent: none";
    let names: Option<String> = settings.optional(PROVIDERS, about)?;
    let names: Vec<&str> = names.iter().flat_map(|names| names.split(',')).map(str::trim).collect();
    let is_repeated = |(at, name): (usize, &&str)| names.iter().take(at).any(|other| other == name);
    if names.len() > PROVIDERS_MAX || names.iter().enumerate().any(is_repeated) {
        let reason = format!("it names at most {PROVIDERS_MAX} providers, each once");
        return Err(SettingsError::refused(PROVIDERS, reason));
    }
    names.into_iter().map(|name| provider(settings, name)).collect()
}

fn provider(settings: &mut Settings, name: &str) -> Result<OidcSettings, SettingsError> {
    let has_letters = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if name.is_empty() || name.len() > NAME_BYTES_MAX || !has_letters {
        return Err(SettingsError::refused(
            PROVIDERS,
            format!("{name:?} is not of small letters and digits"),
        ));
    }
    let setting = |part: &str| format!("HOLDFAST_OIDC_{}_{part}", name.to_ascii_uppercase());
    let missing =
        |name: String| SettingsError::refused(name, "it is needed: HOLDFAST_OIDC_PROVIDERS names it");
    let (issuer, id, secret) = (setting("ISSUER"), setting("CLIENT_ID"), setting("CLIENT_SECRET"));
    let title = settings.value(setting("TITLE"), capitalized(name), "what people call it")?;
    let about = "the address of the provider, as it names itself, such as https://accounts.google.com";
    let issuer_text: Option<String> = settings.optional(issuer.clone(), about)?;
    let client_id = settings.optional(id.clone(), "what the provider calls this installation")?;
    let client_secret = settings.secret(secret.clone(), "what this installation proves itself with there")?;
    let issuer_text = issuer_text.ok_or_else(|| missing(issuer.clone()))?;
    if !is_issuer(&issuer_text) {
        return Err(SettingsError::refused(
            issuer,
            "it is not an address of https, or of http on this machine",
        ));
    }
    Ok(OidcSettings {
        name: name.to_owned(),
        title,
        issuer: issuer_text,
        client_id: client_id.ok_or_else(|| missing(id))?,
        client_secret: client_secret.ok_or_else(|| missing(secret))?,
    })
}

fn is_issuer(text: &str) -> bool {
    let on_loopback = ["http://localhost", "http://127.0.0.1", "http://[::1]"];
    let is_here = on_loopback.iter().any(|host| {
        text.strip_prefix(host).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    });
    let is_secure = text.strip_prefix("https://").is_some_and(|host| !host.is_empty());
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#@\"'<>\\".contains(&byte));
    (is_secure || is_here) && is_plain && text.len() <= ISSUER_BYTES_MAX
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map_or_else(String::new, |first| format!("{}{}", first.to_ascii_uppercase(), letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: (&str, &str) = (PROVIDERS, "google, acme");
    const GOOGLE: [(&str, &str); 3] = [
        ("HOLDFAST_OIDC_GOOGLE_ISSUER", "https://accounts.google.com"),
        ("HOLDFAST_OIDC_GOOGLE_CLIENT_ID", "shop"),
        ("HOLDFAST_OIDC_GOOGLE_CLIENT_SECRET", "a secret of google"),
    ];
    const ACME: [(&str, &str); 4] = [
        ("HOLDFAST_OIDC_ACME_ISSUER", "http://127.0.0.1:9000"),
        ("HOLDFAST_OIDC_ACME_CLIENT_ID", "shop"),
        ("HOLDFAST_OIDC_ACME_CLIENT_SECRET", "a secret of acme"),
        ("HOLDFAST_OIDC_ACME_TITLE", "ACME Tickets"),
    ];

    fn read(env: &[(&str, &str)]) -> Result<Vec<OidcSettings>, SettingsError> {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        super::read(&mut Settings::load([], env)?)
    }

    #[test]
    fn each_provider_that_is_named_has_its_settings() {
        assert!(read(&[]).unwrap().is_empty());
        let providers = read(&[&[NAMES][..], &GOOGLE[..], &ACME[..]].concat()).unwrap();
        let shown: Vec<_> = providers.iter().map(|provider| (&*provider.name, &*provider.title)).collect();
        assert_eq!(shown, [("google", "Google"), ("acme", "ACME Tickets")]);
        assert!(!format!("{providers:?}").contains("a secret of"), "{providers:?}");
    }

    #[test]
    fn what_is_missing_or_cannot_be_is_refused_by_its_name() {
        for (name, _) in GOOGLE {
            let mut env = vec![NAMES];
            env.extend(ACME);
            env.extend(GOOGLE.into_iter().filter(|(setting, _)| *setting != name));
            assert!(read(&env).unwrap_err().to_string().contains(name), "{name}");
        }
        for wrong in ["Google", "goo gle", "a_b", "a,,b", "a,a", "a,b,c,d,e,f,g,h,i"] {
            assert!(read(&[(PROVIDERS, wrong)]).unwrap_err().to_string().contains("OIDC"), "{wrong}");
        }
        for wrong in [
            "accounts.google.com",
            "http://accounts.google.com",
            "http://localhost.a.com",
            "https://",
            "https://a?b",
        ] {
            let env = [(PROVIDERS, "google"), (GOOGLE[0].0, wrong), GOOGLE[1], GOOGLE[2]];
            assert!(read(&env).unwrap_err().to_string().contains("ISSUER"), "{wrong}");
        }
    }
}
