//! What can be followed in a source as it is written: an address, a site, a section of federal regulations, a page of the Federal
//! Register.

use serde::Serialize;

/// A piece of text, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Linked {
    text: String,
    href: Option<String>,
}

/// The ends of sites' names that are met in sources.
const ENDS: [&str; 5] = [".gov", ".org", ".com", ".us", ".net"];

/// The text in pieces; together they are the text, but that a long address is told by its site.
pub(super) fn linked(text: &str) -> Vec<Linked> {
    let mut pieces: Vec<Linked> = Vec::new();
    let mut rest = text;
    let mut plain = String::new();
    while !rest.is_empty() {
        let is_start = plain.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '@' && c != '.');
        match found(rest).filter(|_| is_start) {
            Some((length, href)) => {
                if !plain.is_empty() {
                    pieces.push(Linked { text: std::mem::take(&mut plain), href: None });
                }
                pieces.push(Linked { text: shown(&rest[..length]), href: Some(href) });
                rest = &rest[length..];
            }
            None => {
                let mut letters = rest.chars();
                plain.extend(letters.next());
                rest = letters.as_str();
            }
        }
    }
    if !plain.is_empty() {
        pieces.push(Linked { text: plain, href: None });
    }
    pieces
}

/// The longest address that is shown whole, in characters: a line of a table's column.
const LONGEST_SHOWN: usize = 60;

/// An address as it is read: whole, or its site where it is long.
fn shown(address: &str) -> String {
    match address.strip_prefix("https://").filter(|_| address.chars().count() > LONGEST_SHOWN) {
        Some(rest) => rest.split('/').next().unwrap_or(rest).trim_start_matches("www.").to_string(),
        None => address.to_string(),
    }
}

/// Length of what stands at the beginning, and its address.
fn found(text: &str) -> Option<(usize, String)> {
    if text.starts_with("https://") {
        let length = word(text);
        return Some((length, text[..length].to_string()));
    }
    regulation(text).or_else(|| site(text))
}

/// Up to what ends an address in a sentence.
fn word(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ')' | '(' | '"')).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ':']).len()
}

/// `21 CFR 1300.01`, `90 FR 61301`.
fn regulation(text: &str) -> Option<(usize, String)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let title = digits(text);
    let (number, after) = text.split_at(title);
    let (is_code, rest) = match after {
        _ if title == 0 => return None,
        after if after.starts_with(" CFR ") => (true, &after[5..]),
        after if after.starts_with(" FR ") => (false, &after[4..]),
        _ => return None,
    };
    let first = digits(rest);
    if first == 0 {
        return None;
    }
    let second = rest[first..].strip_prefix('.').map(digits).filter(|n| *n > 0 && is_code);
    let length = first + second.map_or(0, |n| n + 1);
    let place = &rest[..length];
    let href = match (is_code, second) {
        (true, Some(_)) => format!("https://www.ecfr.gov/current/title-{number}/section-{place}"),
        (true, None) => format!("https://www.ecfr.gov/current/title-{number}/part-{place}"),
        (false, _) => format!("https://www.federalregister.gov/citation/{number}-FR-{place}"),
    };
    Some((text.len() - rest.len() + length, href))
}

/// `deadiversion.usdoj.gov`, `flhealthsource.gov/telehealth`.
fn site(text: &str) -> Option<(usize, String)> {
    let length = word(text);
    let named = &text[..length];
    let host = named.split('/').next().unwrap_or_default();
    let is_host = host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    let ends = ENDS.iter().any(|end| host.len() > end.len() && host.ends_with(end));
    (is_host && ends).then(|| (length, format!("https://{named}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hrefs(text: &str) -> Vec<String> {
        let pieces = linked(text);
        assert_eq!(pieces.iter().map(|p| p.text.as_str()).collect::<String>(), text, "nothing is lost");
        pieces.into_iter().filter_map(|p| p.href).collect()
    }

    #[test]
    fn a_long_address_is_told_by_its_site_and_leads_to_its_page() {
        let long = "https://www.accessdata.fda.gov/scripts/cder/rems/index.cfm?event=IndvRemsDetails.page&REMS=386";
        let pieces = linked(&format!("Spravato REMS ({long}); x"));
        assert_eq!(pieces.iter().map(|p| p.text.as_str()).collect::<String>(), "Spravato REMS (accessdata.fda.gov); x");
        assert_eq!(pieces[1].href.as_deref(), Some(long));
    }

    #[test]
    fn what_a_source_names_can_be_followed() {
        for (text, expected) in [
            ("NCQA CR 3 (2025); 42 CFR 455.436; x", vec!["https://www.ecfr.gov/current/title-42/section-455.436"]),
            ("21 CFR 1300", vec!["https://www.ecfr.gov/current/title-21/part-1300"]),
            ("90 FR 61301", vec!["https://www.federalregister.gov/citation/90-FR-61301"]),
            ("Statutes 456.47 and flhealthsource.gov/telehealth (x)", vec!["https://flhealthsource.gov/telehealth"]),
            ("deadiversion.usdoj.gov FAQ", vec!["https://deadiversion.usdoj.gov"]),
            ("see https://www.nursys.com/Help/FAQ.aspx.", vec!["https://www.nursys.com/Help/FAQ.aspx"]),
            ("contract.md, ana@example.org, \u{e9}a.gov, javascript:x.org", vec!["https://x.org"]),
            ("", vec![]),
        ] {
            let expected: Vec<String> = expected.into_iter().map(String::from).collect();
            assert_eq!(hrefs(text), expected, "{text}");
        }
    }
}
