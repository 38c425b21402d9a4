//! The boards that licensed the people of a listing, as staff pages lead to them.

use serde::Serialize;

use crate::pipeline::licensed::Licenses;
use crate::rules::{Boards, Confidence};

/// A board, as `staff.boards` and `staff.others_who_act` show it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct BoardView {
    name: String,
    url: String,
    is_confirmed: bool,
}

/// Each board once, by state.
pub(super) fn boards(boards: &Boards, licenses: &Licenses) -> Vec<BoardView> {
    let mut all: Vec<BoardView> = Vec::new();
    for board in licenses.iter().flat_map(|(state, profession)| boards.of(state, *profession)) {
        let is_confirmed = board.confidence == Confidence::Confirmed;
        let view = BoardView { name: board.name.clone(), url: board.url.clone(), is_confirmed };
        if !all.contains(&view) {
            all.push(view);
        }
    }
    all
}
