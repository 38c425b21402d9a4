//! What can happen, and lives made of it.

use crate::domain::lookup::LookupResult;
use crate::domain::overrides::OverrideAct;

/// One thing that happens. Numbers choose among what is there; what there is nothing for does nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Act {
    /// A provider edits what it will send next.
    Edit(usize, Edit),
    /// A provider sends it; it is checked.
    Send(usize),
    /// A reviewer records what the board shows of a license.
    Board { org: usize, license: usize, result: LookupResult },
    /// A reviewer records whether the provider controls a contact.
    Identity { org: usize, result: LookupResult },
    /// The same for somebody's supervisor.
    Supervisor { org: usize, person: usize, result: LookupResult },
    /// A reviewer looks everything up and answers every question that is open.
    LookUpAll(usize),
    /// A reviewer clears, or proposes to clear, one of the hits and failures.
    Clear { org: usize, which: usize, staff: usize, days: u64 },
    /// Somebody answers, takes back or ends one of the overrides.
    Follow { org: usize, which: usize, staff: usize, act: OverrideAct },
    /// One reviewer clears or proposes all that may be, a second confirms all that waits.
    Settle(usize),
    /// A reviewer approves.
    Approve(usize),
    /// The provider confirms its details.
    Confirm(usize),
    /// A federal list is loaded: which rows, which of them changed, how old, whether complete.
    Load { rows: u8, changed: u8, age: i64, complete: bool },
    /// The registry is loaded: whose NPI is deactivated, whose is missing, who has which other surname.
    Registry { deactivated: u8, missing: u8, renamed: u8, to: usize },
    /// The checks of a listing run again, as the worker has it.
    Screen(usize),
    /// The checks of what was sent last run again, as a reviewer has it.
    Check(usize),
    /// The clock moves, back as well.
    Hours(i64),
}

/// An edit of a dossier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Edit {
    /// The first clinician becomes the last.
    TurnPeople,
    /// The first place becomes the last.
    TurnPlaces,
    /// Somebody of the pool joins.
    Join(usize),
    /// Somebody leaves.
    Leave(usize),
    /// Two clinicians swap their licenses.
    SwapLicenses,
    /// A license gets another number.
    LicenseNumber(usize),
    /// A license runs longer than was said, or no longer so.
    Renew(usize),
    /// A birth date goes away or comes back.
    BirthDate(usize),
    /// A clinician gives a former name, or gives it no longer.
    FormerName(usize),
    /// Two clinicians swap their NPIs.
    SwapNpis,
    /// A supervised person names another supervisor.
    SupervisedBy(usize),
    /// An owner joins.
    Owner(usize),
    /// The first owner leaves.
    NoOwner,
    /// Somebody moves to the other place.
    Move(usize),
    /// The provider gets another name, or its first one again.
    Rename,
    /// The text promises what nobody can, or stops.
    Promise,
}

/// SplitMix64: the same life for the same seed on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.roll() % n as u64).expect("below a size")
    }

    fn mask(&mut self) -> u8 {
        self.roll().to_le_bytes()[0] & 0x7F
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// The way of an honest provider to its badge.
pub fn to_a_badge() -> Vec<Act> {
    vec![Act::Send(0), Act::LookUpAll(0), Act::Approve(0), Act::Confirm(0)]
}

/// A life: it begins on the way to a badge, so that there is something to lose.
pub fn sequence(seed: u64, life: u64, steps: usize) -> Vec<Act> {
    let mut dice = Dice(seed.wrapping_mul(0x0100_0000_01B3) ^ life.wrapping_mul(0xD134_2543_DE82_EF95));
    let mut acts = to_a_badge();
    while acts.len() < steps {
        acts.push(any(&mut dice));
    }
    acts
}

fn any(dice: &mut Dice) -> Act {
    use LookupResult as R;
    let org = usize::from(dice.below(4) == 0);
    match dice.below(100) {
        0..=19 => Act::Edit(org, edit(dice)),
        20..=24 => Act::Send(org),
        25..=27 => {
            let result =
                dice.one(&[R::Active, R::Active, R::Active, R::RenewalPending, R::Restricted, R::Revoked, R::Expired]);
            Act::Board { org, license: dice.below(4), result }
        }
        28 => Act::Identity { org, result: dice.one(&[R::Confirmed, R::Denied]) },
        29 => Act::Supervisor { org, person: dice.below(4), result: dice.one(&[R::Confirmed, R::Denied]) },
        30..=34 => Act::LookUpAll(org),
        35..=38 => Act::Settle(org),
        39..=43 => Act::Clear { org, which: dice.below(6), staff: dice.below(3), days: dice.one(&[5, 40, 300]) },
        44..=48 => {
            use OverrideAct as O;
            let act = dice.one(&[O::Confirmed, O::Confirmed, O::Confirmed, O::Refused, O::Withdrawn, O::Ended]);
            Act::Follow { org, which: dice.below(4), staff: dice.below(3), act }
        }
        49..=56 => Act::Approve(org),
        57..=61 => Act::Confirm(org),
        62..=67 => {
            let (single, any, others) = (1u8 << dice.below(7), dice.mask(), dice.mask());
            let (rows, changed) = (dice.one(&[0, single, single, any]), dice.one(&[0, 0, others]));
            Act::Load { rows, changed, age: dice.one(&[0, 1, 20, 40]), complete: dice.below(8) > 0 }
        }
        68..=70 => {
            let [off, gone, other] = [1u8 << dice.below(4), 1u8 << dice.below(4), 1u8 << dice.below(4)];
            let (deactivated, missing) = (dice.one(&[0, 0, 0, off]), dice.one(&[0, 0, 0, gone]));
            Act::Registry { deactivated, missing, renamed: dice.one(&[0, other]), to: dice.below(2) }
        }
        71..=74 => Act::Screen(org),
        75 => Act::Check(org),
        _ => Act::Hours(dice.one(&[1, 1, 24, 24, 24, 24 * 6, 24 * 30, 24 * 100, -1, -24 * 3, -24 * 50])),
    }
}

fn edit(dice: &mut Dice) -> Edit {
    let n = dice.below(4);
    match dice.below(16) {
        0 | 1 => Edit::TurnPeople,
        2 => Edit::TurnPlaces,
        3 | 4 => Edit::Join(n),
        5 => Edit::Leave(n),
        6 => Edit::SwapLicenses,
        7 => Edit::LicenseNumber(n),
        15 => Edit::Renew(n),
        8 => Edit::BirthDate(n),
        9 => Edit::FormerName(n),
        10 => Edit::SwapNpis,
        11 => Edit::SupervisedBy(n),
        12 => dice.one(&[Edit::Owner(0), Edit::Owner(1), Edit::Owner(1), Edit::NoOwner]),
        13 => Edit::Move(n),
        _ => dice.one(&[Edit::Rename, Edit::Promise]),
    }
}
