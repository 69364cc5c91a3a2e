//! The promises hold whatever happens; and without any one of the rules that keep them, one of them breaks.

mod promises;
mod rules;
