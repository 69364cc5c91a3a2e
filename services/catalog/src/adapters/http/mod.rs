//! The neighbour of the catalog, asked over HTTP.

mod reservations;

pub use reservations::HttpReservations;
