//! Whether docker-compose.yml is safe to start: what holds of every container, who its callers are, what its first step makes
//! and refuses, and its gateway alone.

mod callers;
mod containers;
mod gateway;
mod prepare;
mod watching;

pub use callers::are_proven;
pub use containers::are_confined;
pub use gateway::starts_alone;
pub use prepare::makes_and_refuses;
pub use watching::watches;
