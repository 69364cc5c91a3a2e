//! What an order is and how it proceeds: values in, decisions out. Nothing in here waits, reads a clock or draws a number.

mod admission;
mod buyer_places;
mod item;
mod order;
mod order_details;
mod order_key;
mod price_list;
mod progress;
pub mod promises;
mod purchase;
mod purchase_request;
mod request;
pub mod saga;
mod saga_timeouts;
pub mod sales;
mod timeline;

pub use admission::{Admission, AdmissionControl, DecidedOrder, Observation, is_decision, is_undecided};
pub use buyer_places::{TakenPlaces, free_places};
pub use item::OrderItem;
pub use order::{CancelReason, Order, OrderStatus};
pub use order_details::{OrderCursor, OrderDetails, WantedOrders};
pub use order_key::{Fingerprint, KeyDigest, OrderKey, OrderSecret};
pub use price_list::{PriceList, PriceRange, Unpriced};
pub use progress::{Progress, ProgressChange};
pub use purchase::Purchase;
pub use purchase_request::PurchaseRequest;
pub use request::{OrderRequest, PaymentMethod, RequestFlaw};
pub use saga_timeouts::{InvalidTimeouts, SagaTimeouts};
pub use timeline::{Entry, Outcome, Step};
