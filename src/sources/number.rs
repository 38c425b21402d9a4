//! Numbers that a spreadsheet has taken for quantities: with a decimal point behind them, in scientific notation, without the zeros
//! that they began with.

/// States and territories whose ZIP codes begin with a zero (USPS Publication 65), and the forces in Europe.
const ZERO_ZIPS: &[&str] = &["AE", "CT", "MA", "ME", "NH", "NJ", "PR", "RI", "VI", "VT"];

/// The spreadsheet has rounded the number, so that it cannot be told any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LostDigits;

/// What to do about [`LostDigits`].
pub const LOST_DIGITS: &str = "a spreadsheet has rounded this number and its last digits are lost; expected all of them: \
     format the column as text and export the list again";

/// An identifying number as it was before a spreadsheet wrote `61051208.0` or `6.1051208E+07`; any other text as it stands.
///
/// # Errors
/// `6.11E+07`: fewer digits than the number had.
pub fn identifier(text: String) -> Result<String, LostDigits> {
    if let Some((whole, zeros)) = text.split_once('.')
        && is_digits(whole)
        && !zeros.is_empty()
        && zeros.bytes().all(|b| b == b'0')
    {
        return Ok(whole.to_string());
    }
    match scientific(&text) {
        None => Ok(text),
        Some((digits, decimals, power)) if decimals >= power && digits.len() - decimals + power > 0 => {
            let (whole, rest) = digits.split_at(digits.len() - decimals + power);
            if rest.bytes().all(|b| b == b'0') { Ok(whole.to_string()) } else { Err(LostDigits) }
        }
        Some(_) => Err(LostDigits),
    }
}

/// `1.23E+09` as its digits, how many of them are decimals, and the power of ten.
fn scientific(text: &str) -> Option<(String, usize, usize)> {
    let (number, power) = text.split_once(['E', 'e'])?;
    let power = match power.strip_prefix('+') {
        Some(power) => power,
        // `1E5` may well be somebody's license.
        None if number.contains('.') => power,
        None => return None,
    };
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let fits = whole.len() == 1 && is_digits(whole) && (decimals.is_empty() || is_digits(decimals));
    let power = power.parse::<usize>().ok().filter(|_| is_digits(power) && power.len() <= 3)?;
    fits.then(|| (format!("{whole}{decimals}"), decimals.len(), power))
}

/// A ZIP code as it was before a spreadsheet took its zeros away: `6103` in Connecticut is `06103`, `61030000` is `061030000`.
/// Anything else stays as it stands: elsewhere a digit may be missing anywhere.
pub fn zip(text: String, state: &str) -> String {
    let text = match text.strip_suffix(".0") {
        Some(number) if is_digits(number) => number.to_string(),
        _ => text,
    };
    let (five, four) = text.split_once('-').unwrap_or((&text, ""));
    let width = match (five.len(), four.len()) {
        (3 | 4, 0 | 4) => 5,
        (7 | 8, 0) => 9,
        _ => return text,
    };
    if !is_digits(five) || !(four.is_empty() || is_digits(four)) || !ZERO_ZIPS.contains(&state.trim()) {
        return text;
    }
    let rest = if four.is_empty() { String::new() } else { format!("-{four}") };
    format!("{five:0>width$}{rest}")
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<String, LostDigits> {
        identifier(text.to_string())
    }

    #[test]
    fn a_number_written_as_a_quantity_is_understood_where_all_digits_are_there() {
        for (text, number) in [
            ("61051208.0", "61051208"),
            ("1.0", "1"),
            ("0.0", "0"),
            ("2000000002.00", "2000000002"),
            ("2.000000002E+09", "2000000002"),
            ("2.000000002e9", "2000000002"),
            ("2.0000000020E+09", "2000000002"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(number), "{text}");
        }
    }

    #[test]
    fn a_number_that_lost_digits_is_refused() {
        for text in ["1.23E+09", "1E+09", "2.00000000E+09", "6.1e7", "9.99E+300", "1.255E+01"] {
            assert_eq!(read(text), Err(LostDigits), "{text}");
        }
    }

    #[test]
    fn whatever_else_somebody_has_for_a_number_stays() {
        for text in
            ["", "MD123456", "35.096320", "1E5", "12E345", "E+09", ".0", "1.", "-1.0", "1.0.0", "A1.0", "1.2E+", "é.0"]
        {
            assert_eq!(read(text).as_deref(), Ok(text), "{text}");
        }
    }

    #[test]
    fn a_zip_code_gets_its_zeros_back_where_its_state_has_such() {
        for (text, state, whole) in [
            ("6103", "CT", "06103"),
            ("601", "PR", "00601"),
            ("6103.0", "CT", "06103"),
            ("6103-1234", "CT", "06103-1234"),
            ("61031234", "CT", "061031234"),
            ("97202.0", "OR", "97202"),
            ("9720", "OR", "9720"),
            ("6103", "", "6103"),
            ("61", "CT", "61"),
            ("06103", "CT", "06103"),
            ("K1A-0B1", "CT", "K1A-0B1"),
        ] {
            assert_eq!(zip(text.to_string(), state), whole, "{text} {state}");
        }
    }

    proptest! {
        #[test]
        fn a_number_survives_every_way_of_writing_all_its_digits(number in 1_000_000_000u64..10_000_000_000) {
            let digits = number.to_string();
            for text in [digits.clone(), format!("{digits}.0"), format!("{}.{}E+09", &digits[..1], &digits[1..])] {
                prop_assert_eq!(identifier(text), Ok(digits.clone()));
            }
        }

        #[test]
        fn no_text_panics(text in "[0-9.Ee+-]{0,12}|.{0,12}") {
            let _ = identifier(text.clone());
            zip(text, "CT");
        }
    }
}
