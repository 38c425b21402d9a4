# Running parts and counting their results. Sourced by scripts/test and scripts/quality.

passed=0 failed=0 skipped=0
failures=()

say() { printf '\n== %s\n' "$*"; }
complain() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }

# check NAME COMMAND...: one check that counts as one result.
check() {
    local name=$1 began=$SECONDS
    shift
    say "$name"
    if "$@"; then
        passed=$((passed + 1))
        printf -- '-- %s: passed in %d s\n' "$name" $((SECONDS - began))
    else
        failed=$((failed + 1))
        failures+=("$name")
        printf -- '-- %s: FAILED after %d s\n' "$name" $((SECONDS - began))
    fi
}

# tests NAME COMMAND...: a test runner (cargo test or node --test) whose own closing lines are added up.
tests() {
    local name=$1 began=$SECONDS log status=0 p f s
    shift
    log=$(mktemp)
    say "$name"
    "$@" 2>&1 | tee "$log" || status=$?
    read -r p f s < <(count_results "$log")
    rm -f "$log"
    # A runner that broke before it could count (it did not compile, a server did not start) is one failure; one that ran nothing too.
    if { [ "$status" != 0 ] && [ "$f" = 0 ]; } || [ $((p + f)) = 0 ]; then f=$((f + 1)); fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    [ "$f" = 0 ] || failures+=("$name")
    printf -- '-- %s: %d passed, %d failed, %d skipped in %d s\n' "$name" "$p" "$f" "$s" $((SECONDS - began))
}

# count_results LOG: passed, failed and skipped, from the closing lines of cargo test and of node's spec reporter.
count_results() {
    awk '
        /^test result:/ { for (i = 1; i < NF; i++) { if ($(i+1) ~ /^passed/) p += $i; if ($(i+1) ~ /^failed/) f += $i; if ($(i+1) ~ /^ignored/) s += $i } }
        $2 == "pass" && NF == 3 && $3 ~ /^[0-9]+$/ { p += $3 }
        $2 == "fail" && NF == 3 && $3 ~ /^[0-9]+$/ { f += $3 }
        $2 == "cancelled" && NF == 3 && $3 ~ /^[0-9]+$/ { f += $3 }
        ($2 == "skipped" || $2 == "todo") && NF == 3 && $3 ~ /^[0-9]+$/ { s += $3 }
        END { print p + 0, f + 0, s + 0 }
    ' "$1"
}

# The last line of a run, in the form that CI reads; exit 1 if anything failed.
sum_up() {
    printf '\n'
    local name
    for name in "${failures[@]}"; do printf 'failed: %s\n' "$name"; done
    printf 'took %d min %d s\n' $((SECONDS / 60)) $((SECONDS % 60))
    if [ "$skipped" = 0 ]; then
        printf '%d passed, %d failed\n' "$passed" "$failed"
    else
        printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    fi
    [ "$failed" = 0 ]
}
