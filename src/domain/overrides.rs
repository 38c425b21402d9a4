//! Override memory: what a person decided about a hit on a list or a failed check, for how long, and who agreed.
//!
//! Pure. An override is a chain of acts, each by one person, never changed: what it amounts to is read from the chain
//! at the moment of looking, so that it ends by the clock alone. Contract: "One person may clear a `possible` hit, two
//! a `probable` one"; "an override in force counts as pass".

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use serde_json::Value;

use super::check::{Check, Finding, Hit, Outcome, Tier};
use super::words::wire_words;

wire_words! {
    /// One act on an override.
    OverrideAct {
        /// One person cleared it alone.
        Cleared => "cleared",
        /// The first of two persons proposed to clear it; nothing changes yet.
        Proposed => "proposed",
        /// The second person agreed.
        Confirmed => "confirmed",
        /// The second person did not agree.
        Refused => "refused",
        /// The first person took the proposal back.
        Withdrawn => "withdrawn",
        /// Somebody ended an override that was in force.
        Ended => "ended",
    }
}

/// How many people must agree before something counts as pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum People {
    /// Any reviewer alone.
    One,
    /// A reviewer proposes, another confirms.
    Two,
}

/// Who may clear a hit of this tier. `None`: nobody; only new evidence answers it.
///
/// A hit with a waiver for every state of practice is the person, lawfully at work there: two people read the waiver.
pub fn people_to_clear(tier: Tier, waived: bool) -> Option<People> {
    match (tier, waived) {
        (Tier::Confirmed, false) => None,
        (Tier::Confirmed, true) | (Tier::Probable, _) => Some(People::Two),
        (Tier::Possible, _) => Some(People::One),
        // These are no questions.
        (Tier::AutoCleared | Tier::None, _) => None,
    }
}

/// One act as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// What was done.
    pub act: OverrideAct,
    /// By whom: staff id.
    pub staff_id: String,
    /// By whom, by name.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What exactly is overridden.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Matter {
    /// Check code.
    pub code: String,
    /// Keyed hash of whom it is about: the identity fields of a person, an owner or the organization for a hit on a
    /// list, the values that were compared for another check.
    pub about_hash: String,
    /// Names the list's row of a hit; names what was found of another check.
    pub row_hash: String,
}

/// An override: what it is about, until when, and its acts in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Id of its first act.
    pub id: String,
    /// What is overridden.
    pub matter: Matter,
    /// Where in the dossier it stood when it began.
    pub subject: String,
    /// How sure the hit was when it began; `None` where it is no hit.
    pub tier: Option<Tier>,
    /// Last day on which it counts (UTC).
    pub expires_on: NaiveDate,
    /// First to last.
    pub acts: Vec<Act>,
}

/// What an override amounts to at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It waits for a second person.
    Waiting,
    /// It counts as pass, agreed by so many people, until this moment.
    InForce(People, DateTime<Utc>),
    /// The second person did not agree.
    Refused,
    /// The first person took it back.
    Withdrawn,
    /// Somebody ended it.
    Ended,
    /// Its day has passed.
    Expired,
    /// The chain of acts is not one that the program writes: it counts for nothing.
    Void,
}

