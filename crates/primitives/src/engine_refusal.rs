//! Why an engine and this process do not accept each other, in one line for the operator who has to mend it.

use std::error::Error;
use std::fmt;

use crate::error_chain;

/// The check that failed before the first command was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessCheck {
    Authority,
    HostName,
    Validity,
    Encryption,
    Credentials,
}

/// Of one server. `setting` is where the operator looks first.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{engine} at {address} is not used: {check}; see {setting}")]
pub struct EngineRefusal {
    pub engine: &'static str,
    pub address: String,
    pub check: AccessCheck,
    pub setting: &'static str,
}

/// What rustls writes about a certificate, or about a peer that does not speak TLS.
const OF_TLS: [(&str, AccessCheck); 10] = [
    ("UnknownIssuer", AccessCheck::Authority),
    ("BadSignature", AccessCheck::Authority),
    ("certificate not valid for name", AccessCheck::HostName),
    ("certificate expired", AccessCheck::Validity),
    ("certificate not valid yet", AccessCheck::Validity),
    ("peer certificate: NotValidForName", AccessCheck::HostName),
    ("peer certificate: Expired", AccessCheck::Validity),
    ("peer certificate: NotValidYet", AccessCheck::Validity),
    ("InvalidContentType", AccessCheck::Encryption),
    ("server does not support TLS", AccessCheck::Encryption),
];

impl AccessCheck {
    /// None where the handshake failed for another reason, such as an outage.
    #[must_use]
    pub fn of_tls(error: &(dyn Error + 'static)) -> Option<Self> {
        let text = error_chain(error).to_string();
        OF_TLS.iter().find(|(words, _)| text.contains(words)).map(|(_, check)| *check)
    }

    /// Whether waiting may help at the start: a certificate is renewed at the server, everything else is a setting.
    #[must_use]
    pub fn may_pass_later(self) -> bool {
        self == Self::Validity
    }
}

impl fmt::Display for AccessCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Authority => "its certificate is not signed by an authority that this process trusts",
            Self::HostName => "its certificate is for another host name",
            Self::Validity => "its certificate has expired or is not valid yet",
            Self::Encryption => "one side expects TLS and the other does not",
            Self::Credentials => "it does not accept the user or the password",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_no_failed_check() {
        let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        assert_eq!(AccessCheck::of_tls(&refused), None);
        let issuer = std::io::Error::other("invalid peer certificate: UnknownIssuer");
        assert_eq!(AccessCheck::of_tls(&issuer), Some(AccessCheck::Authority));
    }

    #[test]
    fn a_refusal_names_engine_address_check_and_setting() {
        let refusal = EngineRefusal {
            engine: "MySQL",
            address: "db:3306".to_owned(),
            check: AccessCheck::HostName,
            setting: "DATABASE_URL",
        };
        let line = "MySQL at db:3306 is not used: its certificate is for another host name; see DATABASE_URL";
        assert_eq!(refusal.to_string(), line);
    }
}
