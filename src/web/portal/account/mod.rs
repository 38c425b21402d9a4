//! Pages of those who look after a listing. One guard stands before all of them but signing in; which listing a page is about is
//! read through [`guard::Managing`] alone, for which another provider's listing does not exist; and a form through
//! [`guard::SessionForm`], which checks its token.

mod details_form;
pub mod guard;
pub mod home;
pub mod listing;
pub mod numbers;
pub mod own_word;
pub mod people;
pub mod sessions;
pub mod sign_in;

use actix_web::middleware::from_fn;
use actix_web::web;

use crate::web::middleware::private;

/// Where managers begin.
pub const START: &str = "/portal";

/// Every address of managers.
pub fn routes(cfg: &mut web::ServiceConfig) {
    let page = |path: &str| web::resource(path.to_string());
    cfg.service(
        web::scope("/portal")
            .wrap(from_fn(private::secure_transport))
            .wrap(from_fn(private::no_store))
            .service(
                page("/sign-in")
                    .route(web::get().to(sign_in::form))
                    .route(web::head().to(sign_in::form))
                    .route(web::post().to(sign_in::ask)),
            )
            .service(page("/sign-in/code").route(web::post().to(sign_in::type_code)))
            .service(
                page("/sign-in/{token}")
                    .route(web::get().to(sign_in::look))
                    .route(web::head().to(sign_in::look))
                    .route(web::post().to(sign_in::enter)),
            )
            .service(web::scope("").wrap(from_fn(guard::signed_in)).configure(inside)),
    );
}

/// Behind the guard.
fn inside(cfg: &mut web::ServiceConfig) {
    let page = |path: &str| web::resource(path.to_string());
    cfg.service(page("").route(web::get().to(home::show)).route(web::head().to(home::show)))
        .service(page("/sign-out").route(web::post().to(sign_in::sign_out)))
        .service(
            page("/managers/{organization}")
                .route(web::get().to(people::show))
                .route(web::head().to(people::show))
                .route(web::post().to(people::invite)),
        )
        .service(
            page("/listings/{organization}")
                .route(web::get().to(listing::show))
                .route(web::head().to(listing::show))
                .route(web::post().to(listing::send)),
        )
        .service(page("/listings/{organization}/confirm").route(web::post().to(listing::confirm)))
        .service(page("/listings/{organization}/change").route(web::post().to(listing::change)))
        .service(page("/listings/{organization}/withdraw").route(web::post().to(listing::withdraw)))
        .service(
            page("/people/{organization}")
                .route(web::get().to(own_word::show))
                .route(web::head().to(own_word::show))
                .route(web::post().to(own_word::ask)),
        )
        .service(
            page("/numbers/{organization}").route(web::get().to(numbers::show)).route(web::head().to(numbers::show)),
        )
        .service(page("/managers/{organization}/remove").route(web::post().to(people::remove)))
        .service(page("/sessions").route(web::get().to(sessions::show)).route(web::head().to(sessions::show)))
        .service(page("/sessions/end").route(web::post().to(sessions::end)))
        .service(page("/sessions/end-others").route(web::post().to(sessions::end_others)));
}
