//! The HTTP API from the outside: calls, answers, and a buyer who makes the usual ones.

mod answer;
mod api_client;
mod buyer;
mod call;
mod sold;

pub use answer::Answer;
pub use api_client::ApiClient;
pub use buyer::{Buyer, Purchase};
pub use call::Call;
pub use sold::sold_in_the_end;
