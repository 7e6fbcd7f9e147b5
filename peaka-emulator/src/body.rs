//! Response bodies, including large ones that are generated while they are read.

use std::fmt;
use std::io::Read;

use flate2::Compression;
use flate2::read::GzEncoder;
use hyper::body::Bytes;

/// The body of a response, as an iterator over chunks.
///
/// Most bodies are a single chunk. Those of [`Fault::Oversized`](crate::Fault::Oversized) and
/// [`Fault::GzipBomb`](crate::Fault::GzipBomb) are generated while they are read, in chunks of at most 64 KiB, so
/// their length does not affect the memory use.
pub struct Body(Content);

enum Content {
    Whole(Bytes),
    Oversized(PaddedList),
    GzipBomb(Box<GzEncoder<PaddedList>>),
}

/// The maximum length of a chunk in bytes.
const MAX_CHUNK: usize = 64 * 1024;

/// The maximum length of a chunk of a gzip bomb in bytes. It is small because the encoder has to read about a thousand
/// times as many bytes to produce it.
const MAX_GZIP_CHUNK: usize = 1024;

static SPACES: [u8; MAX_CHUNK] = [b' '; MAX_CHUNK];

impl Body {
    /// Returns the rest of the body as one buffer.
    ///
    /// This allocates the full length, which for generated bodies is the length set in the fault.
    pub fn into_bytes(self) -> Bytes {
        match self.0 {
            Content::Whole(bytes) => bytes,
            generated => Self(generated).flatten().collect::<Vec<u8>>().into(),
        }
    }

    pub(crate) fn empty() -> Self {
        Self::whole(Bytes::new())
    }

    pub(crate) fn whole(bytes: impl Into<Bytes>) -> Self {
        Self(Content::Whole(bytes.into()))
    }

    pub(crate) fn oversized(length: u64) -> Self {
        Self(Content::Oversized(PaddedList::new(length)))
    }

    pub(crate) fn gzip_bomb(length: u64) -> Self {
        let encoder = GzEncoder::new(PaddedList::new(length), Compression::default());
        Self(Content::GzipBomb(Box::new(encoder)))
    }

    /// Returns the number of bytes that are left, if it is known before they are generated.
    pub(crate) fn remaining_length(&self) -> Option<u64> {
        match &self.0 {
            Content::Whole(bytes) => Some(bytes.len() as u64),
            Content::Oversized(list) => Some(list.remaining),
            Content::GzipBomb(_) => None,
        }
    }

    /// Shortens the body to its first bytes. Does nothing to a generated body.
    pub(crate) fn truncate(&mut self, bytes: usize) {
        if let Content::Whole(whole) = &mut self.0 {
            whole.truncate(bytes);
        }
    }

    /// Returns the next chunk. `max_length` applies to bodies that are not generated.
    pub(crate) fn next_chunk(&mut self, max_length: usize) -> Option<Bytes> {
        let chunk = match &mut self.0 {
            Content::Whole(bytes) => bytes.split_to(max_length.min(bytes.len())),
            Content::Oversized(list) => list.next_chunk(),
            Content::GzipBomb(encoder) => {
                let mut chunk = vec![0; MAX_GZIP_CHUNK];
                // Neither the list nor the encoder can fail.
                let read = encoder.read(&mut chunk).unwrap_or(0);
                chunk.truncate(read);
                chunk.into()
            }
        };
        Some(chunk).filter(|chunk| !chunk.is_empty())
    }
}

impl Iterator for Body {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        self.next_chunk(usize::MAX)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Content::Whole(bytes) => bytes.fmt(f),
            Content::Oversized(list) => write!(f, "{} bytes of padding", list.remaining),
            Content::GzipBomb(_) => f.write_str("a gzip bomb"),
        }
    }
}

/// An empty JSON list, padded with spaces to a given length of at least two bytes.
struct PaddedList {
    length: u64,
    remaining: u64,
}

impl PaddedList {
    fn new(length: u64) -> Self {
        let length = length.max(2);
        Self {
            length,
            remaining: length,
        }
    }

    fn next_chunk(&mut self) -> Bytes {
        let chunk = if self.remaining == self.length {
            Bytes::from_static(b"[")
        } else if self.remaining > 1 {
            let spaces = usize::try_from(self.remaining - 1)
                .unwrap_or(MAX_CHUNK)
                .min(MAX_CHUNK);
            Bytes::from_static(&SPACES[..spaces])
        } else if self.remaining == 1 {
            Bytes::from_static(b"]")
        } else {
            Bytes::new()
        };
        self.remaining -= chunk.len() as u64;
        chunk
    }
}

impl Read for PaddedList {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut read = 0;
        while read < buffer.len() {
            let before = self.remaining;
            let mut chunk = self.next_chunk();
            if chunk.is_empty() {
                break;
            }
            chunk.truncate(buffer.len() - read);
            self.remaining = before - chunk.len() as u64;
            buffer[read..read + chunk.len()].copy_from_slice(&chunk);
            read += chunk.len();
        }
        Ok(read)
    }
}
