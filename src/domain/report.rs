//! What somebody told us about a listing, and when several of them say enough to be said to others.

use chrono::{DateTime, Duration, Utc};

use super::shape::{Shape, may, must};
use super::words::wire_words;

wire_words! {
    /// What is wrong.
    ReportReason {
        /// Phone or address are not the provider's.
        WrongContact => "wrong_contact",
        /// Nobody answers the phone, or it is disconnected.
        DeadPhone => "dead_phone",
        /// No new patients, whatever the listing says.
        NotAccepting => "not_accepting",
        /// It costs something else.
        WrongPrice => "wrong_price",
        /// Somebody was hurt or put at risk.
        UnsafeCare => "unsafe_care",
        /// The listing names a person or a practice that it is not about.
        NotUs => "not_us",
        /// In the reporter's own words.
        Other => "other",
    }
}

wire_words! {
    /// Where a report stands.
    ReportState {
        /// Nobody has looked yet.
        Received => "received",
        /// Somebody is looking into it.
        Checking => "checking",
        /// Decided, and answered where there was an address to answer to.
        Answered => "answered",
    }
}

impl ReportState {
    /// Those that wait for a person.
    pub const OPEN: &'static [ReportState] = &[ReportState::Received, ReportState::Checking];

    /// It waits for a person.
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }
}

wire_words! {
    /// What came of it.
    ReportOutcome {
        ListingCorrected => "listing_corrected",
        ProviderAsked => "provider_asked",
        NothingWrong => "nothing_wrong",
        NotThisListing => "not_this_listing",
    }
}

wire_words! {
    /// What came of our own call about a report.
    CallOutcome {
        /// Somebody answered.
        Answered => "answered",
        /// Nobody answered, or the number is out of service.
        NoAnswer => "no_answer",
    }
}

impl ReportOutcome {
    /// What was reported was so.
    pub const fn is_confirmed(self) -> bool {
        matches!(self, ReportOutcome::ListingCorrected | ReportOutcome::ProviderAsked)
    }
}

wire_words! {
    /// The language that somebody reads.
    Language {
        En => "en",
        Es => "es",
    }
}

/// The longest text of a reporter, in characters.
pub const LONGEST_TEXT: usize = 2_000;

/// A report as a program sends it.
pub static REPORT: Shape = Shape::Object(&[
    must("kind", &Shape::Word(ReportReason::WORDS)),
    may("text", &Shape::Text(LONGEST_TEXT)),
    may("location_id", &Shape::Text(40)),
    may("email", &Shape::Email),
    may("language", &Shape::Word(Language::WORDS)),
]);

impl ReportReason {
    /// Without words of the reporter's it says nothing.
    pub const fn needs_words(self) -> bool {
        matches!(self, ReportReason::Other)
    }

    /// It is about one place, never about the listing as a whole.
    pub const fn needs_place(self) -> bool {
        matches!(self, ReportReason::WrongContact | ReportReason::DeadPhone)
    }
}

/// An open report of a dead phone, as far as it counts towards the public note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadPhone {
    /// When it came.
    pub at: DateTime<Utc>,
    /// Where to answer, where that was given.
    pub email: Option<String>,
}

/// Two reports must lie so near to each other to speak of the same time.
const SAME_TIME: Duration = Duration::days(90);
/// Two reports that are further apart count as two people's.
const APART: Duration = Duration::hours(24);

/// Whether what people say of the phone of a place is enough for a note: two of its open reports are independent of each other.
/// It is said only once a person of ours has called in vain, too (decision 0050).
///
/// We do not store who reports, neither an account nor the address of a computer, and different words prove nothing. So two reports
/// count as independent when a day lies between them, or when both gave an e-mail address and these differ. Somebody
/// who wants to can still be two people. That is why a person of ours calls first, why the note only says what people told us,
/// and why it hides nothing.
pub fn phone_in_question(open: &[DeadPhone]) -> bool {
    open.iter().enumerate().any(|(i, one)| open[i + 1..].iter().any(|other| one.is_independent_of(other)))
}

impl DeadPhone {
    fn is_independent_of(&self, other: &DeadPhone) -> bool {
        let between = (self.at - other.at).abs();
        let others_address = match (&self.email, &other.email) {
            (Some(one), Some(other)) => one.to_lowercase() != other.to_lowercase(),
            _ => false,
        };
        between <= SAME_TIME && (between >= APART || others_address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(hours: i64, email: Option<&str>) -> DeadPhone {
        let at = DateTime::UNIX_EPOCH + Duration::days(20_000) + Duration::hours(hours);
        DeadPhone { at, email: email.map(String::from) }
    }

    #[test]
    fn one_report_or_one_person_twice_puts_no_phone_in_question() {
        let (ann, bob) = (Some("ann@example.org"), Some("bob@example.org"));
        for (open, in_question) in [
            (vec![], false),
            (vec![told(0, None)], false),
            (vec![told(0, None), told(23, None)], false),
            (vec![told(0, None), told(24, None)], true),
            (vec![told(24, None), told(0, None)], true),
            (vec![told(0, ann), told(1, bob)], true),
            (vec![told(0, ann), told(1, Some("ANN@example.org"))], false),
            (vec![told(0, ann), told(1, None)], false),
            (vec![told(0, ann), told(90 * 24, None)], true),
            (vec![told(0, ann), told(90 * 24 + 1, bob)], false),
            (vec![told(0, ann), told(1, None), told(2, bob)], true),
        ] {
            assert_eq!(phone_in_question(&open), in_question, "{open:?}");
        }
    }

    #[test]
    fn only_an_answer_closes_a_report() {
        let open: Vec<_> = ReportState::ALL.iter().filter(|state| state.is_open()).collect();
        assert_eq!(open, [&ReportState::Received, &ReportState::Checking]);
    }
}
