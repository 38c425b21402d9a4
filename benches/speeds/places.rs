//! What a person types becomes a place.

use vouchsafe::geo::Gazetteer;

const TYPED: [&str; 5] = ["97202", "Portland, OR", "new york city", "Oregon", "Portlnd, OR"];

/// From the words to a place, several, or what may have been meant.
#[divan::bench(args = TYPED)]
fn resolved(typed: &str) -> vouchsafe::geo::Resolution {
    Gazetteer::get().resolve(typed)
}
