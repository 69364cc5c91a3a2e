//! A body in the encodings that clients may accept.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    pub plain: Bytes,
    pub gzip: Bytes,
}

impl Encoded {
    /// For a body that is made once and sent for ever, so the best compression is worth its time.
    pub fn of(plain: Vec<u8>) -> io::Result<Self> {
        let gzip = gzip(&plain, Compression::best())?;
        Ok(Self { plain: plain.into(), gzip })
    }
}

pub(super) fn gzip(plain: &[u8], level: Compression) -> io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 8), level);
    encoder.write_all(plain)?;
    Ok(encoder.finish()?.into())
}
