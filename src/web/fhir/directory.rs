//! Which provider a place or a person belongs to. The snapshot knows providers by id; this knows the rest of one snapshot, and is
//! made when it is first asked about a newer one. And how many searches look at every provider just now.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use crate::fhir::{Item, Kind};
use crate::search::Snapshot;

/// Owners by the id of what they own. Ids are UUIDs, which as numbers take a quarter of the room.
type Owners = HashMap<u128, u128>;

/// Searches that look at every provider at once: each has a processor for itself while it lasts, and pages need one, too.
const MOST_WALKS: usize = 2;

/// The owners of one snapshot's places and people.
#[derive(Debug, Default)]
pub struct Directory {
    owners: Mutex<Option<(i64, Arc<Owners>)>>,
    walks: AtomicUsize,
}

/// A search that looks at every provider, for as long as it lasts.
#[derive(Debug)]
pub struct Walk<'a>(&'a AtomicUsize);

impl Drop for Walk<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Directory {
    /// The resource of this type and id.
    pub fn find<'a>(&self, snapshot: &'a Snapshot, kind: Kind, id: &str) -> Option<Item<'a>> {
        let is_it = |item: &Item<'_>| item.id() == id;
        let own = snapshot.provider(id).and_then(|provider| Item::all(provider, kind).into_iter().find(is_it));
        if own.is_some() || kind == Kind::Organization {
            return own;
        }
        let owner = *self.owners(snapshot).get(&number(id)?)?;
        let provider = snapshot.provider(&Uuid::from_u128(owner).to_string())?;
        Item::all(provider, kind).into_iter().find(is_it)
    }

    /// Begins a search that looks at every provider; `None` while there are enough of them.
    pub fn walk(&self) -> Option<Walk<'_>> {
        let begun = self.walks.fetch_add(1, Ordering::SeqCst);
        // Taken back by its end, also where it never began.
        let walk = Walk(&self.walks);
        (begun < MOST_WALKS).then_some(walk)
    }

    fn owners(&self, snapshot: &Snapshot) -> Arc<Owners> {
        // A panic in between leaves a whole map or none.
        let mut kept = self.owners.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.as_ref() {
            Some((seq, owners)) if *seq == snapshot.seq() => owners.clone(),
            _ => {
                let owners = Arc::new(owners(snapshot));
                *kept = Some((snapshot.seq(), owners.clone()));
                owners
            }
        }
    }
}

fn owners(snapshot: &Snapshot) -> Owners {
    let mut owners = Owners::new();
    for provider in snapshot.providers() {
        let Some(owner) = number(provider.profile.provider_id.as_str()) else { continue };
        let places = provider.sites.iter().map(|site| site.id.as_str());
        let people = provider.profile.clinicians.iter().map(|person| person.id.as_str());
        owners.extend(places.chain(people).filter_map(number).map(|id| (id, owner)));
    }
    owners
}

fn number(id: &str) -> Option<u128> {
    Uuid::parse_str(id).ok().map(|id| id.as_u128())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_a_few_look_at_everything_at_once() {
        let directory = Directory::default();
        let begun: Vec<_> = (0..MOST_WALKS).map(|_| directory.walk().expect("there is room")).collect();
        assert!(directory.walk().is_none() && directory.walk().is_none());
        drop(begun);
        assert!(directory.walk().is_some());
    }
}
