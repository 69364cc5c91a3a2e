//! Why a body could not be rendered.

use std::io;

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
