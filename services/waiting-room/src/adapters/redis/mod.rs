//! The line store at scale: Redis, where scripts execute the commands.
//!
//! `scripts/` is the rules of `domain/` a second time, because they have to be applied where the lines are; the contract suite and a test on
//! random commands compare the two. What operators change is decided by the domain alone, and written where nothing has changed meanwhile.

mod answer;
mod changes;
mod keys;
mod recovery;
mod scripts;
mod store;

pub use store::RedisLines;
