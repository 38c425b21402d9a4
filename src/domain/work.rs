//! What staff have to do, whatever it comes from: one list of everything that is open.

use chrono::{DateTime, NaiveDate, Utc};

use super::task::TaskKind;
use super::words::wire_words;

wire_words! {
    /// A kind of open work.
    WorkKind {
        /// A submission of a provider that is not listed.
        New => "new",
        /// Another version of a listing.
        Change => "change",
        /// A listing that an import published, and a list spoke against.
        Question => "question",
        /// Somebody asks to look after a listing.
        Claim => "claim",
        /// Somebody asks to have a listing removed.
        Removal => "removal",
        /// Somebody says what is wrong with a listing.
        Report => "report",
        /// Somebody wrote for others to read.
        Comment => "comment",
        /// A hit on an exclusion list that nobody has answered.
        Exclusion => "exclusion",
        /// A license has to be looked up at its board.
        LookUp => "look_up",
        /// A paper ran out, or its renewal is pending.
        Paper => "paper",
        /// A check failed or asks something.
        Finding => "finding",
        /// A finding hid the listing.
        Hidden => "hidden",
        /// Nothing stands against a hidden listing any more.
        Return => "return",
        /// Nobody has confirmed who sent a listing.
        Identity => "identity",
        /// A supervisor has to be asked.
        Supervisor => "supervisor",
        /// A provider has to be called.
        Call => "call",
        /// Something was changed and is public already.
        Update => "update",
    }
}

/// Checks of this family look at exclusion lists.
const EXCLUSION: &str = "exclusion.";

impl WorkKind {
    /// What submissions bring.
    pub const SUBMISSIONS: [WorkKind; 3] = [WorkKind::New, WorkKind::Change, WorkKind::Question];

    /// Under which kind a task stands. `codes`: the checks that ask for it.
    pub fn of_task(kind: TaskKind, codes: &[String]) -> WorkKind {
        let is_exclusion = codes.iter().any(|code| code.starts_with(EXCLUSION));
        match kind {
            TaskKind::Finding | TaskKind::Final if is_exclusion => WorkKind::Exclusion,
            TaskKind::BoardLookup => WorkKind::LookUp,
            TaskKind::Identity => WorkKind::Identity,
            TaskKind::Supervisor => WorkKind::Supervisor,
            TaskKind::Expired => WorkKind::Paper,
            TaskKind::Finding => WorkKind::Finding,
            TaskKind::Final => WorkKind::Hidden,
            TaskKind::Clear => WorkKind::Return,
            TaskKind::Call => WorkKind::Call,
            TaskKind::Updated => WorkKind::Update,
        }
    }

    /// It comes from the tasks of listings.
    pub fn is_task(self) -> bool {
        !Self::SUBMISSIONS.contains(&self)
            && !matches!(self, WorkKind::Claim | WorkKind::Removal | WorkKind::Report | WorkKind::Comment)
    }

    /// Somebody can have it: submissions and reports are taken, the rest is done by whoever comes first.
    pub fn can_be_held(self) -> bool {
        Self::SUBMISSIONS.contains(&self) || self == WorkKind::Report
    }
}

/// Where a piece of work stands in the list: what cannot wait, then by the day (UTC) on which it is due, on each day hits on
/// exclusion lists before the rest, then by the moment, then by id.
pub type Place<'a> = (bool, NaiveDate, bool, DateTime<Utc>, &'a str);

/// The place of one. `cannot_wait`: unsafe care, or words of a crisis.
pub fn place(kind: WorkKind, cannot_wait: bool, due_at: DateTime<Utc>, id: &str) -> Place<'_> {
    (!cannot_wait, due_at.date_naive(), kind != WorkKind::Exclusion, due_at, id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hit_on_an_exclusion_list_is_a_kind_of_its_own_however_it_came() {
        let of = |kind, codes: &[&str]| WorkKind::of_task(kind, &codes.iter().map(|c| (*c).into()).collect::<Vec<_>>());
        assert_eq!(of(TaskKind::Finding, &["npi.name", "exclusion.leie"]), WorkKind::Exclusion);
        assert_eq!(of(TaskKind::Final, &["exclusion.sam"]), WorkKind::Exclusion);
        assert_eq!(of(TaskKind::Final, &["npi.active"]), WorkKind::Hidden);
        assert_eq!(of(TaskKind::Finding, &["npi.name"]), WorkKind::Finding);
    }

    #[test]
    fn what_cannot_wait_is_first_and_a_hit_is_before_what_is_due_on_the_same_day() {
        let at = |text: &str| -> DateTime<Utc> { text.parse().expect("a time") };
        let (early, late, next) = (at("2026-11-23T08:00:00Z"), at("2026-11-23T20:00:00Z"), at("2026-11-24T08:00:00Z"));
        let mut all = [
            (WorkKind::Exclusion, false, next, "e"),
            (WorkKind::New, false, early, "c"),
            (WorkKind::Exclusion, false, late, "b"),
            (WorkKind::Report, true, next, "a"),
            (WorkKind::Call, false, late, "d"),
        ];
        all.sort_by(|a, b| place(a.0, a.1, a.2, a.3).cmp(&place(b.0, b.1, b.2, b.3)));
        assert_eq!(all.map(|one| one.3), ["a", "b", "c", "d", "e"]);
    }
}
