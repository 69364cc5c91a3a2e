//! What an order is and how it proceeds: values in, decisions out. Nothing in here waits, reads a clock or draws a number.

mod admission;
mod order;
mod order_key;
mod pace;
mod price_list;
mod progress;
pub mod promises;
mod request;
pub mod saga;
pub mod sales;
mod timeline;

pub use admission::{Admission, LATELY};
pub use order::{CancelReason, Order, OrderStatus};
pub use order_key::{Fingerprint, KeyDigest, OrderKey, OrderSecret};
pub use pace::{Pace, PaceError};
pub use price_list::{PriceList, PriceRange};
pub use progress::{Change, Progress};
pub use request::{OrderRequest, PaymentMethod, RequestFlaw};
pub use timeline::{Entry, Outcome, Step};
