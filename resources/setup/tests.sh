#!/usr/bin/env bash
# Runs every test, in groups that have a process each. There is a lane more than there are cores:
# half of the time is waiting for programs that were killed to come back, for engines and for
# blocks. The groups that take longest begin first, so that the lanes end together.
#
# With --again: only what failed the last time; a group that did not come to its end, whole.
set -uo pipefail
cd "$(dirname "$0")/../.."

# A folder is run without what is a group by itself.
groups=(
    tests/end2end
    tests/unit
    tests/unit/agent
    tests/ui
    tests/unit/worker
    tests/hostile
    tests/end2end/test_staying_alive.py
    tests/contract
)
lanes=$(($(nproc) + 1))
kept=build/tests
mkdir -p "$kept"

[ "${1:-}" = --again ] || rm -f "$kept"/*.code

called() {
    local name=${1#tests/}
    name=${name//\//-}
    echo "${name%.py}"
}

run() { # group; becomes its tests
    local group=$1 name last other words=()
    name=$(called "$group")
    last=$(cat "$kept/$name.code" 2>/dev/null)
    [ "$last" = 0 ] && exit 0
    [ "$last" = 1 ] && words+=(--last-failed)
    for other in "${groups[@]}"; do
        [[ $other == "$group"/* ]] && words+=("--ignore=$other")
    done
    rm -f "$kept/$name.code"
    exec .venv/bin/python -m pytest -o "cache_dir=$kept/$name.cache" "${words[@]}" "$group"
}

declare -A group_of=() begun_at=()
took=()
worst=0

one_ends() {
    local ended name code=0
    wait -n -p ended "${!group_of[@]}" || code=$?
    name=$(called "${group_of[$ended]}")
    took+=("$((SECONDS - begun_at[$ended])) s, exit $code: ${group_of[$ended]}")
    unset "group_of[$ended]"
    echo "$code" >"$kept/$name.code"
    cat "$kept/$name.log"
    [ "$code" -gt "$worst" ] && worst=$code
}

trap 'kill "${!group_of[@]}" 2>/dev/null' EXIT
for group in "${groups[@]}"; do
    [ ${#group_of[@]} -ge "$lanes" ] && one_ends
    run "$group" >"$kept/$(called "$group").log" 2>&1 &
    group_of[$!]=$group begun_at[$!]=$SECONDS
    echo "Begun: $group"
done
while [ ${#group_of[@]} -gt 0 ]; do
    one_ends
done
printf '%s\n' "All groups ended after $SECONDS s:" "${took[@]}"
exit "$worst"
