//! Speeds of the parts that a reader waits for, on invented data. `cargo bench --bench speeds`, or `scripts/quality benches`, which
//! puts the medians beside each other. Compare inside one run only: machines and their neighbors differ.

mod places;
mod verify;

fn main() {
    divan::main();
}
