//! Every address, in one table.

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, Error, FromRequest, Handler, Resource, Responder, web};

use super::extract::client::TrustedProxies;
use super::middleware::{body, caching, errors, headers, key, open, origin, panics, private, rate, trace};
use super::state::AppState;
use super::{admin, api, assets, fhir, pages, portal};

/// The whole application: the table below inside the middleware, for one worker.
pub fn application(
    state: web::Data<AppState>,
    proxies: web::Data<TrustedProxies>,
) -> App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<BoxBody>, Error = Error, InitError = ()>,
> {
    // The one written last is the outermost.
    App::new()
        .app_data(state)
        .app_data(proxies)
        .configure(table)
        .wrap(from_fn(origin::check))
        .wrap(from_fn(rate::limit))
        .wrap(from_fn(key::admit))
        .wrap(from_fn(open::accept))
        .wrap(Compress::default())
        .wrap(from_fn(caching::per_encoding))
        .wrap(from_fn(panics::catch))
        .wrap(from_fn(errors::render))
        .wrap(from_fn(open::share))
        .wrap(from_fn(trace::record))
        .wrap(from_fn(headers::set))
        .wrap(from_fn(body::deadline))
}

/// Addresses that exist once.
fn table(cfg: &mut web::ServiceConfig) {
    cfg.service(get("/healthz", pages::health::alive))
        .service(get("/readyz", pages::health::ready))
        .service(get("/robots.txt", pages::robots::robots))
        .service(get("/sitemap.xml", pages::sitemap::index))
        .service(get("/sitemaps/{name}.xml", pages::sitemap::part))
        .service(get("/assets/{hash}/{path:.*}", assets::serve))
        .service(get("/problems/{code}", pages::problems::show))
        .service(get("/demo", pages::demo::show).wrap(from_fn(private::no_store)))
        .service(get("/styleguide", pages::styleguide::show))
        .service(web::resource("/providers/{slug}/called").route(web::post().to(pages::provider::called)))
        .configure(programs)
        .configure(admin::routes)
        .service(get("/", pages::home::show))
        .service(web::scope("/es").service(get("", pages::home::show)).configure(public))
        .configure(public)
        // After the addresses under /portal that a link opens by itself: the rest of it wants somebody signed in.
        .configure(portal::account::routes);
}

/// The JSON API and FHIR.
fn programs(cfg: &mut web::ServiceConfig) {
    cfg.service(get("/api/v1/providers", api::providers::list))
        .service(get("/api/v1/providers/{key}", api::providers::show))
        .service(get("/api/v1/providers/{key}/verification", api::providers::verification))
        .service(web::resource("/api/v1/providers/{key}/reports").route(web::post().to(api::reports::create)))
        .service(get("/api/v1/changes", api::changes::list))
        .service(get("/api/v1/statistics", api::statistics::show))
        .service(get("/api/v1/sources", api::sources::list))
        .service(web::resource("/api/v1/verify").route(web::post().to(api::verify::check)))
        .service(web::resource("/api/v1/submissions").route(web::post().to(api::submissions::create)))
        .service(
            get("/api/v1/submissions/{reference}", api::submissions::show)
                .route(web::put().to(api::submissions::replace))
                .route(web::delete().to(api::submissions::withdraw)),
        )
        .service(get("/api/v1/schemas/dossier.json", api::schemas::dossier))
        .service(get("/api/v1/places", api::places::list))
        .service(get("/api/v1/openapi.json", api::document::show))
        .service(get("/api/docs", pages::api_docs::show))
        .service(get("/fhir/metadata", fhir::metadata))
        .service(get("/fhir/CodeSystem/{name}", fhir::code_system))
        .service(get("/fhir/{type}", fhir::find))
        .service(get("/fhir/{type}/{id}", fhir::read));
}

