#!/usr/bin/env bash
# Install the system's packages that are missing, where that is allowed; else say the command.
# Arguments: more packages than the product and its tests need.
set -euo pipefail

packages=(
    docker.io iptables busybox-static nftables iproute2
    libgl1 libegl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0
    xvfb openbox trayer xdotool dbus systemd
)

if ! command -v dpkg-query >/dev/null; then
    echo "This system has no apt. Install Docker and Qt's X libraries with its own tools." >&2
    exit 0
fi

python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)
command -v npm >/dev/null || packages+=(npm)

packages+=("$@")

missing=()
for package in "${packages[@]}"; do
    if [ "$package" = docker.io ] && command -v dockerd >/dev/null; then
        continue
    fi
    state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=()
elif sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    echo "Some system packages are missing. Type this once, then try again:" >&2
    echo "  sudo apt-get install -y ${missing[*]}" >&2
    exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Installing system packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
install() {
    "${as_root[@]}" apt-get install -y --no-install-recommends "${missing[@]}" >"$log" 2>&1
}
if ! install; then
    "${as_root[@]}" apt-get update >"$log" 2>&1 && install || {
        tail -n 20 "$log" >&2
        exit 1
    }
fi
