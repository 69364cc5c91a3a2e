//! The descriptions of the API, judged by tools that others keep: whether clients of the last release are still served, and whether the description of
//! messages is AsyncAPI.

mod asyncapi;
mod compatibility;
mod finding;
mod planted;
mod record;

pub use asyncapi::check as check_messages;
pub(crate) use compatibility::OASDIFF;
pub use compatibility::check as check_compatibility;
