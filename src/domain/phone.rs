//! Phone numbers as they are compared.

/// The ten digits that make a phone number here: country code and punctuation do not count. `None` where there are fewer.
pub fn phone_digits(phone: &str) -> Option<String> {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    digits.len().checked_sub(10).map(|from| digits[from..].iter().collect())
}

/// Whether two texts hold the same phone number, however it is written.
pub fn is_same_phone(one: &str, other: &str) -> bool {
    phone_digits(one).is_some_and(|digits| Some(digits) == phone_digits(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_phone_number_is_one_with_or_without_its_country_code() {
        assert!(is_same_phone("+1 503 555 0142", "5035550142"));
        assert!(
            !is_same_phone("503-555-0142", "503-555-0143") && !is_same_phone("", "") && !is_same_phone("0142", "0142")
        );
    }
}
