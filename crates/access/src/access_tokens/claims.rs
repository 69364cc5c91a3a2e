//! What an access token says.

use std::collections::BTreeMap;

use primitives::{EventId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ACCESS_TOKEN_LIFE, DEVICE_TOKEN_LIFE, SKEW_SECONDS};
use crate::roles::{GatePlace, ORGS_MAX, OrgRole, PlatformRole, Principal, Rights};
use crate::service_tokens::seconds;

pub(super) const AUDIENCE: &str = "holdfast";

/// What identity says of a session, at the time of issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessClaims {
    pub issuer: String,
    /// `u:`, `g:`, `k:` or `d:`, and the id of the user, the guest, the API key or the device.
    pub subject: UserId,
    /// Of an API key or a device, its id: what ends it, ends its tokens.
    pub session: Uuid,
    pub token: Uuid,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
    /// When the password was last given; of a guest, when the session began.
    pub authenticated_at: Timestamp,
    /// How: `pwd`, `guest`, `key` or `device`.
    pub method: &'static str,
    /// The guest that this session grew from.
    pub guest: Option<UserId>,
    pub rights: Rights,
    /// Of a device, the only gate that it is for.
    pub gate: Option<GatePlace>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Claims {
    iss: String,
    /// A text: a list of audiences is refused.
    aud: String,
    sub: String,
    sid: Uuid,
    iat: i64,
    /// We write none, and one that we did not write is obeyed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    exp: i64,
    jti: Uuid,
    auth_time: i64,
    amr: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gst: Option<String>,
    /// Roles by organization. Names that this version does not know give no right.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    org: BTreeMap<Uuid, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    platform: Option<String>,
    /// The version of the rights.
    #[serde(default, skip_serializing_if = "is_zero")]
    rv: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gate: Option<GateClaim>,
}

#[derive(Debug, Serialize, Deserialize)]
struct GateClaim {
    event: i64,
    name: String,
}

fn is_zero(version: &u64) -> bool {
    *version == 0
}

impl From<&AccessClaims> for Claims {
    fn from(claims: &AccessClaims) -> Self {
        Self {
            iss: claims.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: claims.subject.as_str().to_owned(),
            sid: claims.session,
            iat: seconds(claims.issued_at),
            nbf: None,
            exp: seconds(claims.expires_at),
            jti: claims.token,
            auth_time: seconds(claims.authenticated_at),
            amr: vec![claims.method.to_owned()],
            gst: claims.guest.as_ref().map(|guest| guest.as_str().to_owned()),
            org: claims.rights.orgs.iter().map(|(org, role)| (*org, role.name().to_owned())).collect(),
            platform: claims.rights.platform.map(|role| role.name().to_owned()),
            rv: claims.rights.version,
            gate: claims
                .gate
                .as_ref()
                .map(|gate| GateClaim { event: gate.event.get(), name: gate.name.clone() }),
        }
    }
}

impl Claims {
    /// None: nothing that we sign. Whether it has expired remains to be asked.
    pub(super) fn principal(self, now: i64) -> Option<Principal> {
        let subject = UserId::parse(&self.sub).filter(|_| is_subject(&self.sub))?;
        let life = if subject.is_gate_device() { DEVICE_TOKEN_LIFE } else { ACCESS_TOKEN_LIFE };
        let life_max = i64::try_from(life.as_secs()).unwrap_or(i64::MAX);
        let lasts = self.exp.checked_sub(self.iat)?;
        let begins = self.nbf.unwrap_or(self.iat).max(self.iat);
        if !(0..=life_max).contains(&lasts) || begins > now.saturating_add(SKEW_SECONDS) {
            return None;
        }
        let gate = match self.gate {
            Some(gate) => Some(gate.place()?),
            None => None,
        };
        // A device without a gate, or a gate of anything else, is nothing that we sign.
        if self.org.len() > ORGS_MAX || subject.is_gate_device() != gate.is_some() {
            return None;
        }
        let orgs = self.org.into_iter().filter_map(|(org, role)| Some((org, OrgRole::named(&role)?)));
        Some(Principal {
            subject,
            session: self.sid,
            guest: self.gst.as_deref().and_then(UserId::parse).filter(UserId::is_guest),
            authenticated_at: self.auth_time,
            issued_at: self.iat,
            expires_at: self.exp,
            rights: Rights {
                version: self.rv,
                orgs: orgs.collect(),
                platform: self.platform.as_deref().and_then(PlatformRole::named),
            },
            gate,
        })
    }
}

impl GateClaim {
    /// None: of no event that there can be.
    fn place(self) -> Option<GatePlace> {
        Some(GatePlace { event: EventId::new(self.event).ok()?, name: self.name })
    }
}

/// Whether only identity can have given this name: to a user (`u:`), a guest (`g:`), an API key (`k:`) or the device of a gate (`d:`).
#[must_use]
pub fn is_subject(subject: &str) -> bool {
    UserId::parse(subject).is_some_and(|name| {
        name.is_account() || name.is_guest() || name.is_api_key() || name.is_gate_device()
    })
}
