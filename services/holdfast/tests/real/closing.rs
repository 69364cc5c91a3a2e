//! The books behind tests in which nothing is excused.

use testkit::Installation;

use crate::audit::Books;
use crate::system::{self, Exceptions};

pub(crate) async fn closed_books(server: &mut Installation) -> Books {
    system::closed_books(server, &Exceptions::default()).await
}
