//! Whether the promises are kept: the books are compared page by page, one after the other, for as long as the caller continues.
//!
//! Nothing is locked, so two books may be read at two moments. What looks wrong is therefore checked a second time after a while, and is a
//! breach only if it is still wrong then.

mod books;
mod check;
mod events;
mod lines;
mod messages;
mod orders;
mod pages;
mod pools;

pub use books::{Audit, AuditError};
pub use pages::{AuditPage, Findings};
