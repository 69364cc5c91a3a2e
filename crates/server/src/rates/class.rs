//! Which kinds of requests there are, and how often each may come: one table for all services.

use actix_web::http::Method;
use primitives::Quota;

/// Of the requests of a scope. Each is counted by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateClass {
    /// Seats: to hold them, to extend holds and to end them.
    Hold,
    /// Places in a line: to get one, to leave it, to be given the pass.
    Pass,
    /// Orders: to place, to pay and to cancel them.
    Order,
    /// Events and their maps: to read and to follow them.
    Read,
}

/// A name for answers, and what one caller has.
type Named = (&'static str, Quota);

/// Of an API key, in place of what a person has of each class: a program has one quota for all that it asks for, and a wider one.
pub(super) const API_KEY: Named = ("api-key", so_many(60, 360));

pub(super) struct ClassQuotas {
    /// Of whom an access token names.
    pub(super) subject: Option<Named>,
    /// Wide, because a carrier has thousands of buyers behind one address.
    pub(super) address: Named,
}

const fn so_many(burst: u32, per_minute: u32) -> Quota {
    Quota { burst, per_minute }
}

impl RateClass {
    pub(super) const fn quotas(self) -> ClassQuotas {
        let (often, wide) = (so_many(30, 120), so_many(300, 3_000));
        match self {
            Self::Hold => ClassQuotas { subject: Some(("hold", often)), address: ("hold-address", wide) },
            Self::Pass => ClassQuotas { subject: Some(("pass", often)), address: ("pass-address", wide) },
            Self::Order => ClassQuotas {
                subject: Some(("order", so_many(10, 10))),
                address: ("order-address", so_many(100, 600)),
            },
            Self::Read => ClassQuotas { subject: None, address: ("read-address", so_many(600, 6_000)) },
        }
    }

    /// Whether a request with this method is of this kind.
    pub(super) fn counts(self, method: &Method) -> bool {
        method.is_safe() == (self == Self::Read)
    }
}
