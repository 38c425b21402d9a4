//! A body arrives in time or not at all. The framework times request heads but not bodies, so a client could hold a
//! connection open for hours with a byte a minute.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::{InternalError, PayloadError};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage, HttpRequest};
use futures_util::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

/// From the head of a request to the last byte of its body.
const TIME_FOR_A_BODY: Duration = Duration::from_secs(10);

/// Gives the body a deadline, and closes the connection when the answer is ready before the body is.
/// Outermost: whatever answer the other layers make, it is this one that holds on to the body.
pub async fn deadline(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let inner = match req.take_payload() {
        Payload::None => return next.call(req).await.map(ServiceResponse::map_into_boxed_body),
        payload => Rc::new(RefCell::new(payload)),
    };
    let end = Rc::new(Cell::new(Instant::now() + TIME_FOR_A_BODY));
    req.extensions_mut().insert(Deadline(end.clone()));
    let timed = Timed { inner: inner.clone(), alarm: Box::pin(sleep_until(end.get())), end };
    req.set_payload(Payload::Stream { payload: Box::pin(timed) });
    match next.call(req).await {
        Ok(res) => Ok(res.map_body(|_, body| Holding::around(body, inner))),
        Err(error) => {
            let response = error.error_response().map_body(|_, body| Holding::around(body, inner));
            Err(InternalError::from_response(error, response).into())
        }
    }
}

/// The moment at which a body counts as late.
struct Deadline(Rc<Cell<Instant>>);

/// Gives this request's body so much time from now. For a handler that knows who is sending before it reads.
pub fn allow(req: &HttpRequest, time: Duration) {
    if let Some(deadline) = req.extensions().get::<Deadline>() {
        deadline.0.set(Instant::now() + time);
    }
}

/// Whether reading a body failed because its time was over.
pub fn is_timeout(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(e) if e.kind() == io::ErrorKind::TimedOut)
}

struct Timed {
    inner: Rc<RefCell<Payload>>,
    alarm: Pin<Box<Sleep>>,
    end: Rc<Cell<Instant>>,
}

impl Stream for Timed {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let end = self.end.get();
        if self.alarm.deadline() != end {
            self.alarm.as_mut().reset(end);
        }
        if self.alarm.as_mut().poll(cx).is_ready() {
            let late = io::Error::new(io::ErrorKind::TimedOut, "the body did not arrive in time");
            return Poll::Ready(Some(Err(PayloadError::Io(late))));
        }
        Pin::new(&mut *self.inner.borrow_mut()).poll_next(cx)
    }
}

/// An answer's body that keeps the request's body from being dropped before the answer is sent. The framework would
/// take a dropped chunked body for one to be read to its end, however slowly that comes, before the next request;
/// one that is merely unread makes it close the connection.
struct Holding {
    body: BoxBody,
    _request: Rc<RefCell<Payload>>,
}

impl Holding {
    fn around(body: impl MessageBody + 'static, request: Rc<RefCell<Payload>>) -> BoxBody {
        BoxBody::new(Holding { body: body.boxed(), _request: request })
    }
}

impl MessageBody for Holding {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}
