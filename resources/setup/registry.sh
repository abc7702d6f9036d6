#!/usr/bin/env bash
# Have the program of a container registry for the tests: the system's, or unpacked below build/.
# It is not installed, since the package would start a service that listens to everybody.
set -euo pipefail

place=build/registry
program=$place/usr/bin/docker-registry

command -v docker-registry >/dev/null && exit 0
[ -x "$program" ] && exit 0

if ! command -v apt-get >/dev/null; then
    echo "Put the program docker-registry (the registry 2.8 of CNCF Distribution) on the PATH:" >&2
    echo "the tests pull images from it." >&2
    exit 1
fi

echo "Fetching the registry for the tests…"
mkdir -p "$place"
fetch() {
    (cd "$place" && apt-get download docker-registry >/dev/null 2>&1)
}
if ! fetch; then
    # The list of packages may be old or missing; only root can renew it.
    if [ "$(id -u)" = 0 ]; then apt-get update >/dev/null 2>&1; else sudo -n apt-get update >/dev/null 2>&1; fi
    fetch || {
        echo "The package docker-registry cannot be downloaded. Type this once, then try again:" >&2
        echo "  sudo apt-get install -y docker-registry" >&2
        exit 1
    }
fi
dpkg -x "$place"/docker-registry_*.deb "$place"
rm -f "$place"/docker-registry_*.deb
