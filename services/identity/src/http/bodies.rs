//! Bodies. Those with a password or a token in them cannot be printed.

use contracts::WireTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use uuid::Uuid;

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "email": "mina@example.com", "name": "Mina Kim", "locale": "en" })))]
pub(super) struct RegisterBody {
    #[schema(schema_with = address)]
    pub(super) email: String,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]+$")]
    pub(super) name: Option<String>,
    /// The language of the mails.
    #[serde(default)]
    #[schema(pattern = "^(ko|en)$")]
    pub(super) locale: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "token": "a-token-of-a-link", "password": "correct staple of horses" })))]
pub(super) struct VerifyBody {
    /// Of the link in the mail, behind `#token=`.
    pub(super) token: String,
    pub(super) password: String,
    /// Whether the refresh token is to be set as a cookie, and not shown.
    #[serde(default)]
    pub(super) cookie: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "email": "mina@example.com", "password": "correct staple of horses" })))]
pub(super) struct LoginBody {
    #[schema(schema_with = address)]
    pub(super) email: String,
    pub(super) password: String,
    /// Whether the refresh token is to be set as a cookie, and not shown.
    #[serde(default)]
    pub(super) cookie: bool,
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "cookie": false })))]
pub(super) struct GuestBody {
    /// Whether the refresh token is to be set as a cookie, and not shown.
    #[serde(default)]
    pub(super) cookie: bool,
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "refreshToken": "a-refresh-token" })))]
pub(super) struct RefreshBody {
    /// Absent: the one in the cookie.
    #[serde(default)]
    pub(super) refresh_token: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "email": "mina@example.com", "locale": "en" })))]
pub(super) struct ForgotBody {
    #[schema(schema_with = address)]
    pub(super) email: String,
    /// The language of the mail where the address has no account.
    #[serde(default)]
    #[schema(pattern = "^(ko|en)$")]
    pub(super) locale: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "token": "a-token-of-a-link", "password": "a staple of other horses" })))]
pub(super) struct ResetBody {
    pub(super) token: String,
    pub(super) password: String,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "accessToken": "an-access-token", "tokenType": "Bearer", "expiresIn": 600,
    "refreshToken": "a-refresh-token", "subject": "u:0190b7a0-0000-7000-8000-000000000001",
    "sessionId": "0190b7a0-5c7e-7000-8000-00000000b001",
})))]
pub(super) struct SignedInBody {
    /// To be sent as `Authorization: Bearer`, and kept in memory alone.
    pub(super) access_token: String,
    #[schema(example = "Bearer")]
    pub(super) token_type: &'static str,
    /// In seconds.
    pub(super) expires_in: u64,
    /// Absent where it was set as a cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) refresh_token: Option<String>,
    /// As holds and orders name their owner.
    #[schema(example = "u:0190b7a0-0000-7000-8000-000000000001")]
    pub(super) subject: String,
    pub(super) session_id: Uuid,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "id": "0190b7a0-0000-7000-8000-000000000001", "email": "mina@example.com", "name": "Mina Kim",
    "locale": "en", "createdAt": "2026-11-21T09:00:00.000Z",
})))]
pub(super) struct AccountBody {
    pub(super) id: Uuid,
    pub(super) email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    pub(super) locale: String,
    pub(super) created_at: WireTime,
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "name": "Mina K.", "locale": "ko" })))]
pub(super) struct ChangeAccountBody {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]+$")]
    pub(super) name: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^(ko|en)$")]
    pub(super) locale: Option<String>,
    /// Needed for `newPassword`.
    #[serde(default)]
    pub(super) current_password: Option<String>,
    /// With it all other sessions end.
    #[serde(default)]
    pub(super) new_password: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "password": "a staple of other horses" })))]
pub(super) struct DeleteAccountBody {
    /// Absent: of a user who has none, and has logged in within ten minutes.
    #[serde(default)]
    pub(super) password: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "items": [{
        "id": "0190b7a0-5c7e-7000-8000-00000000b001", "current": true, "agent": "Firefox on Linux",
        "network": "203.0.113.0/24", "createdAt": "2026-11-21T09:00:00.000Z", "usedAt": "2026-11-21T09:00:00.412Z",
        "expiresAt": "2026-12-21T09:00:00.000Z",
    }],
})))]
pub(super) struct SessionsBody {
    pub(super) items: Vec<SessionBody>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionBody {
    pub(super) id: Uuid,
    /// Whether it is the one that asks.
    pub(super) current: bool,
    /// What the browser says it is.
    pub(super) agent: String,
    /// The network it came from.
    pub(super) network: String,
    pub(super) created_at: WireTime,
    pub(super) used_at: WireTime,
    pub(super) expires_at: WireTime,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "items": [{
        "to": "mina@example.com", "subject": "Welcome", "text": "https://shop.example/verify#token=a-token-of-a-link",
    }],
})))]
pub(super) struct MailboxBody {
    pub(super) items: Vec<LetterBody>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LetterBody {
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) text: String,
}

/// RFC 7517.
#[derive(Serialize, ToSchema)]
#[schema(examples(json!({
    "keys": [{
        "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "2026-11",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    }],
})))]
pub(super) struct JwksBody {
    pub(super) keys: Vec<JwkBody>,
}

/// RFC 8037.
#[derive(Serialize, ToSchema)]
pub(super) struct JwkBody {
    #[schema(example = "OKP")]
    pub(super) kty: &'static str,
    #[schema(example = "Ed25519")]
    pub(super) crv: &'static str,
    #[schema(example = "EdDSA")]
    pub(super) alg: &'static str,
    #[serde(rename = "use")]
    #[schema(example = "sig")]
    pub(super) usage: &'static str,
    pub(super) kid: String,
    pub(super) x: String,
}

/// Of a mailbox.
fn address() -> ObjectBuilder {
    const PATTERN: &str = "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$";
    let text = ObjectBuilder::new().schema_type(Type::String).max_length(Some(254)).pattern(Some(PATTERN));
    text.examples(["mina@example.com"])
}
