//! The use cases of the order service. Transactions begin and end in this folder and nowhere else.

mod advance_saga;
pub mod audit;
mod backlog;
mod claim_seats;
mod coalesced;
mod cooldowns;
mod error;
mod frozen_prices;
mod order_feed;
mod order_steps;
mod orders;
mod outgoing;
mod pay;
mod pin_seats;
mod place_order;
mod purchase;
mod read_orders;
mod read_together;
mod saga_event;
mod sales_records;
mod sell_at_box_office;
mod store_orders;
mod sweep_sagas;
mod undecided;

pub use error::{AdvanceError, PayError, PlaceError, PurchaseError, ReadError, SaleError};
pub use order_feed::{OrderFeed, Watch};
pub use orders::{OrderLimits, Orders, Tools};
pub(crate) use outgoing::item_bodies;
pub use pay::{PayOutcome, PayPurchase};
pub use place_order::{PlaceOrder, Placement};
pub use purchase::{MakePurchase, Purchased};
pub use read_orders::OrderPage;
pub use saga_event::{Advanced, Arrival, SagaEvent};
pub use sales_records::SalesRecords;
pub use sell_at_box_office::BoxOfficeSale;
pub use undecided::{UNDECIDED_RETRY_AFTER, UndecidedLimits};
