//! NPI and DEA numbers: their form and check digits.

/// What is wrong with an NPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NpiFault {
    /// Not ten digits, or the first is neither 1 nor 2.
    Format,
    /// The last digit is not the Luhn digit over 80840 and the first nine.
    CheckDigit,
}

/// Checks an NPI's form and Luhn digit over `80840` + NPI (45 CFR 162.406; CMS, "NPI check digit").
/// Surrounding white space is not part of the number; nothing else is forgiven.
pub fn npi_fault(npi: &str) -> Option<NpiFault> {
    let npi = npi.trim();
    if npi.len() != 10 || !npi.bytes().all(|b| b.is_ascii_digit()) || !matches!(npi.as_bytes()[0], b'1' | b'2') {
        return Some(NpiFault::Format);
    }
    // 24 is what the constant prefix 80840 adds to the Luhn sum.
    let sum: u32 = 24
        + npi
            .bytes()
            .rev()
            .enumerate()
            .map(|(i, b)| {
                let digit = u32::from(b - b'0');
                if i % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
            })
            .sum::<u32>();
    (!sum.is_multiple_of(10)).then_some(NpiFault::CheckDigit)
}

/// The Luhn digit that makes `first_nine` an NPI. `None` unless nine digits are given, the first 1 or 2.
pub fn npi_check_digit(first_nine: &str) -> Option<char> {
    if first_nine.len() != 9 {
        return None;
    }
    ('0'..='9').find(|d| npi_fault(&format!("{first_nine}{d}")).is_none())
}

/// A DEA registration number taken apart. Never printed: see [`DeaNumber::fmt`].
#[derive(Clone, PartialEq, Eq)]
pub struct DeaNumber {
    /// First letter: the kind of registrant.
    pub registrant: char,
    /// Second character: initial of the surname at registration, or `9` for a business.
    pub initial: char,
    /// Suffix after the hyphen (a person under an institution's number).
    pub suffix: Option<String>,
    check_ok: bool,
}

impl std::fmt::Debug for DeaNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeaNumber(private)")
    }
}

impl DeaNumber {
    /// Two characters and seven digits, an optional `-suffix`; case and spaces do not matter.
    /// `None` when it has another form. The check digit is a separate question.
    pub fn parse(s: &str) -> Option<Self> {
        let s: String = s.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
        let (number, suffix) = match s.split_once('-') {
            Some((n, suffix))
                if !suffix.is_empty() && suffix.len() <= 12 && suffix.bytes().all(|b| b.is_ascii_alphanumeric()) =>
            {
                (n, Some(suffix.to_string()))
            }
            Some(_) => return None,
            None => (s.as_str(), None),
        };
        let bytes = number.as_bytes();
        if bytes.len() != 9 || !bytes[0].is_ascii_uppercase() || !(bytes[1].is_ascii_uppercase() || bytes[1] == b'9') {
            return None;
        }
        let digits: Vec<u32> = bytes[2..].iter().map(|b| char::from(*b).to_digit(10)).collect::<Option<_>>()?;
        let sum = digits[0] + digits[2] + digits[4] + 2 * (digits[1] + digits[3] + digits[5]);
        Some(DeaNumber {
            registrant: char::from(bytes[0]),
            initial: char::from(bytes[1]),
            suffix,
            check_ok: sum % 10 == digits[6],
        })
    }

    /// Whether d7 is the last digit of (d1+d3+d5) + 2(d2+d4+d6).
    pub fn check_digit_ok(&self) -> bool {
        self.check_ok
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_npi_examples_are_told_apart() {
        for good in ["1234567893", "1993999998", "1679576722", " 1234567893 "] {
            assert_eq!(npi_fault(good), None, "{good}");
        }
        assert_eq!(npi_fault("1234567890"), Some(NpiFault::CheckDigit));
        for bad in ["9941339100", "0000000000", "123456789", "12345678931", "12345678x3", "", "１２３４５６７８９３"]
        {
            assert_eq!(npi_fault(bad), Some(NpiFault::Format), "{bad}");
        }
    }

    #[test]
    fn the_check_digit_completes_nine_digits() {
        assert_eq!(npi_check_digit("123456789"), Some('3'));
        assert_eq!(npi_check_digit("12345678"), None);
    }

    #[test]
    fn known_dea_vectors_pass_and_one_wrong_digit_does_not() {
        for good in ["AP5836727", "BB1388568", "fn5623740", "AB1234563", "F91234563", "AB1234563-A12"] {
            assert!(DeaNumber::parse(good).is_some_and(|d| d.check_digit_ok()), "{good}");
        }
        assert!(DeaNumber::parse("AB1234564").is_some_and(|d| !d.check_digit_ok()));
        for bad in ["A1234563", "AB123456", "1B1234563", "AB12345634", "AB1234563-", "A81234563"] {
            assert!(DeaNumber::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_dea_number_never_prints() {
        let dea = DeaNumber::parse("AB1234563-XY1").expect("well formed");
        assert!(!format!("{dea:?}").contains("XY1"));
    }
}
