//! Whether a re-check says anything that the evidence in force does not (decision 0016).

use chrono::{DateTime, Duration, Utc};

use crate::db::evidence::{EvidenceRow, NewEvidence, Run};
use crate::domain::check::{Outcome, SourceLine};

/// A list that is loaded anew is on record at most so often where it says the same: its monthly search is kept, a daily
/// one does not fill the database.
const RENEWED_AFTER: Duration = Duration::days(7);

/// Evidence that runs out so soon is renewed, where it can be, before the badge goes.
pub(super) const RUNS_OUT: Duration = Duration::days(1);

/// Whether a new run is worth keeping beside the one in force.
pub(in crate::pipeline) fn is_news(
    in_force: Option<&Run>,
    found: &[NewEvidence],
    sources: &[SourceLine],
    rules_version: &str,
    now: DateTime<Utc>,
) -> bool {
    let Some(run) = in_force else { return true };
    let says_the_same = run.rows.len() == found.len() && run.rows.iter().zip(found).all(|(old, new)| same(old, new));
    !says_the_same
        || run.rules_version != rules_version
        || is_renewed(&run.sources, sources)
        || run.rows.iter().zip(found).any(|(old, new)| is_shortened(old, new) || is_prolonged(old, new, now))
}

/// The same but for dates and the edition of the list. What is no pass is the same only in the same words.
fn same(old: &EvidenceRow, new: &NewEvidence) -> bool {
    let (a, b) = (&old.check, &new.check);
    (&a.code, &a.subject, a.outcome, a.blocking) == (&b.code, &b.subject, b.outcome, b.blocking)
        && a.evidence == b.evidence
        && old.value_hash == new.value_hash
        && (a.outcome == Outcome::Pass || a.detail == b.detail)
}

/// A list came or went, or is an edition that came long enough after the one on record.
fn is_renewed(old: &[SourceLine], new: &[SourceLine]) -> bool {
    let key = |s: &SourceLine| (s.name.clone(), s.version.split(' ').next().filter(|w| w.len() == 2).map(String::from));
    old.len() != new.len()
        || new.iter().any(|line| match old.iter().find(|o| key(o) == key(line)) {
            Some(known) => (line.loaded_at - known.loaded_at).abs() >= RENEWED_AFTER,
            None => true,
        })
}

/// The new evidence holds less long: a badge must not outlive what is known now.
fn is_shortened(old: &EvidenceRow, new: &NewEvidence) -> bool {
    new.check.valid_until.is_some_and(|until| old.check.valid_until.is_none_or(|known| until < known))
}

/// The evidence in force is about to run out, and the new one holds longer.
fn is_prolonged(old: &EvidenceRow, new: &NewEvidence, now: DateTime<Utc>) -> bool {
    let ends_soon = old.check.valid_until.is_some_and(|until| until <= now + RUNS_OUT);
    ends_soon && new.check.valid_until > old.check.valid_until
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::check::Check;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::days(20_000)
    }

    fn check(outcome: Outcome, valid_days: i64) -> Check {
        Check {
            code: "exclusion.leie".into(),
            subject: "clinicians/0".into(),
            outcome,
            blocking: true,
            detail: "Not on the list.".into(),
            source: "LEIE 2026-10".into(),
            checked_at: now(),
            valid_until: (outcome == Outcome::Pass).then(|| now() + Duration::days(valid_days)),
            evidence: Default::default(),
        }
    }

    fn source(loaded_days_ago: i64) -> SourceLine {
        let loaded_at = now() - Duration::days(loaded_days_ago);
        SourceLine { name: "LEIE".into(), version: "2026-10".into(), rows: 1, loaded_at }
    }

    fn run(check: Check, source: SourceLine) -> Run {
        let row =
            EvidenceRow { id: "e".into(), check, looked_at: Vec::new(), value_hash: "h".into(), sealed_rows: None };
        Run {
            id: "r".into(),
            number: 1,
            as_of: now(),
            sources: vec![source],
            rules_version: "rules".into(),
            rows: vec![row],
        }
    }

    fn found(check: Check) -> NewEvidence {
        NewEvidence { check, looked_at: Vec::new(), value_hash: "h".into(), sealed_rows: None }
    }

    fn is_kept(old: (Check, SourceLine), new: (Check, SourceLine)) -> bool {
        is_news(Some(&run(old.0, old.1)), &[found(new.0)], &[new.1], "rules", now())
    }

    #[test]
    fn the_same_words_from_the_same_list_are_not_kept_again() {
        let mut later = check(Outcome::Pass, 20);
        later.checked_at += Duration::days(3);
        assert!(!is_kept((check(Outcome::Pass, 20), source(3)), (later, source(3))));
    }

    #[test]
    fn each_months_search_is_kept_and_a_daily_one_is_not() {
        let pass = || check(Outcome::Pass, 20);
        assert!(is_kept((pass(), source(30)), (pass(), source(0))));
        assert!(!is_kept((pass(), source(1)), (pass(), source(0))));
    }

    #[test]
    fn another_outcome_another_value_and_a_list_that_came_are_kept() {
        let pass = || (check(Outcome::Pass, 20), source(1));
        assert!(is_kept(pass(), (check(Outcome::Fail, 0), source(1))));
        let mut other = found(pass().0);
        other.value_hash = "other".into();
        assert!(is_news(Some(&run(pass().0, pass().1)), &[other], &[source(1)], "rules", now()));
        assert!(is_news(Some(&run(pass().0, pass().1)), &[found(pass().0)], &[], "rules", now()));
        assert!(is_news(None, &[found(pass().0)], &[source(1)], "rules", now()));
        assert!(is_news(Some(&run(pass().0, pass().1)), &[found(pass().0)], &[source(1)], "other rules", now()));
    }

    #[test]
    fn evidence_about_to_run_out_is_renewed_where_it_can_be() {
        let pass = |days| (check(Outcome::Pass, days), source(1));
        assert!(is_kept(pass(1), pass(9)));
        assert!(!is_kept(pass(1), pass(1)), "nothing newer is there");
        assert!(!is_kept(pass(5), pass(9)), "there is time");
    }
}
