# docs/quality.md: when each long part last ran, on which commit, with what result. Sourced by scripts/quality.

quality_record=docs/quality.md

# The date of PART's last run, or "never" in a form that sorts first.
last_run() { awk -F' *[|] *' -v part="$1" '$2 == part { print $4; found = 1 } END { if (!found) print "0000-00-00" }' "$quality_record" 2>/dev/null; }

# record PART KIND RESULT FIGURE: prints the row, and puts it in place of the part's former row.
record() {
    local row part=$1
    row="| $1 | $2 | $(date -u +%FT%RZ) | $(git rev-parse --short HEAD)$(git diff --quiet HEAD || echo +) | $3 | $4 |"
    printf -- '-- %s\n' "$row"
    [ "${CI:-}" != true ] || return 0
    awk -F' *[|] *' -v part="$part" -v row="$row" '
        $2 == part { print row; done = 1; next }
        { print }
        END { if (!done) print row }
    ' "$quality_record" >"$quality_record.new" && mv "$quality_record.new" "$quality_record"
}
