//! Bodies about providers whose accounts log users in.

use contracts::WireTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "items": [{ "name": "google", "title": "Google" }] })))]
pub(super) struct ProvidersBody {
    pub(super) items: Vec<ProviderBody>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProviderBody {
    /// In the address of its log-in.
    #[schema(example = "google")]
    pub(super) name: String,
    /// For people.
    #[schema(example = "Google")]
    pub(super) title: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "provider": "google", "returnTo": "/account" })))]
pub(super) struct BeginLinkBody {
    /// Its name.
    pub(super) provider: String,
    /// The page of this shop where the browser goes on. Absent: the first one.
    #[serde(default)]
    pub(super) return_to: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "address": "https://accounts.google.com/o/oauth2/v2/auth?response_type=code" })))]
pub(super) struct BegunLinkBody {
    /// Where the same browser goes now.
    pub(super) address: String,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "password": true,
    "items": [{
        "id": "0190b7a0-5c7e-7000-8000-00000000c001", "title": "Google", "issuer": "https://accounts.google.com",
        "email": "mina@example.com", "createdAt": "2026-11-21T09:00:00.000Z",
    }],
})))]
pub(super) struct LinksBody {
    /// Whether the account has one beside the links.
    pub(super) password: bool,
    pub(super) items: Vec<LinkBody>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinkBody {
    pub(super) id: Uuid,
    /// Of the provider, for people; absent where the settings do not name it any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<String>,
    pub(super) issuer: String,
    /// As the provider has vouched for it when the link was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<String>,
    pub(super) created_at: WireTime,
}