/// Addresses of patients and providers: in English at the root, in Spanish under `/es`.
fn public(cfg: &mut web::ServiceConfig) {
    cfg.service(get("/search", pages::search::show))
        .service(get("/compare", pages::compare::show))
        .service(get("/providers/{slug}.vcf", pages::provider::card))
        .service(get("/providers/{slug}", pages::provider::show))
        .service(get("/providers/{slug}/verification", pages::provider::verification))
        .service(
            get("/providers/{slug}/report", pages::report::form)
                .route(web::post().to(pages::report::send))
                .wrap(from_fn(private::no_store)),
        )
        .service(
            get("/providers/{slug}/comments", pages::comments::about_provider)
                .route(web::post().to(pages::comments::write_about_provider))
                .wrap(from_fn(private::no_store)),
        )
        .service(
            get("/guide/{topic}/comments", pages::comments::about_topic)
                .route(web::post().to(pages::comments::write_about_topic))
                .wrap(from_fn(private::no_store)),
        )
        .service(get("/comments/{reference}", pages::comments::own).wrap(from_fn(private::no_store)))
        .service(
            web::resource("/comments/{reference}/withdraw")
                .route(web::post().to(pages::comments::withdraw))
                .wrap(from_fn(private::no_store)),
        )
        .service(get("/reports/{reference}", pages::report::sent).wrap(from_fn(private::no_store)))
        .service(
            get("/claim/{slug}", pages::listing_request::claim)
                .route(web::post().to(pages::listing_request::send_claim))
                .wrap(from_fn(private::no_store)),
        )
        .service(
            get("/remove/{slug}", pages::listing_request::removal)
                .route(web::post().to(pages::listing_request::send_removal))
                .wrap(from_fn(private::no_store)),
        )
        .service(get("/requests/{reference}", pages::listing_request::sent).wrap(from_fn(private::no_store)))
        .service(get("/status/{reference}", pages::status::show).wrap(from_fn(private::no_store)))
        .service(
            web::resource("/status/{reference}/change")
                .route(web::post().to(pages::status::change))
                .wrap(from_fn(private::no_store)),
        )
        .service(
            get("/status/{reference}/documents", pages::documents::show)
                .route(web::post().to(pages::documents::add))
                .wrap(from_fn(private::no_store)),
        )
        .service(
            web::resource("/status/{reference}/documents/remove")
                .route(web::post().to(pages::documents::remove))
                .wrap(from_fn(private::no_store)),
        )
        .service(
            get("/status/{reference}/messages", pages::messages::elsewhere)
                .route(web::post().to(pages::messages::write))
                .wrap(from_fn(private::no_store)),
        )
        .service(get("/status/{reference}/record", pages::record::show).wrap(from_fn(private::no_store)))
        .service(
            web::resource("/status/{reference}/withdraw")
                .route(web::post().to(pages::status::withdraw))
                .wrap(from_fn(private::no_store)),
        )
        .service(
            get("/portal/confirm/{request}", portal::confirm::show)
                .route(web::post().to(portal::confirm::press))
                .wrap(from_fn(private::no_store)),
        )
        .service(
            web::resource("/portal/confirm/{request}/new")
                .route(web::post().to(portal::confirm::renew))
                .wrap(from_fn(private::no_store)),
        )
        .service(
            get("/portal/clinician/{request}", portal::clinician::show)
                .route(web::post().to(portal::clinician::answer))
                .wrap(from_fn(private::no_store)),
        )
        .service(get("/list", pages::list::start))
        .service(
            get("/list/new", pages::list::begin_form)
                .route(web::post().to(pages::list::begin))
                .wrap(from_fn(private::no_store)),
        )
        .service(get("/list/roster.csv", pages::list::roster::empty))
        .service(web::scope("/list/{draft}").wrap(from_fn(private::no_store)).configure(drafts))
        .service(get("/guide", pages::guide::list))
        .service(get("/guide/{topic}", pages::guide::show))
        .service(get("/about/verification", pages::about::verification))
        .service(get("/about/comments", pages::comments::policy))
        .service(get("/about/terms", pages::about::terms))
        .service(get("/about/your-page", pages::about::your_page))
        .service(get("/badge/{slug}.svg", pages::badge::show))
        .service(get("/accuracy", pages::accuracy::show))
        .service(get("/privacy", pages::about::privacy));
}

/// Pages of a listing that is still being written. The words come before the names of pages.
fn drafts(cfg: &mut web::ServiceConfig) {
    cfg.service(get("", pages::list::tasks))
        .service(get("/check", pages::list::check).route(web::post().to(pages::list::send)))
        .service(web::resource("/remove").route(web::post().to(pages::list::remove)))
        .service(get("/roster", pages::list::roster::show).route(web::post().to(pages::list::roster::send)))
        .service(web::resource("/roster/use").route(web::post().to(pages::list::roster::take_over)))
        .service(web::resource("/roster/forget").route(web::post().to(pages::list::roster::forget)))
        .service(
            get("/roster/{line}", pages::list::roster_row::show).route(web::post().to(pages::list::roster_row::mend)),
        )
        .service(get("/owners", pages::list::owners).route(web::post().to(pages::list::done_owners)))
        .service(get("/licenses/{item}", pages::list::licenses).route(web::post().to(pages::list::done_licenses)))
        .service(get("/{sheet}", pages::list::ask).route(web::post().to(pages::list::answer)))
        .service(get("/{sheet}/{item}", pages::list::ask_about).route(web::post().to(pages::list::answer_about)))
        .service(get("/{sheet}/{item}/{nth}", pages::list::ask_nth).route(web::post().to(pages::list::answer_nth)));
}

/// An address to read: GET and HEAD. Another method gets 405 with `Allow`; add `.route(web::post().to(..))` for forms.
fn get<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path).route(web::get().to(handler.clone())).route(web::head().to(handler))
}
