//! The server: binds, serves until it is told to stop, drains.

use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::{App, HttpResponse, HttpServer, web};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::config::{ConfigError, Listen, PublicUrl};
use crate::geo::{Gazetteer, Outlines};
use crate::telemetry;
use crate::web::extract::client::TrustedProxies;
use crate::web::guide::Guide;
use crate::web::routes;
use crate::web::state::{AppState, Parts};
use crate::web::views::ViewError;

/// Requests under way when a stop is asked for get this long.
const DRAIN_SECONDS: u64 = 20;
/// A request head must be complete after this; the framework answers 408. Bodies: `web::middleware::body`.
const TIME_FOR_A_HEAD: Duration = Duration::from_secs(5);
/// An idle connection is kept this long.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// For a whole worker thread; beyond it connections wait in the backlog.
const CONNECTIONS_PER_WORKER: usize = 10_000;

/// Why the server does not start, or stopped by itself.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The address is taken or not ours.
    #[error("cannot listen on {address}: {source}; choose another address with {option}")]
    Bind {
        /// Where.
        address: SocketAddr,
        /// Which option sets it.
        option: &'static str,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A setting that is unsafe or unreadable.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Templates or texts are broken.
    #[error(transparent)]
    Views(#[from] ViewError),
    /// The event loop failed.
    #[error("the server stopped: {0}; look at the log lines before this one")]
    Io(#[from] std::io::Error),
}

/// A server that holds its addresses and waits to be run.
pub struct Application {
    public: TcpListener,
    metrics: Option<TcpListener>,
    address: SocketAddr,
    metrics_address: Option<SocketAddr>,
    state: Arc<AppState>,
    proxies: TrustedProxies,
    stop: watch::Sender<bool>,
}

/// Stops a running server from another thread; requests under way are finished.
#[derive(Clone)]
pub struct Stopper(watch::Sender<bool>);

impl Stopper {
    /// Asks for the stop.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

/// Reads what is part of the program, so that nobody's first request waits for it: what every search and submission asks, before the
/// first is taken; the others beside them.
fn read_tables() {
    Gazetteer::get();
    std::thread::spawn(|| (Guide::get(), Outlines::get()));
}

impl Application {
    /// Binds the addresses and reads the templates.
    pub fn build(parts: Parts, listen: &Listen) -> Result<Self, AppError> {
        listen.check()?;
        telemetry::metrics();
        let public = bind(listen.bind, "--bind")?;
        let metrics = listen.metrics.map(|at| bind(at, "--metrics-bind")).transpose()?;
        let address = public.local_addr()?;
        let metrics_address = metrics.as_ref().map(TcpListener::local_addr).transpose()?;
        let public_url = listen.public_url.clone().unwrap_or_else(|| PublicUrl::of_bind(address));
        let state = Arc::new(AppState::new(parts, public_url, listen.rate_limits)?);
        let proxies = TrustedProxies(listen.trusted_proxies.clone());
        read_tables();
        Ok(Application { public, metrics, address, metrics_address, state, proxies, stop: watch::Sender::new(false) })
    }

    /// Where the server listens, with the port it was given where 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where `/metrics` is served.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_address
    }

    /// What the handlers share.
    pub fn state(&self) -> Arc<AppState> {
        self.state.clone()
    }

    /// A handle that stops the server.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.stop.clone())
    }

    /// Serves on this thread until SIGTERM, SIGINT or a [`Stopper`], then drains and returns.
    pub fn serve(self) -> Result<(), AppError> {
        actix_web::rt::System::new().block_on(self.run())
    }

    async fn run(self) -> Result<(), AppError> {
        listen_to_signals(self.stop.clone())?;
        let state = web::Data::from(self.state);
        let proxies = web::Data::new(self.proxies);
        let public = HttpServer::new(move || routes::application(state.clone(), proxies.clone()))
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(TIME_FOR_A_HEAD)
            // Without it the end of an answer waits for the client's delayed acknowledgement, 40 ms.
            .tcp_nodelay(true)
            .max_connections(CONNECTIONS_PER_WORKER)
            .shutdown_timeout(DRAIN_SECONDS)
            .disable_signals()
            .listen(self.public)?
            .run();
        let handle = public.handle();
        let asked = stopped(&self.stop);
        actix_web::rt::spawn(async move {
            asked.await;
            handle.stop(true).await;
        });
        let Some(listener) = self.metrics else { return Ok(public.await?) };
        let metrics = HttpServer::new(|| App::new().route("/metrics", web::get().to(render_metrics)))
            .workers(1)
            .disable_signals()
            .listen(listener)?
            .run();
        let metrics_handle = metrics.handle();
        let metrics = actix_web::rt::spawn(metrics);
        let served = public.await;
        // Last, so that the drain can be watched. The framework's own signal handling would take the public server's
        // workers down with the first server that has stopped.
        metrics_handle.stop(false).await;
        metrics.await.map_err(std::io::Error::other)??;
        Ok(served?)
    }
}

fn bind(address: SocketAddr, option: &'static str) -> Result<TcpListener, AppError> {
    TcpListener::bind(address).map_err(|source| AppError::Bind { address, option, source })
}

/// Done once a stop was asked for.
fn stopped(stop: &watch::Sender<bool>) -> impl Future<Output = ()> + Send + 'static {
    let mut asked = stop.subscribe();
    async move {
        // An error means that every sender is gone, and with them the server.
        let _ = asked.wait_for(|stop| *stop).await;
    }
}

fn listen_to_signals(stop: watch::Sender<bool>) -> Result<(), std::io::Error> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    actix_web::rt::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: requests under way are finished first");
        stop.send_replace(true);
    });
    Ok(())
}

async fn render_metrics() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(telemetry::metrics().render())
}
