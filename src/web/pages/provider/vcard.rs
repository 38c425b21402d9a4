//! vCard 4.0, RFC 6350: lines, values and how they are escaped and folded.

/// No line is longer than so many octets, its end not counted.
const LONGEST_LINE: usize = 75;

/// One card being written.
#[derive(Debug)]
pub struct Card(String);

impl Card {
    /// With its head.
    pub fn begin() -> Self {
        let mut card = Card(String::new());
        card.line("BEGIN:VCARD");
        card.line("VERSION:4.0");
        card
    }

    /// A property with a value that is text, such as `FN`.
    pub fn text(&mut self, property: &str, value: &str) {
        self.line(&format!("{property}:{}", escaped(value)));
    }

    /// A property of several texts, such as `ADR`; each is a part, `;` between them.
    pub fn parts(&mut self, property: &str, parts: &[&str]) {
        let parts: Vec<String> = parts.iter().map(|part| escaped(part)).collect();
        self.line(&format!("{property}:{}", parts.join(";")));
    }

    /// A property whose value is an address (`URL`, `GEO`) or a moment (`REV`). Such values are not escaped; what would end the line is
    /// left out.
    pub fn plain(&mut self, property: &str, value: &str) {
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        self.line(&format!("{property}:{value}"));
    }

    /// The card with its foot.
    pub fn end(mut self) -> String {
        self.line("END:VCARD");
        self.0
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(&folded(line));
        self.0.push_str("\r\n");
    }
}

/// A backslash stands before what has a meaning in values; a line break is `\n`, other control characters go.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ',' | ';' => out.extend(['\\', c]),
            '\n' | '\r' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Long lines go on in the next one behind a blank, which counts; no character is torn.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + line.len() / LONGEST_LINE * 3);
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > LONGEST_LINE {
            out.push_str("\r\n ");
            octets = 1;
        }
        octets += c.len_utf8();
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_has_a_meaning_in_a_value_is_escaped() {
        assert_eq!(escaped(r"Reyes, Ana; \ MD"), r"Reyes\, Ana\; \\ MD");
        assert_eq!(escaped("one\r\ntwo\nthree\rfour\u{7}"), r"one\ntwo\nthree\nfour");
        let mut card = Card::begin();
        card.text("FN", "A\r\nEND:VCARD");
        card.parts("ADR", &["", "", "1 Elm St; rear"]);
        card.plain("URL", "https://x.example\r\nNOTE:y");
        assert_eq!(
            card.end(),
            "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:A\\nEND:VCARD\r\nADR:;;1 Elm St\\; rear\r\nURL:https://x.exampleNOTE:y\r\n\
             END:VCARD\r\n"
        );
    }

    #[test]
    fn a_line_of_75_octets_stays_whole_and_one_more_goes_on_behind_a_blank() {
        let whole = "x".repeat(75);
        assert_eq!(folded(&whole), whole);
        assert_eq!(folded(&format!("{whole}yz")), format!("{whole}\r\n yz"));
        let three = "x".repeat(75 + 74 + 1);
        let lines: Vec<usize> = folded(&three).split("\r\n").map(str::len).collect();
        assert_eq!(lines, [75, 75, 2]);
    }

    #[test]
    fn a_character_of_several_octets_is_never_torn() {
        let text = format!("{}é€😀", "x".repeat(74));
        let lines: Vec<String> = folded(&text).split("\r\n").map(String::from).collect();
        assert_eq!(lines, ["x".repeat(74), " é€😀".to_string()]);
    }

    proptest! {
        #[test]
        fn whatever_is_written_no_line_is_too_long_and_unfolding_gives_it_back(text in "\\PC{0,300}") {
            let folded = folded(&text);
            prop_assert!(folded.split("\r\n").all(|line| line.len() <= LONGEST_LINE));
            prop_assert_eq!(folded.replace("\r\n ", ""), text);
        }

        #[test]
        fn no_value_begins_a_line_of_its_own(text in any::<String>()) {
            let mut card = Card::begin();
            card.text("FN", &text);
            card.plain("URL", &text);
            let text = card.end();
            let starts = text.split_terminator("\r\n").filter(|line| !line.starts_with(' '));
            prop_assert_eq!(starts.count(), 5);
        }
    }
}
