//! Which provider a place or a person belongs to. The snapshot knows providers by id; this knows the rest of one snapshot, and is
//! made when it is first asked about a newer one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use crate::fhir::{Item, Kind};
use crate::search::Snapshot;

/// Owners by the id of what they own. Ids are UUIDs, which as numbers take a quarter of the room.
type Owners = HashMap<u128, u128>;

/// The owners of one snapshot's places and people.
#[derive(Debug, Default)]
pub struct Directory(Mutex<Option<(i64, Arc<Owners>)>>);

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

    fn owners(&self, snapshot: &Snapshot) -> Arc<Owners> {
        // A panic in between leaves a whole map or none.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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
