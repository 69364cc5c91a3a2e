//! One rule for every call that takes an `Idempotency-Key`: docs/IDEMPOTENCY.md has its table.
//!
//! A hold and an order are stored together with their key, in one step of their own stores. The effect of other calls is idempotent by its
//! nature, and what they are answered is kept beside it: [`KeyedAnswers::once`]. What a repetition is answered is written here for all of them.

mod answers;
mod call;
mod keyed_answers;
mod repetition;

pub use answers::{Answers, AnswersUnavailable, Begun, KeptAnswer, Lease};
pub use call::KeyedCall;
pub use keyed_answers::{CallAnswer, KeyedAnswers};
pub use repetition::{key_in_progress, key_reused, mark_replayed};
