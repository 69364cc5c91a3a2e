//! Whether docker-compose.yml is safe to start: what holds of every container, what its first step makes and refuses, and its gateway alone.

mod containers;
mod gateway;
mod prepare;
mod watching;

pub use containers::are_confined;
pub use gateway::starts_alone;
pub use prepare::makes_and_refuses;
pub use watching::watches;
