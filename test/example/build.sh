#!/bin/sh
# test/example/build.sh [POSTGRESQL_ADDRESS]: does what docs/adding-a-feature.md says, in a copy of the source, and looks
# whether it holds: the feature builds, its statements prepare, its scenarios pass, its pages answer, the folders are right.
set -eu
cd "$(dirname "$0")/../.."
here=$(pwd)
copy=$(mktemp -d /tmp/zhibu-example-XXXXXX)
pid=
finish() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
    [ -n "${KEEP:-}" ] || rm -rf "$copy"
}
trap finish EXIT
trap 'exit 1' INT TERM

n=0 failed=0
check() { # NAME COMMAND…
    n=$((n + 1))
    name=$1
    shift
    if "$@" >"$copy/step.log" 2>&1; then echo "ok $n - $name"; return 0; fi
    failed=1
    echo "not ok $n - $name"
    tail -n 25 "$copy/step.log" | cut -c1-400 | sed 's/^/#   /'
}
must() { # the same, where nothing else makes sense without it
    check "$@"
    [ $failed = 0 ] || { echo "1..$n"; exit 1; }
}

# --- the copy: what was built already comes along, so that only what is new has to be built ------------------------------
git ls-files -co --exclude-standard | while read -r f; do [ ! -e "$f" ] || echo "$f"; done | tar cf - -T - | tar xf - -C "$copy"
[ ! -d build ] || { mkdir -p "$copy/build" && cp -a build/gen build/obj build/tools build/libzhibu.a "$copy/build/" 2>/dev/null || true; }
[ ! -d web/node_modules ] || ln -s "$here/web/node_modules" "$copy/web/node_modules"
cd "$copy"

# --- what the document says ----------------------------------------------------------------------------------------------
# A block "```LANGUAGE file=PATH" is the file of that path.
awk '/^```[a-z]+ file=/ { path = $0; sub(/.*file=/, "", path); dir = path; sub(/\/[^\/]*$/, "", dir)
                          system("mkdir -p \"" dir "\""); next }
     /^```/ { if (path != "") close(path); path = ""; next }
     path != "" { print >path }' docs/adding-a-feature.md
sed -i 's/^\( *\)X(org)\( *\\\)$/&\n\1X(bulletin)\2/' src/app/features.c
must "the document has a feature in it" test -s src/feature/bulletin/bulletin_web.c
must "it stands in the list" grep -q 'X(bulletin)' src/app/features.c

# Only the scenarios of the new feature run here; the others have their own turn.
find src/feature -path '*/test/scenarios.c' ! -path '*/bulletin/*' -exec rm {} +
rm -f test/hostile/*.c
must "it builds" make -s -j"$(nproc)" build/zhibu
must "depcheck builds" make -s build/tools/depcheck
check "it keeps to the directions" sh -c 'build/tools/depcheck | { ! grep bulletin; }'
check "it keeps to the sizes" sh -c 'tools/sizes | { ! grep "over: .*bulletin"; }'
must "the test of statements builds" make -s build/test/test/unit/sql_prepare
check "its statements prepare" env ZHIBU_TEST_PG="${1:-}" build/test/test/unit/sql_prepare

# --- its pages, visited --------------------------------------------------------------------------------------------------
site() { # a site out of the samples, a secretary's token in $token, the server's address in $at
    printf '' | build/zhibu init --university 青岚大学 --data "$copy/var" >/dev/null &&
        build/zhibu import orgs samples/org-tree.xlsx --effective 2024-01-01 --data "$copy/var" &&
        echo Qinglan-2026 | build/zhibu user add secretary --role branch_secretary --org 001.001.001 --password-stdin --data "$copy/var" &&
        build/zhibu token add secretary --days 1 --data "$copy/var" >"$copy/token"
}
serve() {
    build/zhibu serve --listen 127.0.0.1:0 --data "$copy/var" >"$copy/out" 2>"$copy/log" &
    pid=$!
    for _ in $(seq 100); do grep -q ready "$copy/out" && return 0; sleep 0.1; done
    return 1
}
ask() { curl -s -S -H "Authorization: Bearer $(cat "$copy/token")" "$@"; }
says() { # WORDS ADDRESS…: the answer holds the words
    words=$1
    shift
    ask "$@" | tee "$copy/answer" | grep -q "$words" || { cat "$copy/answer"; return 1; }
}
must "a site is made" site
must "it starts" serve
at=$(sed -n 's/^ready //p' "$copy/out")
check "the page without bulletins" says 还没有公告 "$at/bulletins"
org=$(ask "$at/orgs.json" | sed -n 's/.*"id":"\([0-9]*\)","code":"001.001.001".*/\1/p')
check "posting" says '"title":"周五党课"' "$at/orgs/$org/bulletins.json" -H 'Content-Type: application/json' \
    -d '{"title":"周五党课","body":"第一行\n第二行"}'
check "the page with it" says 周五党课 "$at/bulletins"
check "the JSON" says '"next":null' "$at/bulletins.json"
check "the CSV" says 第一行 "$at/bulletins.csv"
check "the workbook" says '^PK' "$at/bulletins.xlsx"
check "the menu leads there" says 'href="/bulletins"' "$at/orgs/$org"

# --- its scenarios -------------------------------------------------------------------------------------------------------
must "the scenarios build" make -s -j"$(nproc)" TESTBUILD=1 build/test/scenarios
build/test/scenarios build/zhibu "$copy/scenarios" ${1:+"$1"} >"$copy/scenarios.log" 2>&1 || true
check "there are scenarios" grep -q '^ok .* bulletin: ' "$copy/scenarios.log"
check "all of them pass" sh -c "! grep -A3 '^not ok .*bulletin' '$copy/scenarios.log'"
echo "1..$n"
exit $failed
