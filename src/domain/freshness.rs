//! How recently the provider said that the details are right (contract, "Freshness").

use chrono::{DateTime, Utc};

use super::words::wire_words;

wire_words! {
    /// Lateness of a listing's details. Never shares a word with a failed check.
    Freshness {
        Current => "current",
        DueSoon => "due_soon",
        /// Flagged, after confirmed ones at equal distance.
        Unconfirmed => "unconfirmed",
        /// Page stays with a warning; out of search, FHIR, exports and sitemap.
        Suppressed => "suppressed",
        /// Page answers 410.
        Archived => "archived",
    }
}

/// Days after a confirmation from which the provider is reminded.
const REMINDED_AFTER: i64 = 75;
/// Days for which a confirmation counts.
pub const CONFIRMED_DAYS: i64 = 90;
/// Days for which searches show a listing that nobody confirms.
pub const LISTED_DAYS: i64 = 131;
/// Days for which such a listing keeps its page.
pub const PAGE_DAYS: i64 = 364;

/// What a listing is up to which day.
const UNTIL: [(i64, Freshness); 4] = [
    (REMINDED_AFTER, Freshness::Current),
    (CONFIRMED_DAYS, Freshness::DueSoon),
    (LISTED_DAYS, Freshness::Unconfirmed),
    (PAGE_DAYS, Freshness::Suppressed),
];

impl Freshness {
    /// From the last confirmation, or where there was none from publication.
    /// Days are whole 24-hour periods; a moment in the future counts as today.
    pub fn of(confirmed_at: Option<DateTime<Utc>>, published_at: DateTime<Utc>, now: DateTime<Utc>) -> Freshness {
        let days = (now - confirmed_at.unwrap_or(published_at)).num_days().max(0);
        match UNTIL.iter().find(|(last, _)| days <= *last) {
            // Published, and nobody has said yet that it is right.
            Some((_, early)) if early.is_confirmed() && confirmed_at.is_none() => Freshness::Unconfirmed,
            Some((_, freshness)) => *freshness,
            None => Freshness::Archived,
        }
    }

    /// Confirmed within its quarter: the badge may be shown.
    pub const fn is_confirmed(self) -> bool {
        matches!(self, Freshness::Current | Freshness::DueSoon)
    }

    /// Belongs into search results, exports, FHIR and the sitemap.
    pub const fn is_listed(self) -> bool {
        matches!(self, Freshness::Current | Freshness::DueSoon | Freshness::Unconfirmed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    #[test]
    fn each_state_begins_on_its_day() {
        let now = DateTime::UNIX_EPOCH + Duration::days(20_000);
        let after = |d| Freshness::of(Some(now - Duration::days(d)), now - Duration::days(900), now);
        let expected = [
            (0, Freshness::Current),
            (75, Freshness::Current),
            (76, Freshness::DueSoon),
            (90, Freshness::DueSoon),
            (91, Freshness::Unconfirmed),
            (131, Freshness::Unconfirmed),
            (132, Freshness::Suppressed),
            (364, Freshness::Suppressed),
            (365, Freshness::Archived),
        ];
        for (days, freshness) in expected {
            assert_eq!(after(days), freshness, "{days} days");
        }
    }

    #[test]
    fn never_confirmed_is_unconfirmed_from_publication() {
        let now = DateTime::UNIX_EPOCH + Duration::days(20_000);
        assert_eq!(Freshness::of(None, now, now), Freshness::Unconfirmed);
        assert_eq!(Freshness::of(None, now - Duration::days(132), now), Freshness::Suppressed);
        assert_eq!(Freshness::of(Some(now + Duration::days(3)), now, now), Freshness::Current);
    }
}
