#![doc = include_str!("../README.md")]

mod access_tokens;
mod actions;
#[cfg(test)]
mod actions_tests;
mod allow;
mod carried_secret;
mod guests;
mod hold_tokens;
mod key_ring;
mod operator_token;
mod policy;
mod proxies;
mod roles;
mod sale_pass;
mod service_secret;
mod service_tokens;
mod stream_tokens;
mod token_verifiers;
mod work;
mod work_seal;

pub use access_tokens::{
    ACCESS_TOKEN_LIFE, AccessClaims, AccessKey, AccessRefused, AccessTokens, CannotSign, ChangedRights,
    DEVICE_TOKEN_LIFE, EndedSession, InvalidKey, KEY_TOKEN_LIFE, TokenWatch, VerificationKey, is_subject,
};
pub use actions::{Action, ActionObject, ActionScope, may};
pub use allow::{Allow, Object};
pub use carried_secret::PresentedToken;
pub use guests::{ClientNetwork, Guests, VisitorNames};
pub use hold_tokens::{ForgedToken, HoldTokens};
pub use operator_token::OperatorToken;
pub use policy::AccessPolicy;
pub use proxies::TrustedProxies;
pub use roles::{GatePlace, ORGS_MAX, OrgRole, PlatformRole, Principal, Rights};
pub use sale_pass::{PassRefused, SalePass, SalePasses};
pub use service_secret::ServiceSecret;
pub use service_tokens::{Bearer, ServiceKey, TokenRefused};
pub use stream_tokens::{STREAM_TOKEN_LIFE, StreamSubject, StreamTokenRefused, StreamTokens};
pub use token_verifiers::TokenVerifiers;
pub use work::{SOLVED_WITHIN, WORK_BITS_MAX, WorkChallenge, WorkPrice, WorkProof, WorkRefusal, is_solved};
pub use work_seal::WorkSeal;
