//! Builds an index anew beside everything else: at a million places it takes seconds, in which changes go on to be public.

use std::sync::mpsc::SyncSender;
use std::thread::{self, JoinHandle};

use crate::db::DbError;
use crate::pipeline::dossier::DossierError;
use crate::search::Snapshot;

type Built = Result<Snapshot, DossierError>;

/// One index at a time, on a thread of its own.
#[derive(Default)]
pub(super) struct Builder(Option<JoinHandle<Built>>);

impl Builder {
    /// Whether nothing is being built.
    pub fn is_idle(&self) -> bool {
        self.0.is_none()
    }

    /// Begins; whoever waits behind `wake` is woken when it is built.
    pub fn begin(&mut self, wake: SyncSender<()>, make: impl FnOnce() -> Built + Send + 'static) {
        let build = move || {
            let built = make();
            // One who is about to be woken anyway needs no second call.
            let _ = wake.try_send(());
            built
        };
        match thread::Builder::new().name("index-build".into()).spawn(build) {
            Ok(thread) => self.0 = Some(thread),
            Err(error) => tracing::error!(%error, "no thread to build the index"),
        }
    }

    /// What was built, once it is.
    pub fn finished(&mut self) -> Option<Built> {
        let thread = self.0.take_if(|thread| thread.is_finished())?;
        Some(thread.join().unwrap_or_else(|_| Err(DbError::Other("building the index panicked".into()).into())))
    }
}
