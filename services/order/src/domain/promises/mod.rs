//! What the system promises, and how the books show that a promise was broken. Each check compares what several books say of one thing;
//! what is still in progress may differ from one book to the next, and is left alone.

mod breach;
mod counts;
mod lines;
mod maps;
mod messages;
mod orders;
mod seats;

pub use breach::{Breach, Promise};
pub use counts::{Counts, PoolStock, PublicStock, of_pool, of_stock};
pub use lines::{LineAdmission, LineReport};
pub use maps::{MapPosition, MapView, of_map};
pub use messages::{OutboxMessage, Sender, of_messages, of_oldest_message};
pub use orders::{
    Account, BuyerPlace, Fate, KeyLink, PaymentRecord, PaymentState, of_key, of_order, of_payment,
};
pub use seats::{HoldBirth, SeatRecord, SeatState, SeatsOfEvent, of_seats, of_single};
