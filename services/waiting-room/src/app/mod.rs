//! The use cases of the waiting room.

mod admission;
mod audit;
mod claim;
mod end_bought;
mod enter;
mod error;
mod guarded_sales;
mod joining;
mod known_places;
mod live_line;
mod loads;
mod operate;
mod places;
mod proof_trees;
mod proofs;
mod purchases;
mod queue_ticket;
mod recalls;
mod restoring;
mod steer_lines;
mod stocks;
mod turns;
mod waiting_rooms;

pub use admission::{Admittance, LineCounts, VisitorStanding, carrying};
pub use audit::LineAudit;
pub use enter::Entered;
pub use error::{AskError, EnterError, OpenError, RoomsUnknown, TicketError};
pub use guarded_sales::GuardedSales;
pub use live_line::LiveLine;
pub use operate::{Opening, RoomAction};
pub use places::PlaceView;
pub use proofs::Proof;
pub use purchases::SessionHold;
pub use queue_ticket::{QueueTicket, QueueTickets};
pub use steer_lines::SteerError;
pub use waiting_rooms::WaitingRooms;
