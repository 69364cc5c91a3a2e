//! How often callers may ask, and how answers say so.
//!
//! There is one way: a [`RatePolicy`] is a limit with a name. A service that counts by what stands in a body has policies of its own and asks them in its
//! handlers; all others wrap their scopes in [`Limited`], which asks the policies of a [`RateClass`].

mod class;
mod limited;
mod limits;
mod policy;
mod shared;

pub use class::RateClass;
pub use limited::Limited;
pub(crate) use limits::RateLimits;
pub use policy::{RatePolicy, RatesLeft};
pub use shared::SharedRates;
