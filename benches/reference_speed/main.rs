//! How fast reference data is loaded and a roster checked, as ratios to yardsticks of the same run.
//!
//!     cargo bench --bench reference_speed -- --rows 1000000 [--rounds 3] [--dir FOLDER]
//!     scripts/with-postgres cargo bench --bench reference_speed -- --rows 1000000
//!
//! Yardsticks: a bare read of the same file with the `csv` crate (one core, a `ByteRecord`, the program's buffer size);
//! PostgreSQL's own `COPY .. FROM file` of the kept columns into a table of text columns without an index; and for the roster a
//! bare read of it plus a write of the reports that the check wrote. Each runs in a process of its own, in turns;
//! medians are printed, with processor time and the largest resident set. All files are synthetic and removed at the end.

mod measure;
#[path = "../../src/sources/nppes_sample.rs"]
#[allow(dead_code)]
mod nppes_columns;
mod nppes_file;
mod people;
mod roster_file;

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Parser;
use measure::{Cost, median, run};

/// As `vouchsafe::sources::table` has it.
const BUFFER: usize = 1 << 18;

const SEED: u64 = 20_261_125;

#[derive(Parser)]
struct Options {
    /// Rows of the NPPES file
    #[arg(long, default_value_t = 200_000)]
    rows: u64,
    /// Rows of the roster; 0 leaves the roster out
    #[arg(long, default_value_t = 100_000)]
    roster: u64,
    /// Rows of the LEIE
    #[arg(long, default_value_t = 84_000)]
    leie: u64,
    /// How often each is measured
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Where to put the files
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
    /// In the process of a yardstick
    #[arg(long, hide = true, num_args = 1..=3)]
    yardstick: Option<Vec<PathBuf>>,
}

fn main() {
    let options = Options::parse();
    match options.yardstick.as_deref() {
        Some([csv]) => println!("{} rows", bare_read(csv)),
        Some([csv, reports, to]) => {
            bare_read(csv);
            bare_write(reports, to);
        }
        _ => measure_all(&options),
    }
}

/// The `csv` crate alone: rows into one record, again and again.
fn bare_read(csv: &Path) -> u64 {
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(BUFFER).from_path(csv).expect("opens");
    let (mut record, mut rows) = (csv::ByteRecord::new(), 0);
    while reader.read_byte_record(&mut record).expect("reads") {
        rows += 1;
    }
    rows
}

/// Writes the reports once more, block by block.
fn bare_write(reports: &Path, to: &Path) {
    let mut input = File::open(reports).expect("opens");
    let mut out = File::create(to).expect("creates");
    let mut buffer = vec![0; BUFFER];
    loop {
        match input.read(&mut buffer).expect("reads") {
            0 => break,
            n => out.write_all(&buffer[..n]).expect("writes"),
        }
    }
}

/// The folder of one run, with its files.
struct Desk {
    dir: tempfile::TempDir,
    rounds: usize,
}

impl Desk {
    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn program(&self, database: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vouchsafe"));
        command.env("DATABASE_URL", database).stderr(Stdio::null()).stdout(Stdio::null());
        command
    }

    fn yardstick(&self, files: &[&Path]) -> Cost {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.arg("--yardstick").args(files).stdout(Stdio::null());
        run(&mut command, &[0])
    }
}

fn measure_all(options: &Options) {
    let dir = tempfile::Builder::new()
        .prefix("vouchsafe-speed")
        .tempdir_in(options.dir.clone().unwrap_or_else(std::env::temp_dir));
    let desk = Desk { dir: dir.expect("a folder"), rounds: options.rounds };
    let (full, kept) = (desk.file("npidata_pfile_20050523-20261108.csv"), desk.file("kept.csv"));
    let bytes = nppes_file::write(&full, &kept, options.rows, SEED).expect("writes");
    println!("NPPES: {} rows, {:.2} GB, 330 columns", options.rows, bytes as f64 / 1e9);
    let server = std::env::var("VOUCHSAFE_TEST_POSTGRES").ok();
    let mut times: [Vec<Cost>; 4] = Default::default();
    for _ in 0..desk.rounds {
        times[0].push(desk.yardstick(&[&full]));
        times[1].push(into_sqlite(&desk, &full));
        if let Some(server) = &server {
            times[2].push(copy(server, &kept, desk.dir.path()));
            times[3].push(into_postgres(&desk, server, &full));
        }
    }
    let [bare, sqlite, copy, postgres] = times.map(|t| if t.is_empty() { Cost::default() } else { median(&t) });
    tell("bare csv read", options.rows, bare);
    tell("import into SQLite", options.rows, sqlite);
    let mut figures = vec![format!("NPPES {} rows", options.rows)];
    figures.push(format!("SQLite {:.2} as fast as a bare read (0.5 is asked)", bare.seconds / sqlite.seconds));
    if server.is_some() {
        tell("PostgreSQL's COPY", options.rows, copy);
        tell("import into PostgreSQL", options.rows, postgres);
        figures.push(format!("PostgreSQL {:.2} times its COPY (2 is asked)", postgres.seconds / copy.seconds));
    }
    let mut peak = sqlite.peak_mb.max(postgres.peak_mb);
    if options.roster > 0 {
        let (ratio, checked) = check_roster(&desk, options);
        figures.push(format!("roster of {} {ratio:.1} times read and write (8 is asked)", options.roster));
        peak = peak.max(checked.peak_mb);
    }
    figures.push(format!("at most {peak:.0} MB"));
    println!("figure: {}", figures.join("; "));
}

