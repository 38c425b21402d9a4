//! Who else can act when care was unsafe: the boards that licensed the people of a listing.

use serde::Serialize;

use crate::domain::credential::Profession;
use crate::rules::{Board, Boards, Confidence};
use crate::search::Published;

/// More boards than this help nobody choose.
const MOST: usize = 6;

/// A board, as `ui.unsafe` shows it.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct BoardView {
    name: String,
    url: String,
    is_confirmed: bool,
}

/// The boards of every license in the listing; where it has none, those of its places' states.
pub(super) fn boards(boards: &Boards, provider: &Published) -> Vec<BoardView> {
    let people = &provider.profile.clinicians;
    let mut asked: Vec<(&str, Profession)> =
        people.iter().flat_map(|c| c.licenses.iter().map(|l| (l.state.as_str(), c.profession))).collect();
    if asked.is_empty() {
        let states = provider.sites.iter().filter_map(|site| site.address.state.as_deref());
        asked = states.flat_map(|state| people.iter().map(move |c| (state, c.profession))).collect();
    }
    let mut found: Vec<&Board> = Vec::new();
    for board in asked.into_iter().flat_map(|(state, profession)| boards.of(&state.to_uppercase(), profession)) {
        if !found.iter().any(|known| known.url == board.url) {
            found.push(board);
        }
    }
    found.truncate(MOST);
    let view = |b: &Board| BoardView {
        name: b.name.clone(),
        url: b.url.clone(),
        is_confirmed: b.confidence == Confidence::Confirmed,
    };
    found.into_iter().map(view).collect()
}
