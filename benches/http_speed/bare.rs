//! The yardstick: handlers that return a constant body, with no middleware, in this process.

use std::net::{SocketAddr, TcpListener};

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer, web};

/// One constant answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Names and values.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// So many bytes.
    pub size: usize,
}

/// Serves `/json` and `/html` on threads of its own for as long as the process lives; answers where.
pub fn start(json: Answer, html: Answer) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let app = move || {
                App::new()
                    .service(
                        web::resource("/json").app_data(Data::new(Ready::of(&json))).route(web::get().to(constant)),
                    )
                    .service(
                        web::resource("/html").app_data(Data::new(Ready::of(&html))).route(web::get().to(constant)),
                    )
            };
            // As many workers as the application has: one for each processor.
            HttpServer::new(app).tcp_nodelay(true).disable_signals().listen(listener)?.run().await
        })
    });
    Ok(address)
}

struct Ready {
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Ready {
    fn of(answer: &Answer) -> Self {
        Ready { headers: answer.headers.clone(), body: Bytes::from(vec![b'x'; answer.size]) }
    }
}

async fn constant(ready: Data<Ready>) -> HttpResponse {
    let mut response = HttpResponse::Ok().body(ready.body.clone());
    for (name, value) in &ready.headers {
        response.headers_mut().insert(name.clone(), value.clone());
    }
    response
}
