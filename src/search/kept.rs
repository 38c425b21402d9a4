//! Texts made of single places, kept beside the index for as long as they are true: what a result looks like changes with its listing,
//! which makes another snapshot, and with its standing, which ends at a moment that is known.

use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;
use chrono::{DateTime, Utc};

use super::pattern::Pattern;
use super::standing::{Standing, Term};

/// At most so many texts at once; each has one place where it can lie, and takes it from another.
const MOST: usize = 1 << 17;

/// What sort of text, as whoever makes them numbers the sorts. Everything that tells two texts of a place apart must be in it, but for
/// what is filled into holes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form(pub u8);

/// Where texts are kept. Takes no memory until the first is made.
#[derive(Debug)]
pub(super) struct Kept {
    slots: OnceLock<Box<[ArcSwapOption<Text>]>>,
    count: usize,
}

/// A text about one place.
#[derive(Debug)]
pub struct Text {
    row: u32,
    form: Form,
    /// When it is true.
    term: Term,
    /// With holes for what differs from search to search.
    pub pattern: Pattern,
}

impl Kept {
    /// For an index of so many rows.
    pub fn new(rows: usize) -> Self {
        Kept { slots: OnceLock::new(), count: rows.saturating_mul(4).clamp(1, MOST).next_power_of_two() }
    }

    /// The text of a row, if there is one that is true at `now`.
    pub fn get(&self, row: u32, form: Form, now: DateTime<Utc>) -> Option<Arc<Text>> {
        let text = self.slots.get()?.get(self.place(row, form))?.load();
        let text = text.as_ref()?;
        let same = text.row == row && text.form == form;
        (same && text.term.contains(now)).then(|| text.clone())
    }

    /// Keeps a text that speaks of this standing.
    pub fn put(&self, row: u32, form: Form, standing: &Standing, pattern: Pattern) -> Arc<Text> {
        let text = Arc::new(Text { row, form, term: standing.term(), pattern });
        let slots = self.slots.get_or_init(|| (0..self.count).map(|_| ArcSwapOption::empty()).collect());
        if let Some(slot) = slots.get(self.place(row, form)) {
            slot.store(Some(text.clone()));
        }
        text
    }

    fn place(&self, row: u32, form: Form) -> usize {
        // Rows of one form lie side by side: neighbors, which one search shows together, never take each other's place.
        let apart = usize::from(form.0).wrapping_mul(self.count / 5 + 1);
        (row as usize).wrapping_add(apart) & (self.count - 1)
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::search::testing;

    fn text(words: &str) -> Pattern {
        Pattern::read(words).expect("a pattern")
    }

    #[test]
    fn a_text_is_kept_until_the_standing_that_it_speaks_of_ends() {
        let mut profile = testing::profile("A");
        profile.confirmed_at = Some(testing::now());
        let standing = Standing::at(&profile, testing::now());
        let (kept, until) = (Kept::new(3), standing.until().expect("a confirmation ages"));
        kept.put(2, Form(1), &standing, text("true"));
        let at = |now| kept.get(2, Form(1), now).is_some();
        assert!(at(testing::now()) && at(until - Duration::microseconds(1)));
        assert!(!at(until) && !at(testing::now() - Duration::microseconds(1)));
    }

    #[test]
    fn a_text_is_never_taken_for_that_of_another_row_or_form() {
        let standing = Standing::at(&testing::profile("A"), testing::now());
        let kept = Kept::new(1);
        for row in 0..40 {
            for form in (0..5).map(Form) {
                kept.put(row, form, &standing, text(&format!("{row} {}", form.0)));
                for (other, form) in (0..40).flat_map(|row| (0..5).map(move |form| (row, Form(form)))) {
                    let there = kept.get(other, form, testing::now());
                    assert!(there.is_none_or(|there| there.pattern == text(&format!("{other} {}", form.0))));
                }
            }
        }
    }
}
