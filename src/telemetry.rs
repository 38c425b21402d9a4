//! Logs and metrics. Neither ever holds a search place, a condition, a birth date, a DEA number or a full address of a client.

use std::io::IsTerminal;
use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// For a terminal.
    #[default]
    Text,
    /// One JSON object a line, for collectors.
    Json,
}

/// Sends logs to stderr. `level` (`error` to `trace`) holds for this program; the libraries under it stay at
/// warnings whatever it says, because their finer logs carry request lines and bound SQL values.
/// A second call changes nothing.
pub fn start_logs(level: &str, format: LogFormat) {
    let colored = std::io::stderr().is_terminal();
    let builder =
        tracing_subscriber::fmt().with_env_filter(filter(level)).with_writer(std::io::stderr).with_ansi(colored);
    // An error means that a subscriber is in place already (a test's); it stays.
    let _ = match format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
    log_panics_without_their_values();
}

fn filter(level: &str) -> EnvFilter {
    let level = match level {
        "error" | "warn" | "info" | "debug" | "trace" => level,
        _ => "info",
    };
    // The framework calls it an error of ours when a client sends something that is not HTTP.
    EnvFilter::new(format!("warn,actix_http=off,vouchsafe={level}"))
}

/// A panic's message may quote the text it stumbled over, so only messages that stand in the source are logged.
fn log_panics_without_their_values() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let message = info.payload().downcast_ref::<&'static str>().copied().unwrap_or("(message withheld)");
        tracing::error!(target: "vouchsafe", place, "panic: {message}");
    }));
}

/// The metrics recorder of this process, installed at the first call.
pub fn metrics() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // An error means that another recorder was set first; ours then renders nothing, which is honest.
        let _ = metrics::set_global_recorder(recorder);
        handle
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_never_log_below_warnings() {
        let text = filter("trace").to_string();
        for part in ["warn", "actix_http=off", "vouchsafe=trace"] {
            assert!(text.split(',').any(|p| p == part), "{text}");
        }
        assert!(filter("actix_http=trace").to_string().contains("vouchsafe=info"));
    }
}
