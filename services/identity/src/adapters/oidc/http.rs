//! HTTP to a provider: a connection for each request, over TLS unless the provider is on this machine, with a limit on time and on the size of
//! an answer. No redirect is followed.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{HOST, HeaderValue};
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use openidconnect::{HttpRequest, HttpResponse};
use primitives::Cause;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// For a whole request: a browser waits for it.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
const BODY_BYTES_MAX: usize = 256 * 1024;
const LOOPBACK: [&str; 3] = ["127.0.0.1", "[::1]", "localhost"];

#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    #[error("{0} is not an address that a provider can have")]
    Address(Uri),
    #[error("there is no connection")]
    Connection(#[from] std::io::Error),
    #[error("there is no answer")]
    Answer(#[from] hyper::Error),
    #[error("the answer breaks off, or has more than {BODY_BYTES_MAX} bytes")]
    Body(#[source] Cause),
    #[error("there is no answer within {ANSWER_WITHIN:?}")]
    Late,
}

pub(super) type ProviderAnswering = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send>>;

/// Cheap to clone.
#[derive(Clone)]
pub(super) struct ProviderHttp {
    tls: TlsConnector,
}

struct Address {
    host: String,
    port: u16,
    is_secure: bool,
    header: HeaderValue,
    target: Uri,
}

impl ProviderHttp {
    /// Trusts whom this machine trusts.
    pub(super) fn new() -> Result<Self, rustls::Error> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let config = builder.with_root_certificates(roots).with_no_client_auth();
        Ok(Self { tls: TlsConnector::from(Arc::new(config)) })
    }

    /// As the library of the protocol asks it.
    pub(super) fn asked(&self) -> impl Fn(HttpRequest) -> ProviderAnswering + use<> {
        let http = self.clone();
        move |request: HttpRequest| -> ProviderAnswering {
            let http = http.clone();
            Box::pin(async move { http.send(request).await })
        }
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        timeout(ANSWER_WITHIN, self.exchange(request)).await.unwrap_or(Err(HttpError::Late))
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let uri = request.uri().clone();
        let address = Address::of(&uri).ok_or_else(|| HttpError::Address(uri.clone()))?;
        let stream = TcpStream::connect((address.host.as_str(), address.port)).await?;
        if !address.is_secure {
            return answered(stream, request, address).await;
        }
        let name = ServerName::try_from(address.host.clone()).map_err(|_| HttpError::Address(uri))?;
        let stream = self.tls.connect(name, stream).await?;
        answered(stream, request, address).await
    }
}

impl Address {
    fn of(uri: &Uri) -> Option<Self> {
        let host = uri.host()?;
        let is_secure = match uri.scheme_str()? {
            "https" => true,
            "http" if LOOPBACK.contains(&host) => false,
            _ => return None,
        };
        Some(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: uri.port_u16().unwrap_or(if is_secure { 443 } else { 80 }),
            is_secure,
            header: HeaderValue::from_str(uri.authority()?.as_str()).ok()?,
            target: uri.path_and_query()?.as_str().parse().ok()?,
        })
    }
}

async fn answered<S>(stream: S, request: HttpRequest, address: Address) -> Result<HttpResponse, HttpError>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let mut request = request.map(|body| Full::new(Bytes::from(body)));
    *request.uri_mut() = address.target;
    request.headers_mut().insert(HOST, address.header);
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let mut exchange = pin!(exchanged(sender, request));
    tokio::select! {
        answer = &mut exchange => answer,
        // What has arrived until then can still be read.
        ended = connection => {
            ended?;
            exchange.await
        }
    }
}

async fn exchanged(
    mut sender: SendRequest<Full<Bytes>>,
    request: Request<Full<Bytes>>,
) -> Result<HttpResponse, HttpError> {
    let (parts, body) = sender.send_request(request).await?.into_parts();
    let body = Limited::new(body, BODY_BYTES_MAX).collect().await.map_err(HttpError::Body)?;
    Ok(HttpResponse::from_parts(parts, body.to_bytes().to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_asked_without_tls() {
        for (uri, found) in [
            ("https://provider.example/a?b=c", Some(("provider.example", 443, true))),
            ("https://provider.example:8443/a", Some(("provider.example", 8443, true))),
            ("http://localhost:9000/a", Some(("localhost", 9000, false))),
            ("http://127.0.0.1:9000/a", Some(("127.0.0.1", 9000, false))),
            ("http://[::1]:9000/a", Some(("::1", 9000, false))),
            ("http://provider.example/a", None),
            ("http://127.0.0.1.provider.example/a", None),
            ("ftp://provider.example/a", None),
            ("/a", None),
        ] {
            let address = Address::of(&uri.parse().unwrap());
            let address = address.map(|address| (address.host, address.port, address.is_secure));
            let found = found.map(|(host, port, is_secure)| (host.to_owned(), port, is_secure));
            assert_eq!(address, found, "{uri}");
        }
    }
}
