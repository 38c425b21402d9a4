//! For pages of one person: staff, portal, a submission's status.

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, HeaderValue};
use actix_web::middleware::Next;

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
