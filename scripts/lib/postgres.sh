# A private PostgreSQL for one run: its own cluster in a temporary folder, on loopback, gone at the end. Sourced after need.sh.

postgres_dir='' postgres_pid=''

# Sets VOUCHSAFE_TEST_POSTGRES, the address of a superuser on an empty cluster.
start_postgres() {
    local bin password port log
    bin=$(postgres_bin)
    [ -n "$bin" ] || give_up "no PostgreSQL server under /usr/lib/postgresql; apt-get install postgresql"
    postgres_dir=$(mktemp -d /tmp/vouchsafe-postgres.XXXXXX)
    log=$postgres_dir/log
    password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
    printf '%s' "$password" >"$postgres_dir/password"
    port=$(free_port)
    [ "$(id -u)" != 0 ] || chown -R postgres: "$postgres_dir"
    as_postgres "$bin/initdb" --pgdata="$postgres_dir/data" --username=vouchsafe --pwfile="$postgres_dir/password" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$log" 2>&1 ||
        give_up "initdb failed: $(tail -3 "$log")"
    # Nothing here outlives the run, so it need not survive a power cut: no fsync.
    as_postgres "$bin/postgres" -D "$postgres_dir/data" -p "$port" -k "$postgres_dir" -c listen_addresses=127.0.0.1 \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c autovacuum=off >>"$log" 2>&1 &
    postgres_pid=$!
    local tries=0
    until "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" -d postgres; do
        tries=$((tries + 1))
        { [ $tries -lt 200 ] && kill -0 "$postgres_pid" 2>/dev/null; } || give_up "PostgreSQL did not start: $(tail -5 "$log")"
        sleep 0.1
    done
    export VOUCHSAFE_TEST_POSTGRES="postgres://vouchsafe:$password@127.0.0.1:$port/postgres"
}

stop_postgres() {
    # The server's own pid, not that of the shell that dropped root for it.
    [ -z "$postgres_pid" ] || { kill -QUIT "$(head -1 "$postgres_dir/data/postmaster.pid")" && wait "$postgres_pid"; } 2>/dev/null || true
    [ -z "$postgres_dir" ] || rm -rf "$postgres_dir"
    postgres_pid='' postgres_dir=''
}

# PostgreSQL refuses to run as root; Debian's package brings a user for it. Everyone else runs it as themselves.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups "$@")
    else
        "$@"
    fi
}

# A port that nobody listens on just now.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port" && return; }
    done
}
