#![doc = include_str!("../README.md")]

// Who may call.
mod token;

// How patiently a neighbour is asked.
mod asker;
mod breaker;

// How it is asked over HTTP.
mod call;
mod config;
mod error;
mod instances;
mod metrics;
mod peer;

pub use asker::{Asker, Patience, Unanswered};
pub use breaker::Breaker;
pub use call::{Call, Reply};
pub use config::{PeerConfig, ServiceSecret};
pub use error::{CallError, Refusal};
pub use instances::Instances;
pub use peer::{PatientPeer, Peer};
pub use token::{Bearer, ServiceKey, TokenRefused};

pub type Cause = Box<dyn std::error::Error + Send + Sync>;