impl Override {
    /// What it amounts to now.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        use OverrideAct::{Cleared, Confirmed, Ended, Proposed, Refused, Withdrawn};
        let until = end_of(self.expires_on);
        let one_after_another = self.acts.windows(2).all(|pair| pair[0].at <= pair[1].at);
        // Nothing counts before it was done: a clock that was set back proves nothing.
        if !one_after_another || self.acts.last().is_none_or(|last| last.at > now) {
            return Standing::Void;
        }
        let in_time = |standing| if now > until { Standing::Expired } else { standing };
        let two = |a: &Act, b: &Act| a.staff_id != b.staff_id;
        let acts: Vec<OverrideAct> = self.acts.iter().map(|a| a.act).collect();
        match acts.as_slice() {
            [Cleared] => in_time(Standing::InForce(People::One, until)),
            [Proposed] => in_time(Standing::Waiting),
            [Proposed, Confirmed] if two(&self.acts[0], &self.acts[1]) => {
                in_time(Standing::InForce(People::Two, until))
            }
            [Proposed, Refused] if two(&self.acts[0], &self.acts[1]) => Standing::Refused,
            [Proposed, Withdrawn] => Standing::Withdrawn,
            [Cleared, Ended] | [Proposed, Confirmed, Ended] => Standing::Ended,
            _ => Standing::Void,
        }
    }

    /// Whether `act` by `staff_id` is the next that may follow.
    ///
    /// # Errors
    /// [`NotYours`] where somebody else has to do it, [`NotNow`] where the override does not stand so.
    pub fn may(&self, act: OverrideAct, staff_id: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        use OverrideAct::{Confirmed, Ended, Refused, Withdrawn};
        let proposer = self.acts.first().is_some_and(|first| first.staff_id == staff_id);
        match (self.standing(now), act) {
            (Standing::Waiting, Confirmed | Refused) if proposer => Err(Refusal::SamePerson),
            (Standing::Waiting, Confirmed | Refused) => Ok(()),
            (Standing::Waiting, Withdrawn) if !proposer => Err(Refusal::NotTheProposer),
            (Standing::Waiting, Withdrawn) | (Standing::InForce(..), Ended) => Ok(()),
            _ => Err(Refusal::NotNow),
        }
    }
}

/// Why an act may not follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The one who proposed cannot be the second person.
    #[error("you proposed this yourself; a second person has to confirm or refuse it, on an account of their own")]
    SamePerson,
    /// Only the one who proposed takes it back.
    #[error("only the person who proposed this can take it back; you can refuse it")]
    NotTheProposer,
    /// It does not stand so any more.
    #[error("this is not waiting any more; look at it again")]
    NotNow,
}

/// The overrides of an organization as they stand at a moment.
#[derive(Debug, Clone, Copy)]
pub struct Memory<'a> {
    overrides: &'a [Override],
    now: DateTime<Utc>,
}

impl<'a> Memory<'a> {
    /// At a moment.
    pub fn new(overrides: &'a [Override], now: DateTime<Utc>) -> Self {
        Memory { overrides, now }
    }

    /// Until when this matter counts as pass, agreed by at least so many people.
    pub fn covers(&self, matter: &Matter, needed: People) -> Option<DateTime<Utc>> {
        let about = self.overrides.iter().filter(|o| o.matter == *matter);
        about
            .filter_map(|o| match o.standing(self.now) {
                Standing::InForce(people, until) if people >= needed => Some(until),
                _ => None,
            })
            .max()
    }
}

/// Says of a finding what it says without the hits that were cleared: `covered` answers until when a hit counts as
/// cleared. The surest hit that is left decides; with none left, the list speaks as of someone who is not on it, and
/// only as long as the shortest of the clearings.
pub fn settle_hits(finding: &mut Finding, covered: impl Fn(&Hit) -> Option<DateTime<Utc>>) {
    let Some(unlisted) = &finding.unlisted else { return };
    let untils: Vec<Option<DateTime<Utc>>> = finding.hits.iter().map(covered).collect();
    let Some(soonest) = untils.iter().flatten().min().copied() else { return };
    let left = finding.hits.iter().zip(&untils).find(|(_, until)| until.is_none()).map(|(hit, _)| hit);
    let check = &mut finding.check;
    let verdict = left.map_or(unlisted, |hit| &hit.verdict);
    check.outcome = verdict.outcome;
    check.detail = verdict.detail.clone();
    check.valid_until = verdict.valid_until;
    check.evidence = verdict.evidence.clone();
    let cleared = untils.iter().flatten().count();
    check.evidence.insert("cleared_rows".into(), cleared.into());
    note_end(check, soonest);
    if check.outcome == Outcome::Pass {
        check.valid_until = Some(verdict.valid_until.map_or(soonest, |until| until.min(soonest)));
        check.detail = format!("{} What the list has of the name is somebody else: people looked.", check.detail);
    }
}

