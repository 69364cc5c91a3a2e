#![doc = include_str!("../README.md")]

pub mod api;
pub mod asyncapi;
pub mod demo;
pub mod envelope;
pub mod error_code;
pub mod error_help;
mod error_korean;
pub mod http;
pub mod messages;
pub mod services;
pub mod topics;
pub mod versions;
pub mod wire_time;

pub use envelope::Envelope;
pub use error_code::ErrorCode;
pub use wire_time::WireTime;
