//! The parts of our own private links, and the page to go on to after signing in.

/// Nothing but what our links are made of: what somebody else wrote into an id or a key goes into no address.
pub fn only_ours(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// A page behind the managers' sign-in, to go on to once somebody is in. Only a path of our own is one: no other site, no query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Onward(String);

impl Onward {
    /// Longer than any path of ours.
    const LONGEST: usize = 120;

    /// `/portal/listings/{id}` and its like; `None` for everything else, and for signing in itself.
    pub fn of(text: &str) -> Option<Onward> {
        let own =
            text.strip_prefix("/portal/").filter(|own| !own.starts_with("sign-") && text.len() <= Self::LONGEST)?;
        let is_ours = own.split('/').all(|part| !part.is_empty() && only_ours(part) == part);
        is_ours.then(|| Onward(text.to_string()))
    }

    /// The path.
    pub fn path(&self) -> &str {
        &self.0
    }

    /// What an address that carries it ends in.
    pub fn query(&self) -> String {
        format!("?next={}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_our_own_is_gone_on_to() {
        for ours in ["/portal/listings/0199-a_b", "/portal/sessions"] {
            assert_eq!(Onward::of(ours).map(|next| next.path().to_string()).as_deref(), Some(ours));
        }
        let long = format!("/portal/{}", "a".repeat(200));
        for other in [
            "",
            "/",
            "/portal",
            "/portal/",
            "https://evil.example/portal/x",
            "//evil.example/portal/x",
            "/portal//evil.example",
            "/portal/../admin",
            "/portal/x?y=z",
            "/portal/x#y",
            "/portal/\\evil",
            "/portal/x\r\ny",
            "/portal/x/",
            "/admin/queue",
            "/portal/sign-in",
            "/portal/sign-out",
            &long,
        ] {
            assert_eq!(Onward::of(other), None, "{other}");
        }
    }
}
