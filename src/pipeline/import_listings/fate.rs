//! What becomes of a listing that was read: decided from what the last import left and what happened since.

use std::collections::HashMap;

use crate::db::imports::{self, Known};
use crate::db::listings::ListingRow;
use crate::db::{Conn, DbError, removed_twins};
use crate::domain::submission::SubmissionState;
use crate::keys::Keys;
use crate::pipeline::listing_request::digests;

use super::doubles::{Double, InFile, Listed};
use super::provider::Provider;
use super::{Aim, Request};

/// What becomes of one.
#[derive(Debug, Clone)]
pub(super) enum Fate {
    /// It was never imported.
    New,
    /// It was, and the file says something else now, or it is to be published now.
    Changed(Box<Known>),
    /// It stands as the file says.
    Unchanged,
    /// It is not ours to change any more.
    Left(Why),
    /// It seems to be in the directory already.
    Double(Double),
    /// It was removed on request.
    Removed,
}

/// Decides on a batch, in the order of the file. `conn`: the directory, where there is one; `keys`: by which what was removed is
/// known again.
pub(super) fn of_all(
    mut conn: Option<&mut Conn>,
    keys: Option<&Keys>,
    request: Request<'_>,
    batch: &[Provider],
    in_file: &mut InFile,
) -> Result<Vec<Fate>, DbError> {
    let ids: Vec<&str> = batch.iter().map(|read| read.id.as_str()).collect();
    let mut known = match &mut conn {
        Some(conn) => imports::known(conn, request.origin, &ids)?,
        None => HashMap::new(),
    };
    let removed = match (&mut conn, keys) {
        (Some(conn), Some(keys)) => removed(conn, keys, batch)?,
        _ => vec![false; batch.len()],
    };
    let new: Vec<&Provider> = batch.iter().filter(|read| !known.contains_key(&read.id)).collect();
    let listed = match conn {
        Some(conn) => Listed::near(conn, &new)?,
        None => Listed::default(),
    };
    let decided = batch.iter().zip(removed).map(|(read, is_removed)| {
        if is_removed {
            return Fate::Removed;
        }
        let Some(known) = known.remove(&read.id) else {
            let double = in_file.double_of(read).or_else(|| listed.double_of(request.origin, read));
            return double.map_or_else(
                || {
                    in_file.take(read);
                    Fate::New
                },
                Fate::Double,
            );
        };
        in_file.take(read);
        again(request.aim, read, known)
    });
    Ok(decided.collect())
}

/// Which of a batch were removed on request, whichever directory names them now and under whichever id.
fn removed(conn: &mut Conn, keys: &Keys, batch: &[Provider]) -> Result<Vec<bool>, DbError> {
    let digests: Vec<_> = batch.iter().map(|read| digests(keys, &read.dossier)).collect();
    let known = removed_twins::known(conn, &digests.iter().flatten().collect::<Vec<_>>())?;
    Ok(digests.iter().map(|own| own.iter().any(|digest| known.contains(digest))).collect())
}

/// Why an imported listing is left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Somebody sent a newer version.
    Edited,
    /// The provider confirmed it.
    Confirmed,
    /// Something stood against it, and a person is to decide.
    Questioned,
    /// A person decided on it.
    Reviewed,
    /// It was taken out of sight.
    Hidden,
}

impl Why {
    /// As the second half of a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Why::Edited => "its provider has sent a newer version",
            Why::Confirmed => "its provider has confirmed it",
            Why::Questioned => "a list that was loaded since says something against it, and a reviewer is to decide",
            Why::Reviewed => "a reviewer has decided on it",
            Why::Hidden => "it was taken out of sight",
        }
    }
}

/// Decides on one that was imported before.
fn again(aim: Aim, read: &Provider, known: Known) -> Fate {
    let is_done = match aim {
        Aim::Review => true,
        Aim::Publish => known.row.published_id.as_deref() == Some(known.row.dossier_id.as_str()),
    };
    if known.listing.as_ref().is_some_and(ListingRow::is_removed) {
        return Fate::Removed;
    }
    if is_done && known.row.digest == read.digest {
        return Fate::Unchanged;
    }
    match touched(&known) {
        Some(why) => Fate::Left(why),
        None => Fate::Changed(Box::new(known)),
    }
}

/// Who else had a hand in it since the last import.
fn touched(known: &Known) -> Option<Why> {
    let row = &known.row;
    if known.newest.as_ref().is_none_or(|newest| newest.id != row.dossier_id) {
        return Some(Why::Edited);
    }
    if let Some(listing) = &known.listing {
        if row.published_id.as_deref() != Some(listing.dossier_id.as_str()) {
            return Some(Why::Reviewed);
        }
        if listing.confirmed_at.is_some() {
            return Some(Why::Confirmed);
        }
        if !listing.is_public() {
            return Some(Why::Hidden);
        }
        if known.is_checked {
            return Some(Why::Questioned);
        }
    }
    use SubmissionState::{InReview, Received};
    known.submission.filter(|state| !matches!(state, Received | InReview)).map(|_| Why::Reviewed)
}
