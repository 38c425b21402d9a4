//! Parameters of reads that take few: names that are known, each once, and whole numbers.

use crate::domain::problem::Problem;
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::problem::Code;

/// The largest number that is read.
pub(super) const LARGEST: i64 = 999_999_999_999_999;

/// The parameters of one request.
pub(super) struct Asked<'a>(&'a QueryPairs);

impl<'a> Asked<'a> {
    /// Refuses what is not one of `names`, and what is given twice.
    pub(super) fn of(pairs: &'a QueryPairs, names: &[&str]) -> Result<Self, WebError> {
        let mut problems = Vec::new();
        for (i, (name, _)) in pairs.0.iter().enumerate() {
            let shown: String = name.chars().take(40).collect();
            if !names.contains(&name.as_str()) {
                let said = match names {
                    [] => "There is no such parameter here: it takes none.".to_string(),
                    names => format!("There is no such parameter here; it takes {}.", names.join(", ")),
                };
                problems.push(Problem::query(shown, "unknown_parameter", said));
            } else if pairs.0[..i].iter().any(|(before, _)| before == name) {
                let said = format!("{name} is given more than once; give it once.");
                problems.push(Problem::query(shown, "duplicate_parameter", said));
            }
        }
        if problems.is_empty() { Ok(Asked(pairs)) } else { Err(refused(problems)) }
    }

    /// A whole number from `least` to [`LARGEST`]; `default` where it is not given.
    pub(super) fn whole(&self, name: &str, least: i64, default: i64) -> Result<i64, WebError> {
        let Some(text) = self.0.first(name) else { return Ok(default) };
        let is_plain = (1..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        let number = text.parse::<i64>().ok().filter(|number| is_plain && *number >= least);
        number.ok_or_else(|| {
            let said = format!("{name} is a whole number from {least} to {LARGEST}.");
            refused(vec![Problem::query(name, "bad_number", said)])
        })
    }
}

fn refused(mut problems: Vec<Problem>) -> WebError {
    if problems.len() == 1 {
        return WebError::new(Code::BadQuery).with_problem(problems.remove(0));
    }
    let said = format!("{} values in the address cannot be used; each one is in errors.", problems.len());
    WebError::new(Code::BadQuery).detail(said).errors(problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_form_and_every_fault_is_named() {
        let read = |query: &str| {
            let pairs = QueryPairs::read(query).expect("text");
            Asked::of(&pairs, &["since"]).and_then(|asked| asked.whole("since", 0, 7))
        };
        assert_eq!((read("").ok(), read("since=0").ok(), read("since=00012").ok()), (Some(7), Some(0), Some(12)));
        for bad in ["-1", "+1", "1.0", "1e3", "", "x", "%20", "9999999999999999", "NaN", "-0"] {
            let refused = read(&format!("since={bad}")).expect_err(bad);
            assert_eq!((refused.code, refused.errors[0].code), (Code::BadQuery, "bad_number"), "{bad}");
        }
        assert_eq!(read("since=1&since=1").expect_err("twice").errors[0].code, "duplicate_parameter");
        let two = read("a=1&b=2").expect_err("unknown");
        assert_eq!((two.errors.len(), two.errors[1].code), (2, "unknown_parameter"));
    }
}
