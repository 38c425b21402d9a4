//! Dated facts that somebody has to read again: staff are told before the day comes, and from then on until it is done.

use chrono::{Duration, NaiveDate};

use super::Guide;
use crate::rules::Rules;

/// So long before its day a dated fact is asked for.
const AHEAD: Duration = Duration::days(30);

/// So long after its last reading a page of the guide is asked for.
const READ_AGAIN_AFTER: Duration = Duration::days(365);

/// One thing that has to be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What, as a sentence for staff.
    pub says: String,
    /// The file in which it is renewed.
    pub file: &'static str,
    /// The day on which it changes, or on which it became too old.
    pub on: NaiveDate,
}

/// Everything that is due on a day, what changes first first.
pub fn due(guide: &Guide, rules: &Rules, today: NaiveDate) -> Vec<Due> {
    let mut due: Vec<Due> = notices(guide, today).chain(remote_rule(rules, today)).chain(old(guide, today)).collect();
    due.sort_by_key(|due| due.on);
    due
}

/// Whether a fact that changes on a day, and was last looked at on another, is asked for today.
fn is_near(today: NaiveDate, changes_on: NaiveDate, looked_at_on: NaiveDate) -> bool {
    today + AHEAD >= changes_on && looked_at_on < changes_on
}

/// Notices whose day comes or came, and whose pages nobody has read since.
fn notices(guide: &Guide, today: NaiveDate) -> impl Iterator<Item = Due> {
    let topics = guide.topics();
    let near = topics.notices.iter().filter(move |notice| is_near(today, notice.turns_on, topics.reviewed_on));
    near.map(move |notice| {
        let pages = notice.topics.join(", ");
        let comes = if today < notice.turns_on { "changes its words" } else { "has changed its words" };
        let says = format!(
            "The notice \"{}\" ({}) {comes}. See how it went, mend the pages {pages}, and set the day on which the guide was read.",
            notice.key, notice.source
        );
        Due { says, file: "data/guide/topics.toml", on: notice.turns_on }
    })
}

/// The federal rule on prescribing from afar: after its last day every check of telehealth asks a person.
fn remote_rule(rules: &Rules, today: NaiveDate) -> Option<Due> {
    let last_day = rules.scope.remote_prescribing_ends();
    let read_on = rules.tables().iter().find(|table| table.name == "scope.toml")?.as_of;
    let ends = if today <= last_day { "ends" } else { "has ended" };
    let says = format!(
        "The rule that allows prescribing without a visit in person {ends}; without it every check of telehealth asks a \
         person. Write what holds now, with its date."
    );
    is_near(today, last_day, read_on).then_some(Due { says, file: "scope.toml", on: last_day })
}

/// Pages that nobody has read against their sources for a year, as one line for each day of reading.
fn old(guide: &Guide, today: NaiveDate) -> Vec<Due> {
    let topics = guide.topics();
    let mut due: Vec<Due> = Vec::new();
    let mut days: Vec<NaiveDate> = topics.all().map(|topic| topics.reviewed_on(topic)).collect();
    days.sort_unstable();
    days.dedup();
    for day in days.into_iter().filter(|day| *day + READ_AGAIN_AFTER < today) {
        let pages: Vec<&str> =
            topics.all().filter(|topic| topics.reviewed_on(topic) == day).map(|topic| topic.slug.as_str()).collect();
        let says = format!(
            "Pages of the guide were last read against their sources on {}: {}.",
            day.format("%-d %b %Y"),
            pages.join(", ")
        );
        due.push(Due { says, file: "data/guide/topics.toml", on: day + READ_AGAIN_AFTER });
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str) -> Vec<Due> {
        due(Guide::get(), Rules::builtin(), day.parse().expect("a day"))
    }

    fn files(day: &str) -> Vec<&'static str> {
        on(day).iter().map(|due| due.file).collect()
    }

    #[test]
    fn a_dated_fact_is_asked_for_from_30_days_before_its_day_until_its_data_are_renewed() {
        assert_eq!(files("2026-11-30"), [""; 0], "31 days before the rule's last day");
        assert_eq!(files("2026-12-01"), ["scope.toml"]);
        assert_eq!(files("2026-12-02"), ["scope.toml", "data/guide/topics.toml"], "the notice turns a day later");
        assert!(on("2026-12-31").iter().all(|due| !due.says.contains("has ")), "{:?}", on("2026-12-31"));
        let after = on("2027-01-31");
        assert_eq!(after.len(), 2, "nobody has read it since: {after:?}");
        assert!(after.iter().all(|due| due.says.contains("has ")), "{after:?}");
    }

    #[test]
    fn whoever_renews_the_data_is_asked_no_more() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let turns_on = day("2027-01-01");
        assert!(is_near(day("2027-06-01"), turns_on, day("2026-12-31")));
        assert!(!is_near(day("2027-06-01"), turns_on, turns_on), "read on the day itself, when it was known");
        let moved = day("2027-12-31");
        assert!(!is_near(day("2027-06-01"), moved, day("2026-12-31")), "a rule that was prolonged");
    }

    #[test]
    fn a_page_that_nobody_has_read_for_a_year_is_named() {
        let read_on = Guide::get().topics().reviewed_on;
        let year = read_on + READ_AGAIN_AFTER;
        let old = |today| old(Guide::get(), today);
        assert_eq!(old(year), []);
        let late = old(year + Duration::days(1));
        assert_eq!(late.len(), 1, "{late:?}");
        for entry in Guide::get().entries() {
            assert!(late[0].says.contains(&entry.topic.slug), "{}", entry.topic.slug);
        }
    }
}
