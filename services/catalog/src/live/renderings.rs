//! Renderings of a seat map, each made at most once a version, however many requests come at the same time.

use std::sync::Arc;

use bytes::Bytes;
use parking_lot::Mutex;

use super::error::RenderError;
use crate::domain::MapPosition;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Json,
    /// The statuses alone, two bits each.
    Packed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variant {
    pub form: Form,
    pub gzip: bool,
}

#[derive(Debug, Clone)]
pub struct Rendering {
    pub position: MapPosition,
    /// What a packed map does not say in its body: of each pool how many units are available, held and sold.
    pub pools: Option<String>,
    pub body: Bytes,
}

#[derive(Debug, Default)]
struct Slot {
    newest: Mutex<Option<Rendering>>,
    /// Held while a rendering is being made.
    making: Arc<tokio::sync::Mutex<()>>,
}

impl Slot {
    fn at_least(&self, position: MapPosition) -> Option<Rendering> {
        let newest = self.newest.lock();
        newest.as_ref().filter(|rendering| rendering.position >= position).cloned()
    }
}

/// The newest rendering of each variant.
#[derive(Debug, Default)]
pub(super) struct Renderings {
    json: Arc<Slot>,
    json_gzip: Arc<Slot>,
    packed: Arc<Slot>,
    packed_gzip: Arc<Slot>,
}

impl Renderings {
    /// A rendering of position `wanted` or later. Single-flight: one caller makes it, on a thread that may block; the others wait, and take
    /// it if it is new enough for them.
    pub(super) async fn get_or_render(
        &self,
        variant: Variant,
        wanted: MapPosition,
        render: impl FnOnce() -> Result<Rendering, RenderError> + Send + 'static,
    ) -> Result<Rendering, RenderError> {
        let slot = self.slot(variant);
        if let Some(rendering) = slot.at_least(wanted) {
            return Ok(rendering);
        }
        let flight = slot.making.clone().lock_owned().await;
        if let Some(rendering) = slot.at_least(wanted) {
            return Ok(rendering);
        }
        let slot = slot.clone();
        let made = tokio::task::spawn_blocking(move || {
            // The flight ends with the work, also when the caller has gone away meanwhile.
            let _flight = flight;
            let rendering = render()?;
            *slot.newest.lock() = Some(rendering.clone());
            Ok(rendering)
        });
        made.await?
    }

    fn slot(&self, variant: Variant) -> &Arc<Slot> {
        match (variant.form, variant.gzip) {
            (Form::Json, false) => &self.json,
            (Form::Json, true) => &self.json_gzip,
            (Form::Packed, false) => &self.packed,
            (Form::Packed, true) => &self.packed_gzip,
        }
    }
}
