//! The settings that all programs have.

use std::net::SocketAddr;

use access::ServiceSecret;
use server::HttpConfig;
use settings::{Secret, Settings, SettingsError};

use crate::needed;

const SECRET: &str = "HOLDFAST_SECRET";

#[derive(Debug, Clone)]
pub struct CommonConfig {
    pub http: HttpConfig,
    /// Where other services call; absent, they cannot.
    pub internal_listen: Option<SocketAddr>,
    pub service_secret: Option<ServiceSecret>,
    /// The key of hold tokens and order ids.
    pub secret: Option<Secret<Vec<u8>>>,
}

impl CommonConfig {
    /// `port` is where the program listens unless it is told otherwise, `secret_bytes_min` how long its secret is at least.
    pub fn read(settings: &mut Settings, port: u16, secret_bytes_min: usize) -> Result<Self, SettingsError> {
        let about = "the address and port where other services call, never to be reached by the public; absent: they cannot";
        let internal_listen = settings.optional("HOLDFAST_INTERNAL_LISTEN", about)?;
        let about = "the key of hold tokens and order ids, the same in all services; `holdfast` makes and keeps one in its data folder";
        let secret = settings.secret::<String>(SECRET, about)?;
        let secret = secret.map(|secret| long_enough(&secret, secret_bytes_min)).transpose()?;
        Ok(Self {
            http: HttpConfig::read(settings, port)?,
            internal_listen,
            service_secret: ServiceSecret::read(settings)?,
            secret,
        })
    }

    /// The same in all services, so only whoever has a place of its own to keep one can make one.
    pub fn needed_secret(&self) -> anyhow::Result<Secret<Vec<u8>>> {
        needed(self.secret.clone(), SECRET, "$(openssl rand -hex 32)")
    }

    pub fn needed_service_secret(&self) -> anyhow::Result<ServiceSecret> {
        needed(self.service_secret.clone(), "HOLDFAST_SERVICE_SECRET", "$(openssl rand -hex 32)")
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
        let sentence = CommonConfig::read(&mut settings, 8082, 32).unwrap_err().to_string();
        assert!(sentence.contains("at least 32 bytes") && !sentence.contains("thirty-one"), "{sentence}");
    }

    #[test]
    fn each_program_has_a_port_of_its_own() {
        let mut settings = Settings::load(Vec::new(), Vec::new()).unwrap();
        let basics = CommonConfig::read(&mut settings, 8082, 32).unwrap();
        assert_eq!((basics.http.listen.port(), basics.internal_listen), (8082, None));
    }
}
