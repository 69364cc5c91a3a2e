//! The use cases of the waiting room.

mod admission;
mod claim;
mod end_bought;
mod enter;
mod error;
mod follow_stocks;
mod joining;
mod known_places;
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

pub use admission::{Admittance, LineCounts, VisitorStanding, carrying};
pub use enter::Entered;
pub use error::{AskError, EnterError, OpenError, RoomsUnknown, TicketError};
pub use follow_stocks::StockError;
pub use live_line::LiveLine;
pub use operate::{Opening, RoomAction};
pub use places::PlaceView;
pub use proofs::Proof;
pub use purchases::SessionHold;
pub use queue_ticket::{QueueTicket, QueueTickets};
pub use waiting_rooms::WaitingRooms;
