//! What happened to each of the demo's practices since it was listed, as a table.

use std::ops::RangeInclusive;

use super::practice::Kind;

/// What turned up after a practice was approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Nothing.
    Quiet,
    /// The first clinician's license ran out last week and was not renewed here.
    LicenseRanOut,
    /// Somebody of the same name came onto the federal list, without birth date or NPI: a person has to look.
    NamesakeListed,
    /// The first clinician's own NPI came onto the federal list.
    Excluded,
    /// The registry deactivated the first clinician's NPI.
    Deactivated,
}

/// One way that things went, and for how many practices.
#[derive(Debug)]
pub struct Story {
    /// Practices.
    pub count: usize,
    /// Days ago that it was approved.
    pub approved: RangeInclusive<i64>,
    /// Days ago that the provider last confirmed the details; `None`: not since it signed.
    pub confirmed: Option<RangeInclusive<i64>>,
    /// Whether a person looked at the boards again once the first look was due for it.
    pub looked_again: bool,
    /// What turned up.
    pub turn: Turn,
}

/// Days since confirmation decide the freshness (domain::freshness); a board look-up is due after 180 days.
pub const STORIES: &[Story] = &[
    // Verified and current: new ones, and those that kept up.
    Story { count: 112, approved: 4..=70, confirmed: None, looked_again: false, turn: Turn::Quiet },
    Story { count: 84, approved: 100..=270, confirmed: Some(1..=70), looked_again: true, turn: Turn::Quiet },
    // Due to confirm soon.
    Story { count: 22, approved: 110..=220, confirmed: Some(77..=89), looked_again: true, turn: Turn::Quiet },
    // Flagged as unconfirmed, and out of the search.
    Story { count: 26, approved: 94..=126, confirmed: None, looked_again: false, turn: Turn::Quiet },
    Story { count: 8, approved: 140..=260, confirmed: None, looked_again: true, turn: Turn::Quiet },
    // Partly verified: the board look-up is overdue. (Others are so because their state's list is not loaded.)
    Story { count: 24, approved: 190..=270, confirmed: Some(2..=60), looked_again: false, turn: Turn::Quiet },
    // Being re-checked.
    Story { count: 5, approved: 60..=150, confirmed: Some(10..=50), looked_again: false, turn: Turn::LicenseRanOut },
    Story { count: 3, approved: 60..=150, confirmed: Some(10..=50), looked_again: false, turn: Turn::NamesakeListed },
    // Hidden at once.
    Story { count: 1, approved: 60..=150, confirmed: Some(10..=50), looked_again: false, turn: Turn::Excluded },
    Story { count: 1, approved: 60..=150, confirmed: Some(10..=50), looked_again: false, turn: Turn::Deactivated },
];

/// What is wrong with a submission that waits for a reviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing: look it up and approve it.
    None,
    /// One digit of an NPI is wrong.
    NpiCheckDigit,
    /// The registry deactivated the NPI.
    NpiDeactivated,
    /// The NPI is so new that the registry's file does not have it yet.
    NpiUnknown,
    /// The NPI is on the federal exclusion list.
    Excluded,
    /// Name and birth date are those of a row on the federal list, which has no NPI.
    SamePersonListed,
    /// Somebody of the same name is on the federal list, without birth date or NPI.
    Namesake,
    /// The license ran out.
    LicenseExpired,
    /// No malpractice coverage, and nobody with ACLS where medicine is given by needle.
    PapersMissing,
    /// The listing's text promises what nobody can.
    Claims,
}

/// The queue, with the days ago that each came in.
pub const WAITING: &[(Kind, Flaw, i64)] = &[
    (Kind::Physician, Flaw::None, 0),
    (Kind::Nurse, Flaw::NpiCheckDigit, 1),
    (Kind::Infusion, Flaw::NpiDeactivated, 2),
    (Kind::Esketamine, Flaw::Excluded, 2),
    (Kind::Rural, Flaw::SamePersonListed, 3),
    (Kind::Infusion, Flaw::LicenseExpired, 3),
    (Kind::Physician, Flaw::Namesake, 3),
    (Kind::Anesthetist, Flaw::PapersMissing, 4),
    (Kind::Therapist, Flaw::Claims, 4),
    (Kind::Physician, Flaw::NpiUnknown, 1),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_about_three_hundred_and_most_are_verified_and_current() {
        let total: usize = STORIES.iter().map(|s| s.count).sum();
        assert!((270..=320).contains(&total), "{total}");
        assert!(STORIES[..2].iter().map(|s| s.count).sum::<usize>() * 10 >= total * 6);
    }
}
