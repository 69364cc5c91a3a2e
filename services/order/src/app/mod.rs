//! The use cases of the order service. Transactions begin and end in this folder and nowhere else.

mod advance_saga;
pub mod audit;
mod backlog;
mod claim_seats;
mod cooldowns;
mod error;
mod frozen_prices;
mod order_coalescer;
mod order_feed;
mod order_reader;
mod order_steps;
mod orders;
mod outgoing;
mod pin_seats;
mod place_order;
mod read_orders;
mod saga_event;
mod sales_records;
mod sweep_sagas;
mod undecided;

pub use error::{AdvanceError, PlaceError, ReadError};
pub use order_feed::{OrderFeed, Watch};
pub use orders::{OrderLimits, Orders, Tools};
pub use place_order::{PlaceOrder, Placement};
pub use read_orders::OrderPage;
pub use saga_event::{Advanced, Arrival, SagaEvent};
pub use sales_records::SalesRecords;
pub use undecided::{UNDECIDED_RETRY_AFTER, UndecidedLimits};
