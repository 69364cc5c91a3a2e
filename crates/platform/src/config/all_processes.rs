//! The settings that all processes have.

use std::net::SocketAddr;

use access::ServiceSecret;
use server::{Defaults, HttpConfig};
use settings::{Secret, Settings, SettingsError};

use crate::needed::needed;

const SECRET: &str = "HOLDFAST_SECRET";
/// How every secret begins that stands in this repository, where anyone can read it.
const PUBLIC: &[u8] = b"demo-only-";

#[derive(Debug, Clone)]
pub(crate) struct CommonConfig {
    pub(crate) http: HttpConfig,
    /// Where other services call and operators ask; absent, they cannot.
    pub(crate) internal_listen: Option<SocketAddr>,
    pub(crate) service_secret: Option<ServiceSecret>,
    /// The key of hold tokens and order ids.
    pub(crate) secret: Option<Secret<Vec<u8>>>,
}

impl CommonConfig {
    /// `secret_bytes_min`: how long the secret is at least.
    pub(crate) fn read(
        settings: &mut Settings,
        defaults: Defaults,
        secret_bytes_min: usize,
    ) -> Result<Self, SettingsError> {
        let about = "the address and port where other services call and operators ask, never to be reached by the public; absent: they cannot";
        let internal_listen = settings.optional("HOLDFAST_INTERNAL_LISTEN", about)?;
        let about = "the key of hold tokens and order ids, the same in all services; `holdfast` makes and keeps one in its data folder";
        let secret = settings.secret(SECRET, about)?;
        let secret = secret.map(|secret| long_enough(&secret, secret_bytes_min)).transpose()?;
        let common = Self {
            http: HttpConfig::read(settings, defaults)?,
            internal_listen,
            service_secret: ServiceSecret::read(settings)?,
            secret,
        };
        common.refuse_public_secrets()?;
        Ok(common)
    }

    /// On loopback they are as good as any; elsewhere, anyone who has read this repository could sign tokens.
    fn refuse_public_secrets(&self) -> Result<(), SettingsError> {
        let mut listens = std::iter::once(self.http.listen).chain(self.internal_listen);
        if listens.all(|address| address.ip().is_loopback()) {
            return Ok(());
        }
        let secret = self.secret.as_ref().filter(|secret| secret.expose().starts_with(PUBLIC));
        let service_secret = self.service_secret.as_ref().filter(|secret| secret.begins_with(PUBLIC));
        let name = secret.map(|_| SECRET).or(service_secret.map(|_| ServiceSecret::NAME));
        let reason = "it is a public one, which only a process that listens on loopback alone may have";
        name.map_or(Ok(()), |name| Err(SettingsError::refused(name, reason)))
    }

    /// The same in all services, so only a process with a data folder of its own can make one.
    pub(crate) fn needed_secret(&self) -> anyhow::Result<Secret<Vec<u8>>> {
        needed(self.secret.clone(), SECRET, "$(openssl rand -hex 32)")
    }

    pub(crate) fn needed_service_secret(&self) -> anyhow::Result<ServiceSecret> {
        needed(self.service_secret.clone(), ServiceSecret::NAME, "$(openssl rand -hex 32)")
    }
}

fn long_enough(secret: &Secret<String>, bytes_min: usize) -> Result<Secret<Vec<u8>>, SettingsError> {
    let bytes = secret.expose().as_bytes();
    if bytes.len() < bytes_min {
        return Err(SettingsError::refused(SECRET, format!("it must have at least {bytes_min} bytes")));
    }
    Ok(Secret::new(bytes.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_secret_is_refused_and_not_shown() {
        let env = [(SECRET.to_owned(), "only-thirty-one-bytes-of-secret".to_owned())];
        let mut settings = Settings::load(Vec::new(), env).unwrap();
        let sentence = CommonConfig::read(&mut settings, Defaults::port(8082), 32).unwrap_err().to_string();
        assert!(sentence.contains("at least 32 bytes") && !sentence.contains("thirty-one"), "{sentence}");
    }

    #[test]
    fn the_port_is_a_default_and_other_services_cannot_call() {
        let mut settings = Settings::load(Vec::new(), Vec::new()).unwrap();
        let common = CommonConfig::read(&mut settings, Defaults::port(8082), 32).unwrap();
        assert_eq!((common.http.listen.port(), common.internal_listen), (8082, None));
    }

    fn read(settings: &[(&str, &str)]) -> Result<CommonConfig, SettingsError> {
        let env = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        CommonConfig::read(&mut Settings::load(Vec::new(), env).unwrap(), Defaults::port(8082), 32)
    }

    #[test]
    fn a_public_secret_is_refused_off_loopback() {
        let public = "demo-only-everybody-knows-this-secret";
        for name in [SECRET, ServiceSecret::NAME] {
            for (listen, internal) in [("0.0.0.0:1", "127.0.0.1:2"), ("127.0.0.1:1", "[::]:2")] {
                let listens = [("HOLDFAST_LISTEN", listen), ("HOLDFAST_INTERNAL_LISTEN", internal)];
                let refused = read(&[listens[0], listens[1], (name, public)]).unwrap_err().to_string();
                assert!(refused.contains(name) && refused.contains("public"), "{refused}");
                assert!(read(&[listens[0], listens[1], (name, &public.replace("demo", "mine"))]).is_ok());
            }
            let loopback = [("HOLDFAST_LISTEN", "127.0.0.1:1"), ("HOLDFAST_INTERNAL_LISTEN", "[::1]:2")];
            assert!(read(&[loopback[0], loopback[1], (name, public)]).is_ok());
        }
    }
}
