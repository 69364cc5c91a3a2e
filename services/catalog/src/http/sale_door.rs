//! What the socket of a sale needs beside the catalog.

use std::sync::Arc;

use server::StreamDoor;

use crate::ports::Places;

pub(super) struct SaleDoor {
    /// Who may begin with a hold.
    pub(super) streams: StreamDoor,
    /// Where places in the line stand.
    pub(super) places: Arc<dyn Places>,
}
