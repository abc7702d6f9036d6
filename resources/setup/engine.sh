#!/usr/bin/env bash
# Make sure that a Docker engine answers; start one where nothing does and we may.
set -euo pipefail

wait_s=30
answers() { docker info >/dev/null 2>&1; }

answers && exit 0

if [ -n "${DOCKER_HOST:-}" ]; then
    echo "The engine at DOCKER_HOST=$DOCKER_HOST does not answer. Start it, or unset DOCKER_HOST." >&2
    exit 1
fi
if ! command -v dockerd >/dev/null; then
    echo "There is no Docker engine on this machine. Install one, then try again." >&2
    exit 1
fi

if [ "$(id -u)" = 0 ]; then
    as_root=()
elif sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    echo "The Docker engine does not answer. It may be stopped, or you may not use it. Type:" >&2
    echo "  sudo systemctl start docker && sudo usermod -aG docker $USER   # then log in anew" >&2
    exit 1
fi

if [ -d /run/systemd/system ]; then
    "${as_root[@]}" systemctl start docker
else
    mkdir -p build
    echo "Starting the Docker engine (log: build/dockerd.log)…"
    "${as_root[@]}" setsid dockerd >build/dockerd.log 2>&1 </dev/null &
fi

for _ in $(seq $((wait_s * 2))); do
    answers && exit 0
    sleep 0.5
done
if "${as_root[@]}" docker info >/dev/null 2>&1; then
    echo "The engine runs, but you may not use it. Type:  sudo usermod -aG docker $USER" >&2
    echo "Then log in anew and try again." >&2
    exit 1
fi
echo "The Docker engine did not start within $wait_s s:" >&2
tail -n 20 build/dockerd.log >&2 2>/dev/null || true
exit 1
