//! Finding a place of care: an immutable snapshot of all published listings, and questions to it.
//!
//! - [`listing`]: what comes in, from the database.
//! - [`site`]: what of it may be known. A hidden street ends there.
//! - [`snapshot`]: all of it at one moment, a `base` that was built at once and a `layer` of what changed since; [`index`] holds the
//!   newest, swapped in whole.
//! - [`blocks`]: the index proper, over the snapshot's rows: who is near, who passes, how many.
//! - `opening`: who is open at the moment of a search, by the clock of the place; `week`: its posted hours.
//! - [`parse`]: an address's words become a [`Query`]; [`link`] is the way back.
//! - [`find`]: the answer, with exact totals, distances and [`facets`].
//! - [`sums`]: what all listings add up to, for the figures of staff.
//! - [`paging`]: going on where a page ended.
//! - [`ways_on`](mod@ways_on): what to try where little was found.
//!
//! Pages, the API, exports and FHIR ask here and nowhere else, so that they cannot disagree.
//!
//! A place without a point (telehealth alone) is within no radius and in no window or state; it is found by
//! `licensed_in`, without `near`, and with `radius=any`, where it stands after all that have a distance.

pub mod accuracy;
pub mod active;
mod base;
pub mod blocks;
pub mod facets;
pub mod find;
mod found;
pub mod index;
pub mod kept;
mod layer;
pub mod link;
pub mod listing;
mod name;
mod name_index;
pub mod names;
mod nearby;
mod offers;
mod opening;
pub mod paging;
pub mod parse;
pub mod pattern;
mod published;
pub mod query;
mod rank;
mod row_set;
pub mod set;
pub mod site;
pub mod snapshot;
pub mod standing;
pub mod sums;
pub mod terms;
pub mod ways_on;
mod week;

#[cfg(test)]
mod oracle;
#[cfg(test)]
pub(crate) mod testing;

pub use accuracy::Accuracy;
pub use active::Active;
pub use facets::{Facets, Group};
pub use find::{Slice, Start, count, search};
pub use found::{Found, Hit};
pub use index::Index;
pub use listing::Listing;
pub use names::ReadAs;
pub use paging::After;
pub use parse::{Audience, Refusal, Request};
pub use published::Published;
pub use query::{Query, Radius, Sort};
pub use site::{Site, Spot};
pub use snapshot::Snapshot;
pub use standing::Standing;
pub use sums::{Sums, states_of};
pub use ways_on::{Way, WayOn, ways_on};
pub use week::{Doors, Turn};
