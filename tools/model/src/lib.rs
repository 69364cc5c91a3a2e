#![doc = include_str!("../README.md")]

pub mod rules;
pub mod sale;
pub mod seat_map;
mod shortest;

pub use rules::{Rule, Rules};
pub use sale::SaleModel;
pub use seat_map::SeatMapModel;
pub use shortest::{Counterexample, shortest};
