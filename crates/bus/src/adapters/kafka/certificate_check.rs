//! What is wrong with the certificate of a broker.

use std::fs;
use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use primitives::AccessCheck;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore};

use super::config::Security;

/// For each step with each broker.
const STEP_WITHIN: Duration = Duration::from_secs(2);

/// The first check that a broker fails. None where all pass, or no broker answers.
pub(crate) fn failed(brokers: &str, security: &Security) -> Option<AccessCheck> {
    let config = config(security).ok()?;
    let shaken = |broker| handshake(broker, config.clone()).err();
    brokers.split(',').map(str::trim).filter_map(shaken).find_map(|error| AccessCheck::of_tls(&error))
}

/// The broker refuses those that it has to know by a certificate only after it has shown its own.
fn config(security: &Security) -> io::Result<Arc<ClientConfig>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(io::Error::other)?;
    Ok(Arc::new(builder.with_root_certificates(trusted(security)?).with_no_client_auth()))
}

fn trusted(security: &Security) -> io::Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let Some(file) = &security.authority else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(roots);
    };
    for certificate in CertificateDer::pem_slice_iter(&fs::read(file)?) {
        roots.add(certificate.map_err(io::Error::other)?).map_err(io::Error::other)?;
    }
    Ok(roots)
}

fn handshake(broker: &str, config: Arc<ClientConfig>) -> io::Result<()> {
    let (host, _) = broker.rsplit_once(':').ok_or(io::ErrorKind::InvalidInput)?;
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    let mut client = ClientConnection::new(config, name).map_err(io::Error::other)?;
    let address = broker.to_socket_addrs()?.next().ok_or(io::ErrorKind::NotFound)?;
    let mut stream = TcpStream::connect_timeout(&address, STEP_WITHIN)?;
    stream.set_read_timeout(Some(STEP_WITHIN))?;
    stream.set_write_timeout(Some(STEP_WITHIN))?;
    while client.is_handshaking() {
        client.complete_io(&mut stream)?;
    }
    Ok(())
}
