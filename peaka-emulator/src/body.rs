//! The body of an answer, made as it is read.

use std::fmt;
use std::io::Read;

use flate2::Compression;
use flate2::read::GzEncoder;
use hyper::body::Bytes;

/// The body of an answer, in pieces. Most are one piece; those of [`Fault::Oversized`](crate::Fault::Oversized) and
/// [`Fault::GzipBomb`](crate::Fault::GzipBomb) are made while they are read, so that however long they are, a piece is
/// never above 64 KiB.
pub struct Body(Content);

enum Content {
    Whole(Bytes),
    Oversized(BlankList),
    GzipBomb(Box<GzEncoder<BlankList>>),
}

/// The bytes that a piece has at most.
const PIECE: usize = 64 * 1024;

/// A piece of what inflates to a thousand times as much, all of which has to be deflated first.
const BOMB_PIECE: usize = 1024;

static BLANKS: [u8; PIECE] = [b' '; PIECE];

impl Body {
    /// All that is left of it, in one piece: as long as the fault wanted it to be.
    pub fn into_bytes(self) -> Bytes {
        match self.0 {
            Content::Whole(bytes) => bytes,
            made => Self(made).flatten().collect::<Vec<u8>>().into(),
        }
    }

    pub(crate) fn empty() -> Self {
        Self::whole(Bytes::new())
    }

    pub(crate) fn whole(bytes: impl Into<Bytes>) -> Self {
        Self(Content::Whole(bytes.into()))
    }

    pub(crate) fn oversized(bytes: u64) -> Self {
        Self(Content::Oversized(BlankList::new(bytes)))
    }

    pub(crate) fn gzip_bomb(bytes: u64) -> Self {
        let encoder = GzEncoder::new(BlankList::new(bytes), Compression::default());
        Self(Content::GzipBomb(Box::new(encoder)))
    }

    /// How many bytes are left, where that is known before they are made.
    pub(crate) fn left(&self) -> Option<u64> {
        match &self.0 {
            Content::Whole(bytes) => Some(bytes.len() as u64),
            Content::Oversized(list) => Some(list.left),
            Content::GzipBomb(_) => None,
        }
    }

    /// Only the beginning of it, if it is one piece.
    pub(crate) fn truncate(&mut self, bytes: usize) {
        if let Content::Whole(whole) = &mut self.0 {
            whole.truncate(bytes);
        }
    }

    /// The next bytes: as many as that at most, if it is one piece.
    pub(crate) fn next_up_to(&mut self, most: usize) -> Option<Bytes> {
        let piece = match &mut self.0 {
            Content::Whole(bytes) => bytes.split_to(most.min(bytes.len())),
            Content::Oversized(list) => list.next_piece(),
            Content::GzipBomb(encoder) => {
                let mut piece = vec![0; BOMB_PIECE];
                // Neither the list nor the encoder can fail.
                let read = encoder.read(&mut piece).unwrap_or(0);
                piece.truncate(read);
                piece.into()
            }
        };
        Some(piece).filter(|piece| !piece.is_empty())
    }
}

impl Iterator for Body {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        self.next_up_to(usize::MAX)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Content::Whole(bytes) => bytes.fmt(f),
            Content::Oversized(list) => write!(f, "{} bytes of blanks", list.left),
            Content::GzipBomb(_) => f.write_str("a gzip bomb"),
        }
    }
}

/// An empty JSON list with blanks in it: JSON of any length above one byte.
struct BlankList {
    bytes: u64,
    left: u64,
}

impl BlankList {
    fn new(bytes: u64) -> Self {
        let bytes = bytes.max(2);
        Self { bytes, left: bytes }
    }

    fn next_piece(&mut self) -> Bytes {
        let piece = if self.left == self.bytes {
            Bytes::from_static(b"[")
        } else if self.left > 1 {
            let blanks = usize::try_from(self.left - 1).unwrap_or(PIECE).min(PIECE);
            Bytes::from_static(&BLANKS[..blanks])
        } else if self.left == 1 {
            Bytes::from_static(b"]")
        } else {
            Bytes::new()
        };
        self.left -= piece.len() as u64;
        piece
    }
}

impl Read for BlankList {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut read = 0;
        while read < buffer.len() {
            let before = self.left;
            let mut piece = self.next_piece();
            if piece.is_empty() {
                break;
            }
            piece.truncate(buffer.len() - read);
            self.left = before - piece.len() as u64;
            buffer[read..read + piece.len()].copy_from_slice(&piece);
            read += piece.len();
        }
        Ok(read)
    }
}
