//! Staff pages. One guard stands before all of them but signing in; the right that a page needs stands in its
//! handler's signature ([`guard::Staff`]), and a form is read only through [`guard::SessionForm`], which checks its token.

pub mod audit;
pub mod cookie;
pub mod guard;
pub mod sign_in;
pub mod welcome;

use actix_web::middleware::from_fn;
use actix_web::web;

use super::middleware::private;

/// Every address of staff.
pub fn routes(cfg: &mut web::ServiceConfig) {
    let open = |path: &str| web::resource(path.to_string());
    cfg.service(
        web::scope("/admin")
            .wrap(from_fn(guard::secure_transport))
            .wrap(from_fn(private::no_store))
            .service(
                open("/sign-in")
                    .route(web::get().to(sign_in::form))
                    .route(web::head().to(sign_in::form))
                    .route(web::post().to(sign_in::sign_in)),
            )
            .service(
                open("/welcome/{token}")
                    .route(web::get().to(welcome::look))
                    .route(web::head().to(welcome::look))
                    .route(web::post().to(welcome::act)),
            )
            .service(web::scope("").wrap(from_fn(guard::signed_in)).configure(inside)),
    );
}

/// Behind the guard.
fn inside(cfg: &mut web::ServiceConfig) {
    let page = |path: &str| web::resource(path.to_string());
    cfg.service(page("").route(web::get().to(start)))
        .service(page("/sign-out").route(web::post().to(sign_in::sign_out)))
        .service(page("/audit").route(web::get().to(audit::show)).route(web::head().to(audit::show)));
}

async fn start() -> actix_web::HttpResponse {
    super::views::page::see_other(START)
}

/// Where staff begin.
pub const START: &str = "/admin/queue";
