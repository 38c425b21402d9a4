//! Runs a program and tells how long it took, what it cost and how much memory it held at most.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What a run took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// Wall clock, seconds.
    pub seconds: f64,
    /// Processor time in all threads, seconds.
    pub cpu: f64,
    /// Largest resident set, MB (10^6 bytes).
    pub peak_mb: f64,
}

/// Runs to the end; these exit codes are in order.
pub fn run(command: &mut Command, accepted: &[i32]) -> Cost {
    let before = children_cpu();
    let began = Instant::now();
    let mut child = command.stdin(Stdio::null()).spawn().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let mut peak_kb = 0;
    let status = loop {
        peak_kb = peak_kb.max(high_water_kb(&child));
        match child.try_wait().expect("waits") {
            Some(status) => break status,
            None => sleep(Duration::from_millis(5)),
        }
    };
    let seconds = began.elapsed().as_secs_f64();
    assert!(status.code().is_some_and(|c| accepted.contains(&c)), "{command:?} ended with {status}");
    Cost { seconds, cpu: children_cpu() - before, peak_mb: peak_kb as f64 * 1024.0 / 1e6 }
}

/// The kernel's own high-water mark (VmHWM), so that looking now and then misses nothing but growth in the last moment.
fn high_water_kb(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// Processor seconds of all children that have ended (proc(5), `cutime` and `cstime`, in hundredths).
fn children_cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("reads");
    let after_name = stat.rsplit_once(')').expect("a name").1;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    fields[13..15].iter().map(|f| f.parse::<f64>().expect("a number")).sum::<f64>() / 100.0
}

/// The middle one by time.
pub fn median(costs: &[Cost]) -> Cost {
    let mut sorted = costs.to_vec();
    sorted.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    let mut middle = sorted[sorted.len() / 2];
    middle.peak_mb = costs.iter().map(|c| c.peak_mb).fold(0.0, f64::max);
    middle
}
