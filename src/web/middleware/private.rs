//! For pages of one person: staff, portal, a submission's status.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, web};

use crate::web::error::WebError;
use crate::web::problem::Code;
use crate::web::state::AppState;

/// Wrap a scope with it: nothing inside is kept by a browser or a proxy.
pub async fn no_store(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut res = next.call(req).await?.map_into_boxed_body();
    res.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A page that holds a secret token beside text from its reader must not be compressed: its length would tell on
    // the token (BREACH). `headers::set` takes this mark away again.
    res.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("identity"));
    Ok(res)
}

/// Refuses to show pages to sign in with where what is typed there, or the cookie, would travel in the clear.
pub async fn secure_transport(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_safe = req.app_data::<web::Data<AppState>>().is_some_and(|s| s.public_url.takes_secure_cookies());
    if !is_safe {
        let said = "Pages to sign in with need https. Put the server behind a proxy that speaks https, and start vouchsafe \
                    with --public-url https://YOUR.ADDRESS.";
        return Ok(req.error_response(WebError::new(Code::Forbidden).detail(said)));
    }
    next.call(req).await.map(ServiceResponse::map_into_boxed_body)
}
