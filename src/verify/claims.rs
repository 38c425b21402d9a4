//! `claims.*`: sentences of the listing's own text that a person should read before patients do.

use super::codes::Code;
use super::finding::{Placed, Subject};
use super::view::View;
use crate::domain::fold::fold;
use crate::rules::Claim;

/// Reads what the provider wrote about itself and about its prices.
pub(super) fn check(view: &View<'_>, out: &mut Vec<Placed>) {
    let provider = &view.dossier.provider;
    let mut texts = vec![("name", provider.name.as_str())];
    texts.extend(provider.dba_names.iter().map(|name| ("dba_names", name.as_str())));
    texts.extend(provider.description.as_deref().map(|d| ("description", d)));
    if !view.is_unasked(super::PROVIDER) {
        lint(view, Subject::Provider, &texts, out);
    }
    for (i, location) in view.dossier.locations.iter().enumerate() {
        let mut texts = Vec::new();
        texts.extend(location.name.as_deref().map(|n| ("name", n)));
        texts.extend(location.price.as_ref().and_then(|p| p.includes.as_deref()).map(|t| ("price/includes", t)));
        if !texts.is_empty() {
            lint(view, Subject::Location(i), &texts, out);
        }
    }
}

fn lint(view: &View<'_>, subject: Subject, texts: &[(&str, &str)], out: &mut Vec<Placed>) {
    for claim in &view.rules().claims.claim {
        let Some(code) = Code::parse(&claim.code) else { continue };
        let mut fields: Vec<&str> = texts.iter().map(|(field, _)| *field).collect();
        fields.dedup();
        let draft = view.draft(code, subject).saw_all(&fields);
        let found = texts.iter().find_map(|(field, text)| Some((*field, made_in(claim, text)?)));
        out.push(match found {
            Some((field, phrase)) => draft
                .note("field", field)
                .note("words", phrase.trim_end_matches('*'))
                .review(format!("The text claims {}: a person reads the sentence.", claim.says)),
            None => draft.pass(format!("The text does not claim {}.", claim.says)),
        });
    }
}

/// The first phrase of the claim that a sentence of the text makes and does not take back.
fn made_in<'c>(claim: &'c Claim, text: &str) -> Option<&'c str> {
    let folded = fold(&text.replace('\n', ". ")).replace('\u{2019}', "'");
    let sentences = folded.split_inclusive(['.', '!', '?', ';']).filter(|s| !s.trim().is_empty());
    let mut making = sentences.filter(|s| !claim.unless.iter().any(|u| says(s, u)));
    making.find_map(|s| claim.phrases.iter().find(|p| says(s, p)).map(String::as_str))
}

/// Whether a sentence holds the phrase as whole words; `*` at its end lets the last word go on.
fn says(sentence: &str, phrase: &str) -> bool {
    let (phrase, open) = phrase.strip_suffix('*').map_or((phrase, false), |stem| (stem, true));
    sentence.match_indices(phrase).any(|(at, found)| {
        let before = sentence[..at].chars().next_back();
        let after = sentence[at + found.len()..].chars().next();
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        edge(before) && (open || edge(after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    fn claims(text: &str) -> Vec<&'static str> {
        let claims = Rules::builtin().claims.claim.iter();
        claims.filter(|c| made_in(c, text).is_some()).map(|c| c.code.as_str()).collect()
    }

    #[test]
    fn every_claim_that_a_table_may_hold_has_its_check() {
        let codes: Vec<&str> = Code::ALL.iter().map(|c| c.as_str()).filter(|c| c.starts_with("claims.")).collect();
        assert_eq!(codes, crate::rules::CLAIM_CODES);
    }

    #[test]
    fn what_regulators_object_to_is_found() {
        assert_eq!(claims("Our ketamine is FDA-approved for anxiety."), ["claims.fda_approved"]);
        assert_eq!(claims("We cure depression!"), ["claims.cure"]);
        assert_eq!(claims("Ketamine is non-addictive."), ["claims.non_addictive"]);
        assert_eq!(claims("Relief guaranteed"), ["claims.guarantee"]);
        assert_eq!(claims("Treatment is completely safe."), ["claims.safe"]);
        assert_eq!(claims("The best clinic in town"), ["claims.superiority"]);
        assert_eq!(claims("Garantizamos resultados."), ["claims.guarantee"]);
    }

    #[test]
    fn an_honest_sentence_is_left_alone() {
        for text in [
            "Ketamine is not FDA-approved for any psychiatric condition.",
            "Spravato is FDA approved for adults with treatment-resistant depression.",
            "This is not a cure, and we do not guarantee results.",
            "We keep the room secure.",
            "We do our best to answer within a day.",
        ] {
            assert_eq!(claims(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn taking_back_one_claim_does_not_excuse_the_next_sentence() {
        assert_eq!(claims("It is not a cure. It cures anxiety."), ["claims.cure"]);
    }
}
