//! Whether Redis and this process accept each other: TLS and credentials.

use primitives::{AccessCheck, EngineRefusal};
use redis::{ConnectionInfo, ErrorKind, RedisError, ServerErrorKind};

/// None where the connection failed for another reason, such as an outage.
pub(crate) fn refusal(info: &ConnectionInfo, error: &RedisError) -> Option<EngineRefusal> {
    let check = if is_denied(error) { AccessCheck::Credentials } else { AccessCheck::of_tls(error)? };
    Some(EngineRefusal { engine: "Redis", address: info.addr().to_string(), check, setting: setting(check) })
}

/// A wrong password, none at all, or a user that may not even ask for the server's run id.
fn is_denied(error: &RedisError) -> bool {
    error.kind() == ErrorKind::AuthenticationFailed
        || error.kind() == ErrorKind::Server(ServerErrorKind::NoPerm)
        || matches!(error.code(), Some("WRONGPASS" | "NOAUTH" | "NOPERM"))
}

fn setting(check: AccessCheck) -> &'static str {
    match check {
        AccessCheck::Authority | AccessCheck::Validity => "REDIS_SSL_CA",
        AccessCheck::HostName => "REDIS_SSL_SERVER_NAME and the host in REDIS_URL",
        AccessCheck::Encryption => "REDIS_URL: rediss:// or redis://",
        AccessCheck::Credentials => "the user and the password in REDIS_URL",
    }
}
