# What Millrace needs, as Debian 12 names it, and how to come by it. Sourced by app/launch, tests/run and tests/bench/run.

# To build and run it. The plugins are named because no dependency leads to them.
BUILD_PACKAGES=(
    g++ cmake ninja-build
    qt6-base-dev qt6-svg-dev qcoro-qt6-dev libcurl4-openssl-dev libsqlite3-dev
    libqt6svg6 qt6-qpa-plugins qt6-image-formats-plugins qt6-wayland
    ca-certificates fonts-dejavu-core xdg-utils
)

# To test it: a display with a window manager and hands, and something to serve and speak to.
TEST_PACKAGES=(xvfb openbox xdotool dbus-daemon openssl nghttp2-server python3)

# What reads the sources.
LINT_PACKAGES=(clang-format-14 clang-tidy-14 clang-tools-14 clazy)

# To measure it beside its peers; nginx is unpacked by tests/bench/run, as installing it would start a server.
BENCH_PACKAGES=(
    curl aria2 parallel python3 python3-twisted libboost-thread-dev xvfb
)

is_debian_12() {
    [ -r /etc/os-release ] && (. /etc/os-release && [ "${ID:-}" = debian ] && [ "${VERSION_ID:-}" = 12 ])
}

# Prints those of the given packages that are not installed.
missing_packages() {
    local installed
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' || true)
    local package
    for package in "$@"; do
        grep -qxF -- "$package" <<<"$installed" || echo "$package"
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq "$@" </dev/null >&2
}

# Installs those of the given packages that are missing; elsewhere than on Debian 12 leaves it to the reader.
need_packages() {
    is_debian_12 || return 0
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    echo "Installing ${missing[*]}" >&2
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        echo "That needs root, and there is no sudo. As root: apt-get install ${missing[*]}" >&2
        return 1
    fi
    # The package lists may be missing or old.
    apt_get install -y --no-install-recommends "${missing[@]}" ||
        { apt_get update && apt_get install -y --no-install-recommends "${missing[@]}"; }
}

# Says what is needed, for systems where nothing can be installed from here.
name_packages() {
    is_debian_12 || echo "Millrace needs, by their names in Debian 12: $*" >&2
}

# build_preset ROOT PRESET [PACKAGES …]: configures and builds it, with the output where it is in nobody's way.
build_preset() {
    local root=$1 preset=$2
    shift 2
    (cd "$root" && cmake --preset "$preset" && cmake --build --preset "$preset") </dev/null >&2 ||
        { name_packages "$@"; return 1; }
}
