//! The books behind tests in which nothing is excused.

use std::time::Duration;

use testkit::Installation;

use crate::audit::Books;
use crate::system;

pub(crate) async fn closed_books(server: &mut Installation) -> Books {
    system::closed_books(server, Duration::ZERO).await
}