fn tell(what: &str, rows: u64, cost: Cost) {
    println!(
        "{what:<24} {:>8.2} s {:>8.2} s of processor {:>10.0} rows/s {:>6.0} MB",
        cost.seconds,
        cost.cpu,
        rows as f64 / cost.seconds,
        cost.peak_mb
    );
}

/// Into a new database each time; the last one stays for the roster.
fn into_sqlite(desk: &Desk, full: &Path) -> Cost {
    for name in ["v.db", "v-reference.db", "v-reference.db-wal", "v-reference.db-shm"] {
        let _ = fs::remove_file(desk.file(name));
    }
    let mut import = desk.program(&sqlite(desk));
    run(import.args(["import", "nppes", "--complete"]).arg(full), &[0])
}

fn sqlite(desk: &Desk) -> String {
    format!("sqlite:{}", desk.file("v.db").display())
}

/// PostgreSQL reads the file itself; as text, the cheapest type, and nothing indexed.
fn copy(server: &str, kept: &Path, dir: &Path) -> Cost {
    open_to_all(dir);
    open_to_all(kept);
    let columns: Vec<String> = (0..nppes_file::kept_names().len()).map(|n| format!("c{n} text")).collect();
    psql(server, &format!("DROP TABLE IF EXISTS bare_copy; CREATE TABLE bare_copy ({});", columns.join(", ")));
    let cost = psql(server, &format!("COPY bare_copy FROM '{}' (FORMAT csv)", kept.display()));
    psql(server, "DROP TABLE bare_copy");
    // The server does the work, and its processor time and memory are not ours to see.
    Cost { cpu: f64::NAN, peak_mb: f64::NAN, ..cost }
}

/// The server runs as another user.
fn open_to_all(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("is ours");
}

fn into_postgres(desk: &Desk, server: &str, full: &Path) -> Cost {
    psql(server, "DROP DATABASE IF EXISTS speed");
    psql(server, "CREATE DATABASE speed");
    let base = server.strip_suffix("/postgres").expect("the address ends in /postgres");
    let mut import = desk.program(&format!("{base}/speed"));
    let cost = run(import.args(["import", "nppes", "--complete"]).arg(full), &[0]);
    psql(server, "DROP DATABASE speed");
    cost
}

fn psql(server: &str, sql: &str) -> Cost {
    run(
        Command::new("psql").args(["-qX", "-v", "ON_ERROR_STOP=1", "-d", server, "-c", sql]).stdout(Stdio::null()),
        &[0],
    )
}

/// Checks the roster against what is in SQLite. Answers the ratio to reading it and writing the reports.
fn check_roster(desk: &Desk, options: &Options) -> (f64, Cost) {
    let (roster, leie, reports) =
        (desk.file("roster.csv"), desk.file("leie-2026-11-10.csv"), desk.file("reports.jsonl"));
    roster_file::write_roster(&roster, options.roster, options.rows, SEED).expect("writes");
    roster_file::write_leie(&leie, options.leie, options.rows, SEED).expect("writes");
    let loaded = run(desk.program(&sqlite(desk)).args(["import", "leie", "--complete"]).arg(&leie), &[0]);
    tell("LEIE into SQLite", options.leie, loaded);
    let (mut bare, mut checked) = (Vec::new(), Vec::new());
    for _ in 0..desk.rounds {
        let out = BufWriter::new(File::create(&reports).expect("creates"));
        let mut verify = desk.program(&sqlite(desk));
        verify.args(["verify", "--as-of", "2026-11-25", "--format", "json"]).arg(&roster);
        // 1: somebody failed, as the LEIE has it.
        checked.push(run(verify.stdout(out.into_inner().expect("nothing is buffered")), &[0, 1]));
        bare.push(desk.yardstick(&[&roster, &reports, &desk.file("again.jsonl")]));
    }
    let size = fs::metadata(&reports).expect("is there").len();
    let (bare, checked) = (median(&bare), median(&checked));
    tell("roster, read and write", options.roster, bare);
    tell("roster checked", options.roster, checked);
    println!("the reports have {:.2} GB", size as f64 / 1e9);
    (checked.seconds / bare.seconds, checked)
}