/// Makes a failed check count as pass until a moment. Never one that only new evidence answers.
pub fn settle_failure(finding: &mut Finding, until: DateTime<Utc>) {
    let check = &mut finding.check;
    if check.outcome != Outcome::Fail || check.is_final() {
        return;
    }
    check.outcome = Outcome::Pass;
    check.valid_until = Some(until);
    check.detail = format!("{} Two people looked at this and let it stand for a time.", check.detail);
    check.evidence.insert("overridden".into(), true.into());
    note_end(check, until);
}

/// Evidence word of a check that people settled: the last day on which it says so.
const SETTLED_UNTIL: &str = "settled_until";

fn note_end(check: &mut Check, until: DateTime<Utc>) {
    check.evidence.insert(SETTLED_UNTIL.into(), until.date_naive().to_string().into());
}

/// Until when a check says what people made of it; `None` where no override spoke. A pass ends by its `valid_until` as
/// well; a list that clears nobody has none, and the question behind it comes back all the same.
pub fn settled_until(check: &Check) -> Option<DateTime<Utc>> {
    let day = check.evidence.get(SETTLED_UNTIL).and_then(Value::as_str)?;
    day.parse().ok().map(end_of)
}

/// The last moment of a day, UTC.
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let last = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN);
    day.and_time(last).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::check::{Check, Verdict};
    use chrono::Duration;
    use proptest::prelude::*;

    fn noon() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().expect("a moment")
    }

    fn chain(acts: &[(OverrideAct, &str)]) -> Override {
        let act = |(i, (act, who)): (usize, &(OverrideAct, &str))| Act {
            act: *act,
            staff_id: who.to_string(),
            by: format!("{who}@example.org"),
            reason: "another person".into(),
            at: noon() + Duration::minutes(i as i64),
        };
        Override {
            id: "1".into(),
            matter: Matter { code: "exclusion.leie".into(), about_hash: "a".into(), row_hash: "r".into() },
            subject: "clinicians/0".into(),
            tier: Some(Tier::Possible),
            expires_on: (noon() + Duration::days(30)).date_naive(),
            acts: acts.iter().enumerate().map(act).collect(),
        }
    }

    const LATER: Duration = Duration::hours(1);

    #[test]
    fn a_proposal_counts_only_once_another_person_confirmed_it() {
        use OverrideAct::{Confirmed, Proposed};
        assert_eq!(chain(&[(Proposed, "pat")]).standing(noon() + LATER), Standing::Waiting);
        assert_eq!(chain(&[(Proposed, "pat"), (Confirmed, "pat")]).standing(noon() + LATER), Standing::Void);
        let agreed = chain(&[(Proposed, "pat"), (Confirmed, "sam")]);
        assert!(matches!(agreed.standing(noon() + LATER), Standing::InForce(People::Two, _)));
        let proposal = chain(&[(Proposed, "pat")]);
        assert_eq!(proposal.may(Confirmed, "pat", noon()), Err(Refusal::SamePerson));
        assert_eq!(proposal.may(Confirmed, "sam", noon()), Ok(()));
        assert_eq!(proposal.may(OverrideAct::Withdrawn, "sam", noon()), Err(Refusal::NotTheProposer));
    }

    #[test]
    fn it_ends_with_its_day_and_does_not_begin_before_it_was_done() {
        let cleared = chain(&[(OverrideAct::Cleared, "pat")]);
        let last = end_of(cleared.expires_on);
        assert_eq!(cleared.standing(last), Standing::InForce(People::One, last));
        assert_eq!(cleared.standing(last + Duration::seconds(1)), Standing::Expired);
        assert_eq!(cleared.standing(noon() - Duration::seconds(1)), Standing::Void);
    }

    #[test]
    fn one_person_never_covers_what_needs_two() {
        let overrides = [chain(&[(OverrideAct::Cleared, "pat")])];
        let memory = Memory::new(&overrides, noon());
        assert!(memory.covers(&overrides[0].matter, People::One).is_some());
        assert_eq!(memory.covers(&overrides[0].matter, People::Two), None);
        let other = Matter { row_hash: "another row".into(), ..overrides[0].matter.clone() };
        assert_eq!(memory.covers(&other, People::One), None);
    }

    #[test]
    fn a_confirmed_hit_is_nobodys_to_clear() {
        assert_eq!(people_to_clear(Tier::Confirmed, false), None);
        assert_eq!(people_to_clear(Tier::Probable, false), Some(People::Two));
        assert_eq!(people_to_clear(Tier::Possible, false), Some(People::One));
    }

    fn verdict(outcome: Outcome, detail: &str) -> Verdict {
        let valid_until = (outcome == Outcome::Pass).then(|| noon() + Duration::days(20));
        Verdict { outcome, detail: detail.into(), valid_until, evidence: Default::default() }
    }

    fn finding(tiers: &[Tier], unlisted: Outcome) -> Finding {
        let hit = |(i, tier): (usize, &Tier)| {
            let outcome = if *tier == Tier::Possible { Outcome::Review } else { Outcome::Fail };
            Hit {
                row_hash: i.to_string(),
                tier: *tier,
                waived: false,
                verdict: Verdict {
                    evidence: [("tier".to_string(), tier.as_str().into())].into_iter().collect(),
                    ..verdict(outcome, tier.as_str())
                },
            }
        };
        let hits: Vec<Hit> = tiers.iter().enumerate().map(hit).collect();
        let said = hits.first().map_or(verdict(unlisted, "not on it"), |h| h.verdict.clone());
        Finding {
            check: Check {
                code: "exclusion.leie".into(),
                subject: "clinicians/0".into(),
                outcome: said.outcome,
                blocking: true,
                detail: said.detail,
                source: "LEIE 2026-11".into(),
                checked_at: noon(),
                valid_until: said.valid_until,
                evidence: said.evidence,
            },
            looked_at: Vec::new(),
            list_rows: Vec::new(),
            hits,
            unlisted: Some(verdict(unlisted, "not on it")),
        }
    }

    #[test]
    fn the_surest_hit_that_is_left_decides() {
        let mut two = finding(&[Tier::Probable, Tier::Possible], Outcome::Pass);
        settle_hits(&mut two, |hit| (hit.tier == Tier::Probable).then(|| noon() + Duration::days(5)));
        assert_eq!((two.check.outcome, two.check.detail.as_str()), (Outcome::Review, "possible"));
        settle_hits(&mut two, |_| Some(noon() + Duration::days(5)));
        assert_eq!(two.check.outcome, Outcome::Pass);
        assert_eq!(two.check.valid_until, Some(noon() + Duration::days(5)), "no longer than the clearing");
    }

    #[test]
    fn a_list_that_clears_nobody_does_not_clear_someone_whose_hit_was_cleared() {
        let mut one = finding(&[Tier::Possible], Outcome::NotChecked);
        settle_hits(&mut one, |_| Some(noon() + Duration::days(5)));
        assert_eq!((one.check.outcome, one.check.valid_until), (Outcome::NotChecked, None));
        assert_eq!(settled_until(&one.check), Some(end_of((noon() + Duration::days(5)).date_naive())));
        assert_eq!(settled_until(&finding(&[Tier::Possible], Outcome::Pass).check), None);
    }

    proptest! {
        #[test]
        fn whatever_the_chain_only_two_different_people_make_two(
            chain_of in proptest::collection::vec((0usize..6, 0usize..3), 0..5), hours in 0i64..2000,
        ) {
            let acts: Vec<(OverrideAct, &str)> =
                chain_of.iter().map(|(act, who)| (OverrideAct::ALL[*act], ["pat", "sam", "ada"][*who])).collect();
            let it = chain(&acts);
            if let Standing::InForce(people, until) = it.standing(noon() + Duration::hours(hours)) {
                prop_assert!(noon() + Duration::hours(hours) <= until);
                let who: std::collections::BTreeSet<&str> = acts.iter().map(|(_, who)| *who).collect();
                prop_assert_eq!(who.len(), if people == People::Two { 2 } else { 1 });
                prop_assert!(!acts.iter().any(|(act, _)| matches!(act, OverrideAct::Refused | OverrideAct::Withdrawn | OverrideAct::Ended)));
            }
        }
    }
}
