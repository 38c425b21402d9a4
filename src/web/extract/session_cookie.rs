//! The cookie that holds a session's token.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{COOKIE, HeaderMap};

/// One kind of session's cookie.
#[derive(Debug, Clone, Copy)]
pub struct SessionCookie {
    /// `__Host-`: the browser itself makes sure that it came from this host, over a safe connection, for all paths.
    name: &'static str,
    same_site: SameSite,
}

/// Of staff.
pub const STAFF: SessionCookie = SessionCookie { name: "__Host-vouchsafe-staff", same_site: SameSite::Strict };
/// Of managers. Lax: whoever follows a link from a mail is still signed in. Forms carry the session's token all the same.
pub const MANAGER: SessionCookie = SessionCookie { name: "__Host-vouchsafe-manager", same_site: SameSite::Lax };

impl SessionCookie {
    /// Hands the token to the browser, for as long as it runs.
    pub fn holding(self, token: String) -> Cookie<'static> {
        Cookie::build(self.name, token).path("/").secure(true).http_only(true).same_site(self.same_site).finish()
    }

    /// Makes the browser forget it.
    pub fn removal(self) -> Cookie<'static> {
        let mut cookie = self.holding(String::new());
        cookie.make_removal();
        cookie
    }

    /// The token that came with a request.
    pub fn token_of(self, headers: &HeaderMap) -> Option<String> {
        value_of(headers, self.name).map(str::to_string)
    }
}

/// The value of a cookie that came with a request.
pub fn value_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(COOKIE).filter_map(|v| v.to_str().ok());
    let mut values = pairs.flat_map(|v| v.split(';')).filter_map(|pair| pair.trim().split_once('='));
    values.find(|(of, _)| *of == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_for_this_host_over_a_safe_connection_and_not_for_scripts() {
        for (kind, own) in [
            (STAFF, ["__Host-vouchsafe-staff=t0ken", "SameSite=Strict"]),
            (MANAGER, ["__Host-vouchsafe-manager=t0ken", "SameSite=Lax"]),
        ] {
            let cookie = kind.holding("t0ken".into()).to_string();
            for part in own.into_iter().chain(["Path=/", "Secure", "HttpOnly"]) {
                assert!(cookie.contains(part), "{cookie}");
            }
            assert!(!cookie.contains("Domain"), "{cookie}");
            assert!(kind.removal().to_string().contains("Max-Age=0"));
        }
    }

    #[test]
    fn a_session_of_one_kind_is_no_session_of_the_other() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "a=b; __Host-vouchsafe-manager=m".parse().expect("a header"));
        assert_eq!((STAFF.token_of(&headers), MANAGER.token_of(&headers).as_deref()), (None, Some("m")));
    }
}
