//! TLS to Redis: whom to trust, and how to be known, beside an address that begins with `rediss`.

use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;

use redis::io::AsyncDNSResolver;
use redis::{
    AsyncConnectionConfig, Client, ClientTlsConfig, ConnectionAddr, ConnectionInfo, RedisFuture,
    TlsCertificates,
};
use settings::{Settings, SettingsError};

const AUTHORITY: &str = "REDIS_SSL_CA";
const CERTIFICATE: &str = "REDIS_SSL_CERT";
const KEY: &str = "REDIS_SSL_KEY";

#[derive(Debug, Clone, Default)]
pub(crate) struct TlsConfig {
    /// What files contain, and the name of the setting with the file.
    authority: Option<Vec<u8>>,
    identity: Option<ClientTlsConfig>,
    server_name: Option<Arc<str>>,
}

impl TlsConfig {
    pub(crate) fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        let authority: Option<String> = settings.optional(
            AUTHORITY,
            "a file with the certificates that Redis' is checked against, with rediss://; absent = the system's",
        )?;
        let certificate: Option<String> = settings
            .optional(CERTIFICATE, "a file with the certificate by which Redis knows this process")?;
        let key: Option<String> = settings.optional(KEY, "a file with the key of REDIS_SSL_CERT")?;
        let server_name: Option<String> = settings.optional(
            "REDIS_SSL_SERVER_NAME",
            "the name that the certificate of every Redis node is for, where that is not its host in the address",
        )?;
        let identity = match (certificate, key) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some(ClientTlsConfig {
                client_cert: content(CERTIFICATE, &certificate)?,
                client_key: content(KEY, &key)?,
            }),
            _ => return Err(SettingsError::refused(CERTIFICATE, "it is given together with REDIS_SSL_KEY")),
        };
        let authority = authority.map(|file| content(AUTHORITY, &file)).transpose()?;
        Ok(Self { authority, identity, server_name: server_name.map(Arc::from) })
    }

    /// The same address with these certificates. Nothing is changed where it is without TLS.
    pub(crate) fn protect(&self, info: ConnectionInfo) -> Result<ConnectionInfo, SettingsError> {
        if !matches!(info.addr(), ConnectionAddr::TcpTls { .. }) {
            return Ok(info);
        }
        let certificates =
            TlsCertificates { client_tls: self.identity.clone(), root_cert: self.authority.clone() };
        match Client::build_with_tls(info, certificates) {
            Ok(client) => Ok(client.get_connection_info().clone()),
            Err(error) => Err(SettingsError::refused(AUTHORITY, error.to_string())),
        }
    }

    pub(crate) fn server_name(&self) -> Option<Arc<str>> {
        self.server_name.clone()
    }
}

/// Connects to the same server, and expects a certificate for this name.
pub(crate) fn expect_name(
    info: ConnectionInfo,
    name: &str,
    config: AsyncConnectionConfig,
) -> (ConnectionInfo, AsyncConnectionConfig) {
    let mut addr = info.addr().clone();
    let ConnectionAddr::TcpTls { host, .. } = &mut addr else { return (info, config) };
    let resolver = OneHost(std::mem::replace(host, name.to_owned()));
    (info.set_addr(addr), config.set_dns_resolver(resolver))
}

/// Whatever name is asked for, it is this host.
struct OneHost(String);

impl AsyncDNSResolver for OneHost {
    fn resolve<'a, 'b: 'a>(
        &'a self,
        _name: &'b str,
        port: u16,
    ) -> RedisFuture<'a, Box<dyn Iterator<Item = SocketAddr> + Send + 'a>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((self.0.as_str(), port)).await?;
            Ok(Box::new(found) as Box<dyn Iterator<Item = SocketAddr> + Send>)
        })
    }
}

fn content(setting: &'static str, file: &str) -> Result<Vec<u8>, SettingsError> {
    fs::read(file).map_err(|error| SettingsError::refused(setting, format!("{file} cannot be read: {error}")))
}
