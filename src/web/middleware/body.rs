//! A body arrives in time or not at all. The framework times request heads but not bodies, so a client could hold a
//! connection open for hours with a byte a minute.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage};
use futures_util::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

/// From the first look at a body to its last byte.
const TIME_FOR_A_BODY: Duration = Duration::from_secs(10);

/// Gives the body a deadline.
pub async fn deadline(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let payload = req.take_payload();
    let timed = Timed { inner: payload, alarm: Box::pin(sleep_until(Instant::now() + TIME_FOR_A_BODY)) };
    req.set_payload(Payload::Stream { payload: Box::pin(timed) });
    next.call(req).await.map(ServiceResponse::map_into_boxed_body)
}

/// Whether reading a body failed because its time was over.
pub fn is_timeout(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(e) if e.kind() == io::ErrorKind::TimedOut)
}

struct Timed {
    inner: Payload,
    alarm: Pin<Box<Sleep>>,
}

impl Stream for Timed {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.alarm.as_mut().poll(cx).is_ready() {
            let late = io::Error::new(io::ErrorKind::TimedOut, "the body did not arrive in time");
            return Poll::Ready(Some(Err(PayloadError::Io(late))));
        }
        Pin::new(&mut self.inner).poll_next(cx)
    }
}
