//! A demo as the person at its terminal finds it.

use std::net::SocketAddr;

use access::OperatorToken;
use primitives::{IdSource, hex};
use server::HttpConfig;

/// Where a demo is, and what opens its console.
pub struct DemoSite {
    pub address: SocketAddr,
    /// Made for this run. Absent where the settings have one: its owner knows it, and it is never shown.
    pub operator_token: Option<String>,
}

impl DemoSite {
    const TOKEN_BYTES: usize = 16;

    pub(crate) fn open(address: SocketAddr, http: &mut HttpConfig, ids: &dyn IdSource) -> Self {
        let operator_token = http.operator_token.is_none().then(|| {
            let mut bytes = [0; Self::TOKEN_BYTES];
            ids.fill(&mut bytes);
            hex(&bytes)
        });
        if let Some(token) = &operator_token {
            http.operator_token = Some(OperatorToken::of(token));
        }
        Self { address, operator_token }
    }
}
