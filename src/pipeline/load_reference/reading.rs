//! How far the reading of a file is, and what its bytes amount to: told by the thread that reads, asked by the one that keeps.

use std::io::{self, Read};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use sha2::{Digest, Sha256};

use super::Watch;

/// What has been read of a file.
#[derive(Debug)]
pub(super) struct Reading {
    bytes: AtomicU64,
    told: AtomicU64,
    digest: Mutex<Digesting>,
}

impl Reading {
    /// Bytes so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// The digest of all that was read, in hex: asked once, when the file is at its end.
    pub(super) fn sha256(&self) -> String {
        self.digest.lock().unwrap_or_else(PoisonError::into_inner).end()
    }

    /// Tells the watcher what was read since it was told last.
    pub(super) fn tells(&self, watch: &dyn Watch) {
        let read = self.bytes();
        watch.read(read - self.told.swap(read, Ordering::Relaxed));
    }

    fn takes(&self, bytes: &[u8]) {
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        self.digest.lock().unwrap_or_else(PoisonError::into_inner).take(bytes);
    }
}

/// A file whose reading is followed.
pub(super) struct Followed {
    file: Box<dyn Read + Send>,
    reading: Arc<Reading>,
}

impl Followed {
    /// Follows the reading of a file from its beginning.
    pub(super) fn new(file: Box<dyn Read + Send>) -> (Self, Arc<Reading>) {
        let digest = Mutex::new(Digesting::begin());
        let reading = Arc::new(Reading { bytes: AtomicU64::new(0), told: AtomicU64::new(0), digest });
        (Followed { file, reading: reading.clone() }, reading)
    }
}

impl Read for Followed {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buf)?;
        self.reading.takes(&buf[..n]);
        Ok(n)
    }
}

/// Blocks that wait to be digested.
const AHEAD: usize = 4;

/// A digest made on a thread of its own: splitting a registry into rows is the slowest part of loading it, and would wait for it.
#[derive(Debug)]
struct Digesting {
    /// `None` when there is no more.
    blocks: Option<SyncSender<Vec<u8>>>,
    /// Blocks that are done with, for the next.
    spare: Receiver<Vec<u8>>,
    thread: Option<JoinHandle<Sha256>>,
    digest: String,
}

impl Digesting {
    fn begin() -> Self {
        let (blocks, to_digest) = sync_channel::<Vec<u8>>(AHEAD);
        let (done, spare) = sync_channel(AHEAD);
        let thread = thread::spawn(move || {
            let mut sha256 = Sha256::new();
            for block in to_digest {
                sha256.update(&block);
                // Where nobody takes it any more there is no next block either.
                let _ = done.try_send(block);
            }
            sha256
        });
        Digesting { blocks: Some(blocks), spare, thread: Some(thread), digest: String::new() }
    }

    fn take(&mut self, bytes: &[u8]) {
        let mut block = self.spare.try_recv().unwrap_or_default();
        block.clear();
        block.extend_from_slice(bytes);
        if let Some(blocks) = &self.blocks {
            // The thread ends before this only by a panic, which `end` passes on.
            let _ = blocks.send(block);
        }
    }

    fn end(&mut self) -> String {
        self.blocks = None;
        if let Some(thread) = self.thread.take() {
            let sha256 = thread.join().unwrap_or_else(|panic| resume_unwind(panic));
            self.digest = data_encoding::HEXLOWER.encode(&sha256.finalize());
        }
        self.digest.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_that_of_the_whole_file_however_it_is_read() {
        let file: Vec<u8> = (0..1_000_003u32).map(|n| n as u8).collect();
        let whole = data_encoding::HEXLOWER.encode(&Sha256::digest(&file));
        for block in [1_000, 1 << 18, 2_000_000] {
            let (mut followed, reading) = Followed::new(Box::new(io::Cursor::new(file.clone())));
            let mut buffer = vec![0; block];
            while followed.read(&mut buffer).expect("reads") > 0 {}
            assert_eq!((reading.sha256(), reading.bytes()), (whole.clone(), 1_000_003));
            assert_eq!(reading.sha256(), whole, "asked again");
        }
    }
}
