//! The cookie that holds a session's token.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::ServiceRequest;
use actix_web::http::header::HeaderMap;

/// `__Host-`: the browser itself makes sure that it came from this host, over a safe connection, for all paths.
pub const NAME: &str = "__Host-vouchsafe-staff";

/// Hands the token to the browser, for as long as it runs.
pub fn holding(token: String) -> Cookie<'static> {
    Cookie::build(NAME, token).path("/").secure(true).http_only(true).same_site(SameSite::Strict).finish()
}

/// Makes the browser forget it.
pub fn removal() -> Cookie<'static> {
    let mut cookie = holding(String::new());
    cookie.make_removal();
    cookie
}

/// The token that came with a request.
pub fn token_of(headers: &HeaderMap) -> Option<String> {
    let pairs = headers.get_all(actix_web::http::header::COOKIE).filter_map(|v| v.to_str().ok());
    let mut tokens = pairs.flat_map(|v| v.split(';')).filter_map(|pair| pair.trim().split_once('='));
    tokens.find(|(name, _)| *name == NAME).map(|(_, token)| token.to_string())
}

/// The token that came with a request on its way in.
pub fn token_of_request(req: &ServiceRequest) -> Option<String> {
    token_of(req.headers())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_for_this_host_over_a_safe_connection_and_not_for_scripts() {
        let cookie = holding("t0ken".into()).to_string();
        for part in ["__Host-vouchsafe-staff=t0ken", "Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
        assert!(removal().to_string().contains("Max-Age=0"));
    }
}
