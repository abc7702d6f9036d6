#!/usr/bin/env bash
# Runs every test, in two processes side by side: half of their time is waiting for programs
# that were killed to come back, for engines and for blocks. Each half keeps its own order.
#
# With --again: only what failed the last time; a half that did not come to its end, whole.
set -uo pipefail
cd "$(dirname "$0")/../.."

whole=(tests/contract tests/end2end tests/hostile)
parts=(tests/ui tests/unit)
kept=build/tests
mkdir -p "$kept"

[ "${1:-}" = --again ] || rm -f "$kept"/*.code

half() { # name, folders…
    local name=$1 last
    shift
    last=$(cat "$kept/$name.code" 2>/dev/null)
    [ "$last" = 0 ] && return 0
    [ "$last" = 1 ] && set -- --last-failed "$@"
    rm -f "$kept/$name.code"
    .venv/bin/python -m pytest -o "cache_dir=$kept/$name.cache" "$@"
    local code=$?
    echo "$code" >"$kept/$name.code"
    return "$code"
}

half whole "${whole[@]}" >"$kept/whole.log" 2>&1 &
other=$!
trap 'kill "$other" 2>/dev/null' EXIT
half parts "${parts[@]}"
first=$?
wait "$other"
second=$?
trap - EXIT

echo "The other half (${whole[*]}):"
cat "$kept/whole.log"
exit $((first > second ? first : second))
