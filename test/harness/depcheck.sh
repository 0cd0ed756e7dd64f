#!/bin/sh
# test/harness/depcheck.sh DEPCHECK: a small wrong tree; every wrong line has to be found, and nothing else.
set -eu
depcheck=$(realpath "$1")
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cd "$tree"
mkdir -p src/base src/db src/http src/web src/feature/org src/feature/member src/feature/dues
n=0 failed=0
expect() { # FILE CONTENT WANTED: prints one TAP line; WANTED empty means no finding
    n=$((n + 1))
    saved=$(cat "$1" 2>/dev/null || true)
    printf '%b\n' "$2" >"$1"
    said=$("$depcheck" || true)
    printf '%s\n' "$saved" >"$1"
    if [ -n "$3" ] && echo "$said" | grep -qF -- "$3"; then echo "ok $n - $1: $3"
    elif [ -z "$3" ] && echo "$said" | grep -q ' 0 findings'; then echo "ok $n - $1 may: $2"
    else echo "not ok $n - $1: $2"; echo "$said" | sed 's/^/#   /'; failed=1; fi
}
printf 'const struct feature org_feature = { .needs = (const char *const[]){ NULL } };\n' >src/feature/org/org.c
printf 'const struct feature member_feature = { .needs = (const char *const[]){ "org", NULL } };\n' >src/feature/member/member.c
printf 'const struct feature dues_feature = { .needs = (const char *const[]){ "member", NULL } };\n' >src/feature/dues/dues.c

expect src/base/a.c '#include "db/db.h"' 'src/base/a.c:1: may not include db/db.h'
expect src/db/a.c '#include "http/http.h"' 'may not include http/http.h'
expect src/http/a.c '#include "db/db.h"' 'may not include db/db.h'
expect src/web/a.c '#include "feature/org/org.h"' 'may not include feature/org/org.h'
expect src/web/a.c '#include "http/http.h"' ''
expect src/feature/member/member_rules.c '#include "feature/org/org.h"' ''
expect src/feature/member/member_rules.c '#include "feature/org/org_i.h"' "includes another feature's private file"
expect src/feature/org/org_rules.c '#include "feature/member/member.h"' 'includes a feature that is not in .needs'
expect src/feature/org/org_web.c '#include "db/db.h"' 'a web file includes db/db.h'
expect src/feature/org/org_web.c 'int f(struct ctx *c) { return g(c->db); }' 'a web file reaches the database: db'
expect src/feature/org/org_web.c 'int f(void) { return db_exec(0); }' 'a web file reaches the database: db_exec'
expect src/feature/org/org_store.c '#include "web/call.h"' 'a store file includes web/call.h'
expect src/feature/org/org_store.c 'int f(struct ctx *c) { return c->call->as; }' 'a store file reaches the request: call'
expect src/web/a.c 'void *f(void) { return malloc(1); }' 'not at home here: malloc'
expect src/web/a.c '/* malloc(1) */ // free(x)\nconst char *f = "free(1)";' ''
expect src/web/a.c 'int f(void) { return sqlite3_open(0, 0); }' 'not at home here: sqlite3_open'
expect src/http/a.c 'int f(void) { PQfinish(0); }' 'not at home here: PQfinish'
expect src/db/a.c 'int f(void) { MHD_stop_daemon(0); }' 'not at home here: MHD_stop_daemon'
expect src/base/a.c 'int f(char *s) { return atoi(s); }' 'uses atoi'
expect src/base/a.c 'int f(char *s) { sprintf(s, "x"); }' 'uses sprintf'
expect src/base/a.c 'int f(char *s) { snprintf(s, 1, "x"); }' ''
expect src/feature/org/org.c '.needs = (const char *const[]){ "dues", NULL }' 'needs itself'
expect src/feature/org/org.c '.needs = (const char *const[]){ "party", NULL }' 'needs a feature that is not there: party'
echo "1..$n"
exit $failed
