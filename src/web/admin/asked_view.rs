//! What may be overridden about a check, as the review page shows it: each row of a list, and what people did about it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::domain::check::Outcome;
use crate::domain::overrides::{Act, Override, OverrideAct, Standing};
use crate::pipeline::review::{Asked, Judged, KeptHit, May};

use super::words::{self, Names};

/// One row of a list, or a failure as a whole.
#[derive(Debug, Serialize)]
pub struct AskedView {
    /// Names its form.
    form: String,
    row_hash: Option<String>,
    title: String,
    detail: Option<String>,
    compared: Option<String>,
    /// What may be done and by whom, in one or two sentences.
    rule: &'static str,
    /// The word on the button; none where there is no form.
    button: Option<&'static str>,
    overrides: Vec<OverrideView>,
}

/// An override with its acts.
#[derive(Debug, Serialize)]
struct OverrideView {
    id: String,
    word: &'static str,
    emphasis: &'static str,
    until: NaiveDate,
    acts: Vec<ActView>,
    /// What is next, and who has to do it.
    next: Option<&'static str>,
    buttons: Vec<(OverrideAct, &'static str)>,
    /// Who answers has to have compared the two: to agree or refuse, and not to take back or to end.
    compares: bool,
}

#[derive(Debug, Serialize)]
struct ActView {
    word: &'static str,
    by: String,
    at: DateTime<Utc>,
    reason: String,
}

/// Everything asked about one check, as the person with this staff id sees it.
pub fn asked(judged: &Judged, names: Names<'_>, viewer: &str) -> Vec<AskedView> {
    let several = judged.asked.len() > 1;
    let one = |(i, asked): (usize, &Asked)| {
        let (rule, button) = if has_ended(judged) { (ENDED, None) } else { may(asked) };
        AskedView {
            form: format!("override-{}-{i}", judged.id),
            row_hash: asked.hit.as_ref().map(|hit| hit.row_hash.clone()),
            title: match &asked.hit {
                Some(hit) if several => format!("Row {} of the list: {}", i + 1, hit.tier.as_str().replace('_', " ")),
                Some(hit) => format!("A row of the list: {}", hit.tier.as_str().replace('_', " ")),
                None => "Letting it stand".to_string(),
            },
            // The surest hit speaks for the whole check; it need not say the same twice.
            detail: asked.hit.as_ref().map(|hit| hit.detail.clone()).filter(|said| *said != judged.check.detail),
            compared: asked.hit.as_ref().map(|hit| compared(hit, names)),
            rule,
            button,
            overrides: asked.overrides.iter().map(|(it, standing)| shown(it, *standing, viewer)).collect(),
        }
    };
    judged.asked.iter().enumerate().map(one).collect()
}

/// Checks made while an override was in force do not ask what they would ask without it.
const ENDED: &str = "The last day that was named for it has passed. Run the checks again: they ask anew.";

fn has_ended(judged: &Judged) -> bool {
    let ended = judged.asked.iter().any(|a| a.overrides.iter().any(|(_, s)| *s == Standing::Expired));
    ended && judged.outcome == Outcome::Stale && judged.check.outcome == Outcome::Pass
}

fn compared(hit: &KeptHit, names: Names<'_>) -> String {
    let said = hit.words.iter().filter(|(name, _)| *name != "tier");
    let said =
        said.map(|(name, v)| format!("{}: {}", words::field(name), words::said(names, name, v).replace('_', " ")));
    said.collect::<Vec<_>>().join("; ")
}

fn may(asked: &Asked) -> (&'static str, Option<&'static str>) {
    match (asked.may, asked.hit.is_some()) {
        (May::Clear, _) => (
            "One reviewer may clear it. It holds for this row and this person, until the day you name; it comes back when \
             the row, the name, the birth date or the NPI changes.",
            Some("Clear this row"),
        ),
        (May::Propose, true) => (
            "Two people have to agree that this row is somebody else. You propose; nothing changes until another reviewer \
             has compared the two and confirmed.",
            Some("Propose to clear this row"),
        ),
        (May::Propose, false) => (
            "Two people may let this stand for a time. You propose; nothing changes until another reviewer has looked and \
             confirmed.",
            Some("Propose to let it stand"),
        ),
        (May::Wait, _) => ("", None),
        (May::TellApart, _) => (
            "Two people in this dossier have the same name, and no NPI or birth date tells them apart. Ask the provider for \
             these; then the row can be cleared for one of them.",
            None,
        ),
        // It stands already, by what two people said; that is shown beside it.
        (May::Nothing, _) if asked.overrides.iter().any(|(_, s)| matches!(s, Standing::InForce(..))) => ("", None),
        (May::Nothing, true) => {
            ("Nobody can clear it here. Only new evidence answers it: a newer list, or a corrected dossier.", None)
        }
        (May::Nothing, false) => ("Only new evidence answers it.", None),
    }
}

fn shown(it: &Override, standing: Standing, viewer: &str) -> OverrideView {
    use OverrideAct::{Confirmed, Ended, Refused, Withdrawn};
    let mine = it.acts.first().is_some_and(|first| first.staff_id == viewer);
    let (word, emphasis) = match standing {
        Standing::Waiting => ("Waits for a second person", "grave"),
        Standing::InForce(..) => ("In force", "strong"),
        Standing::Refused => ("Refused", ""),
        Standing::Withdrawn => ("Taken back", ""),
        Standing::Ended => ("Ended", ""),
        Standing::Expired => ("Its day has passed", ""),
        Standing::Void => ("Does not count", "grave"),
    };
    let (next, buttons) = match (standing, mine) {
        (Standing::Waiting, true) => (
            Some(
                "You proposed this. A second reviewer, signed in on an account of their own, has to confirm it; you cannot.",
            ),
            vec![(Withdrawn, "Take the proposal back")],
        ),
        (Standing::Waiting, false) => (
            Some(
                "You are the second person. Look at the evidence and the list's own rows yourself before you confirm; \
                 with your confirmation it counts as passed.",
            ),
            vec![(Confirmed, "Confirm"), (Refused, "Refuse")],
        ),
        (Standing::InForce(..), _) => (None, vec![(Ended, "End it: ask again")]),
        _ => (None, Vec::new()),
    };
    OverrideView {
        id: it.id.clone(),
        word,
        emphasis,
        until: it.expires_on,
        acts: it.acts.iter().map(act).collect(),
        next,
        compares: buttons.iter().any(|(act, _)| matches!(act, Confirmed | Refused)),
        buttons,
    }
}

fn act(act: &Act) -> ActView {
    let word = match act.act {
        OverrideAct::Cleared => "Cleared",
        OverrideAct::Proposed => "Proposed",
        OverrideAct::Confirmed => "Confirmed",
        OverrideAct::Refused => "Refused",
        OverrideAct::Withdrawn => "Taken back",
        OverrideAct::Ended => "Ended",
    };
    ActView { word, by: act.by.clone(), at: act.at, reason: act.reason.clone() }
}
