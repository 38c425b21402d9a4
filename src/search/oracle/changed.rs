//! Listings that come, change and go between two questions: laid over an index that was built before, they are found as if it had been
//! built after.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;

use super::{brute, brute_count, listing, options, query};
use crate::search::listing::Listing;
use crate::search::query::Query;
use crate::search::{Slice, Snapshot, Start, search, testing};

/// What becomes of a provider.
#[derive(Debug, Clone)]
enum Fate {
    Stays,
    /// Goes, and nobody comes instead.
    Goes,
    /// The same provider, but everything else is another.
    Becomes(Box<Listing>),
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        3 => Just(Fate::Stays),
        1 => Just(Fate::Goes),
        2 => listing().prop_map(|listing| Fate::Becomes(Box::new(listing))),
    ]
}

/// All that became of a world, by provider; and the world afterwards.
type Changes = BTreeMap<String, Option<Listing>>;

fn lived(world: Vec<(Listing, Fate)>, newcomers: Vec<Listing>) -> (Vec<Listing>, Changes, Vec<Listing>) {
    let (mut before, mut changes, mut after) = (Vec::new(), Changes::new(), Vec::new());
    for (was, fate) in world {
        let id = was.profile.provider_id.to_string();
        match fate {
            Fate::Stays => after.push(was.clone()),
            Fate::Goes => drop(changes.insert(id, None)),
            Fate::Becomes(mut other) => {
                other.profile.provider_id = was.profile.provider_id.clone();
                other.profile.former_slugs = vec![was.profile.slug.clone()];
                changes.insert(id, Some(*other.clone()));
                after.push(*other);
            }
        }
        before.push(was);
    }
    for new in newcomers {
        changes.insert(new.profile.provider_id.to_string(), Some(new.clone()));
        after.push(new);
    }
    (before, changes, after)
}

/// Everything that the contract says of an answer holds, and it is the answer of an index built afterwards.
fn assert_right(snapshot: &Snapshot, world: &[Listing], query: &Query) -> Result<(), TestCaseError> {
    let now = testing::now();
    let (expected, anew) = (brute(world, query), testing::snapshot(world));
    let ids = |found: &crate::search::Found<'_>| -> Vec<String> {
        found.hits.iter().map(|h| h.site().id.to_string()).collect()
    };
    let found = search(snapshot, query, &Slice::first(1000), now);
    let of_anew = search(&anew, query, &Slice::first(1000), now);
    prop_assert_eq!(found.total, expected.len());
    prop_assert_eq!(ids(&found), expected.iter().map(|e| e.id.clone()).collect::<Vec<_>>());
    for (hit, expected) in found.hits.iter().zip(&expected) {
        prop_assert_eq!(hit.distance_miles(), expected.distance);
    }
    for (group, value, places) in options(&found.facets) {
        prop_assert_eq!(places, brute_count(world, query, group, &value), "{:?} {}", group, value);
    }
    prop_assert_eq!(&found.facets, &of_anew.facets, "no option more, none less, in the same order");
    prop_assert_eq!(&found.read_as, &of_anew.read_as);
    let mut start = Start::Page(1);
    let mut continued = Vec::new();
    while continued.len() < expected.len() {
        let page = search(snapshot, query, &Slice { start, size: 3 }, now);
        continued.extend(ids(&page));
        let Some(after) = page.next() else { break };
        start = Start::After(after);
    }
    prop_assert_eq!(continued, ids(&found), "page after page");
    Ok(())
}

/// Each provider of a world by each of its keys, and nobody by another's.
fn assert_known(snapshot: &Snapshot, before: &[Listing], after: &[Listing]) -> Result<(), TestCaseError> {
    let seen = |key: &str| snapshot.provider(key).map(|p| p.profile.clone());
    for Listing { profile, .. } in after {
        for key in [profile.provider_id.as_str(), &profile.slug]
            .into_iter()
            .chain(profile.former_slugs.iter().map(String::as_str))
        {
            prop_assert_eq!(seen(key), Some(profile.clone()));
        }
    }
    let stays = |gone: &Listing| after.iter().any(|l| l.profile.provider_id == gone.profile.provider_id);
    for gone in before.iter().filter(|listing| !stays(listing)) {
        prop_assert_eq!(seen(gone.profile.provider_id.as_str()), None);
        prop_assert_eq!(seen(&gone.profile.slug), None);
    }
    let ids = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    let all = ids(snapshot.providers().map(|p| p.profile.provider_id.to_string()).collect());
    prop_assert_eq!(all, ids(after.iter().map(|l| l.profile.provider_id.to_string()).collect()));
    let anew = testing::snapshot(after);
    prop_assert_eq!(snapshot.languages(), anew.languages());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn what_changed_since_the_index_was_built_is_found_as_if_it_had_been_built_after(
        world in prop::collection::vec((listing(), fate()), 0..25),
        newcomers in prop::collection::vec(listing(), 0..6),
        queries in prop::collection::vec(query(), 1..4),
        built in select(vec![0i64, 0, -3, -40, 1]),
    ) {
        let (before, changes, after) = lived(world, newcomers);
        let built = testing::now() + chrono::Duration::days(built);
        let ground = testing::snapshot_of(&before, built);
        let changed = testing::changed(&ground, &changes, testing::now());
        assert_known(&changed, &before, &after)?;
        let anew = testing::rebuilt(&changed, testing::now());
        assert_known(&anew, &before, &after)?;
        for query in &queries {
            assert_right(&changed, &after, query)?;
            assert_right(&anew, &after, query)?;
            // The index beneath is as it was: whoever still holds it reads what was public then.
            assert_right(&ground, &before, query)?;
        }
    }

    #[test]
    fn a_badge_of_a_changed_listing_turns_by_the_clock_like_any_other(
        world in prop::collection::vec((listing(), fate()), 0..12),
        newcomers in prop::collection::vec(listing(), 0..4),
        query in query(),
        changed_days_ago in 0i64..60,
    ) {
        let (before, changes, after) = lived(world, newcomers);
        let then = testing::now() - chrono::Duration::days(changed_days_ago);
        let changed = testing::changed(&testing::snapshot_of(&before, then), &changes, then);
        assert_right(&changed, &after, &query)?;
        if let Some(term) = changed.term(testing::now()) {
            prop_assert!(term.contains(testing::now()));
        }
    }
}
