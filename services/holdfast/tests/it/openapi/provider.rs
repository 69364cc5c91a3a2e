//! A provider of log-ins that says who it is, and nothing else.

use serde_json::{Value, json};
use testkit::Options;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

pub(super) struct Provider {
    address: String,
    _serving: JoinSet<()>,
}

impl Provider {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (mut serving, issuer) = (JoinSet::new(), address.clone());
        serving.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serve(stream, &issuer).await;
            }
        });
        Self { address, _serving: serving }
    }

    /// Under the name of the examples.
    pub(super) fn known_to(&self, options: Options) -> Options {
        options
            .env("HOLDFAST_OIDC_PROVIDERS", "google")
            .env("HOLDFAST_OIDC_GOOGLE_ISSUER", &self.address)
            .env("HOLDFAST_OIDC_GOOGLE_CLIENT_ID", "shop")
            .env("HOLDFAST_OIDC_GOOGLE_CLIENT_SECRET", "a secret of the examples")
    }
}

async fn serve(stream: TcpStream, issuer: &str) {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let asked = lines.next_line().await.unwrap().unwrap_or_default();
    while lines.next_line().await.unwrap().is_some_and(|line| !line.is_empty()) {}
    let body = answer(&asked, issuer).to_string();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}", body.len());
    let _ = writer.write_all(format!("{head}\r\nConnection: close\r\n\r\n{body}").as_bytes()).await;
}

fn answer(asked: &str, issuer: &str) -> Value {
    if asked.contains("/jwks") {
        return json!({ "keys": [] });
    }
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    })
}
