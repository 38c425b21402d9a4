//! What differs from state to state, and where anybody can look a license up.

use serde::Serialize;

use crate::domain::credential::Profession;
use crate::rules::{Board, Boards, Confidence, NurseRule, OwnRegistration, Rules, TelehealthRegistration};

/// One state.
#[derive(Debug, Serialize)]
pub struct StateView {
    code: &'static str,
    name: &'static str,
    nurse_practice: NurseRule,
    own_drug_registration: OwnRegistration,
    telehealth_registration: TelehealthRegistration,
    /// Its license numbers are held against the shapes that they usually have.
    judges_shapes: bool,
    boards: Vec<BoardView>,
}

/// One board.
#[derive(Debug, Serialize)]
pub struct BoardView {
    name: &'static str,
    url: &'static str,
    is_confirmed: bool,
    professions: &'static [Profession],
}

/// Every state of the table, in its order.
pub fn states(rules: &'static Rules) -> Vec<StateView> {
    let view = |state: &'static crate::rules::StateRule| StateView {
        code: &state.code,
        name: &state.name,
        nurse_practice: state.nurse_practice,
        own_drug_registration: state.own_drug_registration,
        telehealth_registration: state.telehealth_registration,
        judges_shapes: rules.shapes.judges(&state.code),
        boards: boards(rules, &state.code),
    };
    rules.states.state.iter().map(view).collect()
}

/// National registers, which stand in where a state has no board in the table.
pub fn registers(rules: &'static Rules) -> Vec<BoardView> {
    boards(rules, Boards::NATIONAL)
}

fn boards(rules: &'static Rules, state: &str) -> Vec<BoardView> {
    let view = |board: &'static Board| BoardView {
        name: &board.name,
        url: &board.url,
        is_confirmed: board.confidence == Confidence::Confirmed,
        professions: &board.professions,
    };
    rules.boards.board.iter().filter(|board| board.state == state).map(view).collect()
}
