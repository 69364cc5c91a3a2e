//! The use cases of the waiting room.

mod claim;
mod enter;
mod error;
mod joining;
mod live_line;
mod operate;
mod places;
mod proof_trees;
mod proofs;
mod purchases;
mod queue_ticket;
mod stocks;
mod turns;
mod waiting_rooms;

pub use enter::Entered;
pub use error::{EnterError, OpenError, RoomsUnknown, TicketError};
pub use live_line::LiveLine;
pub use operate::{Opening, RoomAction};
pub use places::PlaceView;
pub use proofs::Proof;
pub use purchases::SessionHold;
pub use queue_ticket::{QueueTicket, QueueTickets};
pub use stocks::StockError;
pub use waiting_rooms::WaitingRooms;
