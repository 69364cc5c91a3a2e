//! What a binary is made of.

use crate::{AllInOne, Mountable};

/// A binary: its name, and the services that it can serve.
pub(crate) struct Program<'a> {
    pub(crate) name: String,
    pub(crate) services: &'a [Mountable],
    pub(crate) all_in_one: Option<&'a AllInOne>,
}
