//! Runs `wrk` and reads what it says.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every thread goes through the addresses in their order, each from another place.
const SCRIPT: &str = r#"
local threads = 0
function setup(thread)
  thread:set("at", threads * 211)
  threads = threads + 1
end
function init(args)
  requests = {}
  for line in io.lines(args[1]) do requests[#requests + 1] = wrk.format("GET", line) end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
"#;

/// The files that `wrk` reads.
pub struct Load {
    folder: tempfile::TempDir,
    seconds: u32,
}

impl Load {
    /// Runs of so many seconds.
    pub fn new(seconds: u32) -> std::io::Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("mix.lua"), SCRIPT)?;
        Ok(Load { folder, seconds })
    }

    /// Addresses to ask in turn.
    pub fn mix(&self, name: &str, addresses: impl Iterator<Item = String>) -> std::io::Result<PathBuf> {
        let file = self.folder.path().join(name);
        std::fs::write(&file, addresses.map(|address| address + "\n").collect::<String>())?;
        Ok(file)
    }

    /// Requests a second.
    ///
    /// # Errors
    /// A sentence where `wrk` cannot be run, and where an answer was no success.
    pub fn run(&self, at: SocketAddr, mix: &Path, encoding: Option<&str>) -> Result<f64, String> {
        let mut wrk = Command::new("wrk");
        wrk.args(["-t2", "-c64", "-d", &format!("{}s", self.seconds)])
            .arg("-s")
            .arg(self.folder.path().join("mix.lua"));
        if let Some(encoding) = encoding {
            wrk.args(["-H", &format!("Accept-Encoding: {encoding}")]);
        }
        wrk.arg(format!("http://{at}")).arg("--").arg(mix);
        let done = wrk.output().map_err(|e| format!("wrk cannot be run ({e}); install it: apt-get install wrk"))?;
        let said = String::from_utf8_lossy(&done.stdout);
        let after =
            |begin: &str| said.lines().find_map(|line| Some(line.trim().strip_prefix(begin)?.trim().to_string()));
        for fault in ["Non-2xx or 3xx responses:", "Socket errors:"] {
            if let Some(count) = after(fault) {
                return Err(format!("under load: {fault} {count}"));
            }
        }
        let rate = after("Requests/sec:").and_then(|n| n.parse().ok());
        rate.ok_or_else(|| format!("wrk tells no rate: {said}{}", String::from_utf8_lossy(&done.stderr)))
    }
}
