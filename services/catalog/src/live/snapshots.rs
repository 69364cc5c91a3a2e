//! Renderings of a seat map, each made at most once a version however many ask at the same time.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use flate2::Compression;
use parking_lot::Mutex;

use super::encoded::gzip;
use super::map::LiveMap;
use crate::domain::Position;

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
    pub position: Position,
    pub body: Bytes,
}

#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("the body could not be written as JSON")]
    Json(#[from] serde_json::Error),
    #[error("the body could not be compressed")]
    Gzip(#[from] io::Error),
    #[error("the rendering was given up")]
    GivenUp(#[from] tokio::task::JoinError),
    #[error("there is no snapshot yet")]
    NotReady,
}

/// Fast beats small here: this is made again for every version that anybody asks for.
const EFFORT: Compression = Compression::new(4);

#[derive(Debug, Default)]
struct Slot {
    newest: Mutex<Option<Rendering>>,
    /// Held while a rendering is being made.
    making: Arc<tokio::sync::Mutex<()>>,
}

impl Slot {
    fn at_least(&self, position: Position) -> Option<Rendering> {
        let newest = self.newest.lock();
        newest.as_ref().filter(|rendering| rendering.position >= position).cloned()
    }

    fn keep(&self, rendering: &Rendering) {
        *self.newest.lock() = Some(rendering.clone());
    }
}

#[derive(Debug, Default)]
pub(super) struct Snapshots {
    json: Slot,
    json_gzip: Slot,
    packed: Slot,
    packed_gzip: Slot,
}

impl Snapshots {
    fn slot(&self, variant: Variant) -> &Slot {
        match (variant.form, variant.gzip) {
            (Form::Json, false) => &self.json,
            (Form::Json, true) => &self.json_gzip,
            (Form::Packed, false) => &self.packed,
            (Form::Packed, true) => &self.packed_gzip,
        }
    }
}

impl LiveMap {
    /// The map as of now or later. Only one caller at a time makes it, on a thread that may block; the others wait for that one
    /// and take what it made if it is new enough for them.
    pub async fn rendering(self: Arc<Self>, variant: Variant) -> Result<Rendering, RenderError> {
        let wanted = self.position().ok_or(RenderError::NotReady)?;
        let slot = self.snapshots.slot(variant);
        if let Some(rendering) = slot.at_least(wanted) {
            return Ok(rendering);
        }
        let turn = slot.making.clone().lock_owned().await;
        if let Some(rendering) = slot.at_least(wanted) {
            return Ok(rendering);
        }
        let map = self.clone();
        let made = tokio::task::spawn_blocking(move || {
            // The turn ends with the work, also when whoever asked has gone away meanwhile.
            let _turn = turn;
            let rendering = map.render(variant)?;
            map.snapshots.slot(variant).keep(&rendering);
            Ok(rendering)
        });
        made.await?
    }

    fn render(&self, variant: Variant) -> Result<Rendering, RenderError> {
        let snapshot = self.snapshot().ok_or(RenderError::NotReady)?;
        let plain = match variant.form {
            Form::Json => self.plan().seat_map(&snapshot),
            Form::Packed => snapshot.statuses.packed().to_vec(),
        };
        let body = if variant.gzip { gzip(&plain, EFFORT)? } else { plain.into() };
        Ok(Rendering { position: snapshot.position, body })
    }
}
