#!/bin/sh
# test/tplgen/run.sh BUILD: good pages draw what stands beside them; bad ones are refused at the line they name, either
# by tplgen (bad/) or, for unknown fields, by the C compiler in the template's own line (unknown/).
set -u
build=${1:-build}
cc=${CC:-gcc}
tplgen=$build/tools/tplgen
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
pkgs="libmicrohttpd sqlite3 libpq icu-uc jansson libzip expat xlsxwriter libsodium libcrypto"
failed=0

fault() {
    echo "FAIL $1: $2"
    failed=1
}

compile() { # page.html: tplgen's C, with the product's warnings
    mkdir -p "$tmp/$(dirname "$1")"
    "$tplgen" "$1" "$tmp/$1.h" "$tmp/$1.c" 2>"$tmp/err" || return 1
    $cc -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -I. -Isrc -I"$tmp" ${SANITIZE:-} \
        -c -o "$tmp/page.o" "$tmp/$1.c" 2>"$tmp/err"
}

for page in test/tplgen/good/*.html; do
    name=good_$(basename "$page" .html)_html
    compile "$page" || { fault "$page" "does not compile"; cat "$tmp/err"; continue; }
    # shellcheck disable=SC2046
    $cc -std=c17 -D_GNU_SOURCE -I. -Isrc -I"$tmp" -DPAGE="$name" -DPAGE_HEADER="\"$page.h\"" ${SANITIZE:-} -o "$tmp/page" \
        test/tplgen/drive.c "$tmp/page.o" "$build/libzhibu.a" -pthread $(pkg-config --libs $pkgs) -lm 2>"$tmp/err" ||
        { fault "$page" "does not link"; cat "$tmp/err"; continue; }
    "$tmp/page" >"$tmp/out" && printf '\n' >>"$tmp/out"
    diff -u "${page%.html}.expect" "$tmp/out" || fault "$page" "draws something else"
done

# The second line of a refused page says:  {# refused LINE: words of the message #}
for page in test/tplgen/bad/*.html test/tplgen/unknown/*.html; do
    at=$(sed -n 's/.*{# refused \([0-9]*\): \(.*\) #}.*/\1/p' "$page" | head -1)
    words=$(sed -n 's/.*{# refused \([0-9]*\): \(.*\) #}.*/\2/p' "$page" | head -1)
    if compile "$page"; then
        fault "$page" "is not refused"
    elif ! grep -F "$page:$at:" "$tmp/err" | grep -qF -e "$words"; then
        fault "$page" "is refused otherwise than at line $at with \"$words\":"
        cat "$tmp/err"
    fi
done
[ $failed = 0 ] && echo "tplgen: all pages as expected"
exit $failed
