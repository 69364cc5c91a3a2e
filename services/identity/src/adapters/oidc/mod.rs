//! Providers by OpenID Connect: any that publishes what it is.

mod http;
mod metadata;
mod provider;

pub use provider::DiscoveredProvider;
