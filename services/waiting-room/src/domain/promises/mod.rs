//! What is promised of a line, and how what is recorded of it shows that a promise was broken.

mod admissions;
mod draws;
mod flaw;

#[cfg(test)]
mod tests;

pub use admissions::of_admissions;
pub use draws::of_draw;
pub use flaw::{LineFlaw, LinePromise};
