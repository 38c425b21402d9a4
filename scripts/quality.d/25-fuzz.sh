#!/usr/bin/env bash
# kind: correctness
# minutes: 13
# Coverage-guided fuzzing (libFuzzer) of the readers, the matcher and the dossier, a minute each, optimized. The promises are in
# tests/fuzz/src/targets, the seeds in tests/fuzz/corpus; what reached new code is kept in target/fuzz/found to begin from next time.
# VOUCHSAFE_FUZZ_SECONDS=N is the time of each target; VOUCHSAFE_FUZZ_TARGETS="leie sam" names those to run.
# Why no nightly compiler and no cargo-fuzz: docs/decisions/0022-fuzzing-on-stable.md
set -euo pipefail
. scripts/lib/tell.sh
. scripts/lib/need.sh

seconds=${VOUCHSAFE_FUZZ_SECONDS:-60}
read -ra targets <<<"${VOUCHSAFE_FUZZ_TARGETS:-$(ls tests/fuzz/corpus | tr '\n' ' ')}"
host=$(rustc -vV | sed -n 's/^host: //p')
home=$PWD/target/fuzz
coverage=(-Cpasses=sancov-module -Ccodegen-units=1 -Cllvm-args=-sanitizer-coverage-level=4
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
    -Cllvm-args=-sanitizer-coverage-trace-compares)

# Without the compiler's help nothing would guide the fuzzer, and a run would look like one that found nothing.
can_guide() {
    mkdir -p "$home"
    echo 'pub fn f(n: u32) -> bool { n > 7 }' >"$home/probe.rs"
    rustc "${coverage[@]}" --crate-type lib --emit obj -o "$home/probe.o" "$home/probe.rs" && grep -q __sanitizer_cov_ "$home/probe.o"
}

need_debian g++ command -v g++
install_debian
can_guide || give_up "$(rustc --version) cannot report coverage (LLVM's sancov-module pass), so nothing can be fuzzed with it; use the toolchain of rust-lang.org."

# The same versions as the program's, and the fuzzer's own three on top.
say "building the fuzzer (the first time all of the program is compiled)"
cp Cargo.lock tests/fuzz/Cargo.lock
RUSTFLAGS="${coverage[*]} --cfg fuzzing" cargo build --release --manifest-path tests/fuzz/Cargo.toml --target "$host" --target-dir "$home"

inputs=0 broken=0 edges=''
for target in "${targets[@]}"; do
    say "fuzzing $target for $seconds s"
    mkdir -p "$home/found/$target" "$home/broken"
    log=$home/$target.log
    VOUCHSAFE_FUZZ_TARGET=$target "$home/$host/release/vouchsafe-fuzz" "$home/found/$target" "tests/fuzz/corpus/$target" \
        -dict=tests/fuzz/words.dict -max_total_time="$seconds" -max_len=4096 -timeout=20 -rss_limit_mb=2048 -use_value_profile=1 \
        -print_final_stats=1 -artifact_prefix="$home/broken/$target-" >"$log" 2>&1 || {
        broken=$((broken + 1))
        tail -60 "$log"
        complain "$target breaks a promise, see above. Mend it, and put the input into tests/fuzz/corpus/$target."
    }
    covered=$(grep -o 'cov: [0-9]*' "$log" | tail -1 | cut -d' ' -f2)
    made=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "$target: ${made:-0} inputs, ${covered:-0} edges"
    inputs=$((inputs + ${made:-0})) edges+=", $target ${covered:-0}"
done
echo "figure: ${#targets[@]} targets, $seconds s each, $inputs inputs, $broken broken; edges covered: ${edges#, }"
[ "$broken" = 0 ]
