//! Whole answers to searches, kept for who asks the same: the first screen of a large city, a link that went round. An answer holds for
//! one snapshot and for as long as nobody's standing turns; what goes by the clock otherwise is not kept.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use actix_web::web::Bytes;
use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};

use super::views::Locale;
use crate::domain::ids::Id;
use crate::search::Snapshot;
use crate::search::standing::Term;

/// Threads that look at once seldom meet in one of so many parts.
const PARTS: usize = 16;
/// Of bodies, all parts together.
const MOST_BYTES: usize = 64 << 20;
/// Longer questions are not asked twice.
const LONGEST_QUESTION: usize = 400;

/// What kind of answer to which question.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Question {
    kind: Kind,
    /// As it stood in the address, so that nothing has to be read to find the answer.
    query: String,
}

/// The addresses whose answers are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Of the API.
    Json,
    /// The search page.
    Page(Locale),
}

impl Question {
    /// `None` for one whose answer is not worth keeping.
    pub fn of(kind: Kind, query: &str) -> Option<Question> {
        (query.len() <= LONGEST_QUESTION).then(|| Question { kind, query: query.to_string() })
    }
}

/// An answer that was 200.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Shared, not copied.
    pub body: Bytes,
    /// Entity tag, where it has one.
    pub tag: Option<String>,
    /// The header that leads to the next page, where there is one.
    pub link: Option<String>,
    /// The providers it shows, each once.
    pub shown: Arc<[Id]>,
}

/// The answers of the snapshot in force.
#[derive(Debug, Default)]
pub struct Answers(ArcSwap<Table>);

#[derive(Debug, Default)]
struct Table {
    /// Not its owner: a snapshot that was replaced must go.
    snapshot: Weak<Snapshot>,
    hasher: RandomState,
    parts: [Mutex<Part>; PARTS],
}

#[derive(Debug, Default)]
struct Part {
    answers: HashMap<Question, (Term, Answer)>,
    /// The oldest first.
    order: VecDeque<Question>,
    bytes: usize,
}

impl Answers {
    /// The answer to a question, if it was given before and holds at `now`.
    pub fn get(&self, snapshot: &Arc<Snapshot>, question: &Question, now: DateTime<Utc>) -> Option<Answer> {
        let table = self.0.load();
        if !table.is_of(snapshot) {
            return None;
        }
        let part = table.part(question).lock().unwrap_or_else(PoisonError::into_inner);
        let (term, answer) = part.answers.get(question)?;
        term.contains(now).then(|| answer.clone())
    }

    /// Keeps an answer that was given from this snapshot at `now`.
    pub fn keep(&self, snapshot: &Arc<Snapshot>, question: Question, now: DateTime<Utc>, answer: Answer) {
        let Some(term) = snapshot.term(now) else { return };
        if !self.0.load().is_of(snapshot) {
            self.0.store(Arc::new(Table { snapshot: Arc::downgrade(snapshot), ..Table::default() }));
        }
        let table = self.0.load();
        table.part(&question).lock().unwrap_or_else(PoisonError::into_inner).put(question, term, answer);
    }
}

impl Table {
    fn is_of(&self, snapshot: &Arc<Snapshot>) -> bool {
        // The weak reference keeps the address from being given to another.
        std::ptr::eq(self.snapshot.as_ptr(), Arc::as_ptr(snapshot))
    }

    fn part(&self, question: &Question) -> &Mutex<Part> {
        &self.parts[self.hasher.hash_one(question) as usize % PARTS]
    }
}

impl Part {
    fn put(&mut self, question: Question, term: Term, answer: Answer) {
        let bytes = answer.body.len();
        match self.answers.insert(question.clone(), (term, answer)) {
            Some((_, before)) => self.bytes -= before.body.len(),
            None => self.order.push_back(question),
        }
        self.bytes += bytes;
        while self.bytes > MOST_BYTES / PARTS {
            let Some(oldest) = self.order.pop_front() else { return };
            self.bytes -= self.answers.remove(&oldest).map_or(0, |(_, answer)| answer.body.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(n: usize) -> Question {
        Question::of(Kind::Json, &format!("near={n}")).expect("short")
    }

    fn answer(bytes: usize) -> Answer {
        Answer { body: Bytes::from(vec![b'x'; bytes]), tag: None, link: None, shown: Arc::default() }
    }

    fn snapshot() -> Arc<Snapshot> {
        Arc::new(Snapshot::build(Vec::new(), 0, DateTime::UNIX_EPOCH))
    }

    #[test]
    fn an_answer_is_kept_for_its_kind_its_words_and_its_snapshot() {
        let (answers, one, other, now) = (Answers::default(), snapshot(), snapshot(), DateTime::UNIX_EPOCH);
        answers.keep(&one, question(1), now, answer(3));
        let page = Question::of(Kind::Page(Locale::En), "near=1").expect("short");
        assert!(answers.get(&one, &question(1), now).is_some());
        assert!(answers.get(&one, &question(2), now).is_none());
        assert!(answers.get(&one, &page, now).is_none());
        assert!(answers.get(&other, &question(1), now).is_none());
        answers.keep(&other, question(1), now, answer(4));
        assert_eq!(answers.get(&other, &question(1), now).map(|a| a.body.len()), Some(4));
        assert!(answers.get(&one, &question(1), now).is_none());
    }

    #[test]
    fn the_oldest_answers_give_way_and_memory_is_bounded() {
        let (answers, snapshot, now) = (Answers::default(), snapshot(), DateTime::UNIX_EPOCH);
        let many = 4 * MOST_BYTES / (1 << 20);
        (0..many).for_each(|n| answers.keep(&snapshot, question(n), now, answer(1 << 20)));
        let there = (0..many).filter(|n| answers.get(&snapshot, &question(*n), now).is_some()).count();
        assert!(there > 0 && there << 20 <= MOST_BYTES, "{there}");
        assert!(answers.get(&snapshot, &question(many - 1), now).is_some());
        (0..100).for_each(|_| answers.keep(&snapshot, question(many), now, answer(1 << 20)));
        assert!(answers.get(&snapshot, &question(many), now).is_some(), "one answer counts once");
    }

    #[test]
    fn an_answer_of_before_the_snapshot_is_not_kept() {
        let (answers, snapshot) = (Answers::default(), snapshot());
        let before = DateTime::UNIX_EPOCH - chrono::Duration::seconds(1);
        answers.keep(&snapshot, question(1), before, answer(3));
        assert!(answers.get(&snapshot, &question(1), before).is_none());
    }
}
