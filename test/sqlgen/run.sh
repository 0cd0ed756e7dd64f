#!/bin/sh
# test/sqlgen/run.sh SQLGEN [CC]: what is good compiles without a warning and says what it should; what is bad is
# refused, at the line that the file's first comment expects.
set -u
sqlgen=$1
cc=${2:-cc}
here=$(dirname "$0")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
complain() { echo "sqlgen: $*" >&2; failed=1; }

for f in "$here"/bad/*.sql; do
    expect=$(sed -n '1s|^/\* expect \(.*\) \*/$|\1|p' "$f")
    said=$("$sqlgen" "$f" "$tmp/x.sql.h" "$tmp/x.sql.c" 2>&1)
    status=$?
    [ $status -eq 1 ] || complain "$f: ended with $status, not 1"
    case $said in
    "$f:${expect%%: *}: "*"${expect#*: }"*) ;;
    *) complain "$f: said \"$said\", expected \"$expect\"" ;;
    esac
done

for f in person scopes; do
    "$sqlgen" "$here/good/$f.sql" "$tmp/$f.sql.h" "$tmp/$f.sql.c" "$here/good/scopes.sql" >"$tmp/$f.out" ||
        complain "$f: refused"
    "$cc" -std=c17 -D_GNU_SOURCE -Isrc -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla -Wformat=2 \
        -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Werror -c -o "$tmp/$f.o" "$tmp/$f.sql.c" ||
        complain "$f: does not compile"
done
grep -q '1 of 11 statements differ' "$tmp/person.out" || complain "person: differing statements are not counted"

has() { grep -qF -- "$2" "$tmp/$1" || complain "$1 lacks: $2"; }
has person.sql.h 'PERSON_PAGE_FROM_NAME = 1 << 1,'
has person.sql.h 'struct scope scope;'
has person.sql.h 'int64_t org_id;'
has person.sql.c 'DB_WITHOUT | PERSON_PAGE_GONE'
has person.sql.c '[2] = 0x1,'
has person.sql.c '[4] = 0x2,'
has person.sql.c '.only = person_brief_only,'
has person.sql.c 'g.account = $8'
has person.sql.c "'a ; and a :colon and a -- and it''s fine'"
has person.sql.c 'CAST(SUM(due_fen) AS BIGINT)'
has person.sql.c '.flags = COL_OF_PERSON'
has person.sql.c '.person = offsetof(struct person_close_in, owner_id)'
has person.sql.c '.flags = COL_RENEWED,'
has person.sql.c '.flags = COL_RENEWED | COL_EARLIER'
has person.sql.c '人员\"名册\"'
exit $failed
