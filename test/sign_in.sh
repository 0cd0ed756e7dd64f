#!/bin/sh
# test/sign_in.sh: a site from nothing to a signed-in administrator, over the wire, on one engine.
#
#   test/sign_in.sh BINARY [DATABASE_URL]
set -eu
bin=$1
dir=$(mktemp -d)
[ $# -lt 2 ] || url=$2
failed=0
pid=

zhibu() {
    if [ -n "${url:-}" ]; then "$bin" "$@" --data "$dir" --database "$url"; else "$bin" "$@" --data "$dir"; fi
}
finish() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
    rm -rf "$dir"
}
trap finish EXIT
same() { # what, expected, got
    if [ "$2" != "$3" ]; then
        echo "FAILED: $1: expected '$2', got '$3'"
        failed=1
    fi
}
jar="$dir/jar"
get() { curl -s -b "$jar" -c "$jar" "$@"; }
status() { get -o "$dir/body" -w '%{http_code} %{redirect_url}' "$@" | sed "s#$site##; s# *\$##"; }
token() { sed -n 's/.*name="form_token" value="\([0-9a-f]*\)".*/\1/p' "$1" | tail -n 1; }
once() { sed -n 's/.*name="once_token" value="\([0-9a-f]*\)".*/\1/p' "$1" | tail -n 1; }

zhibu init --university 测试大学 >"$dir/links"
same "three links" 3 "$(grep -c /activate/ "$dir/links")"
link=$(sed -n 's/.*sysadmin.*\(\/activate.*\)/\1/p' "$dir/links")
if zhibu init --university 测试大学 2>/dev/null; then same "a second init" refused done; fi

"$bin" serve --listen 127.0.0.1:0 --data "$dir" ${url:+--database "$url"} >"$dir/out" 2>"$dir/log" &
pid=$!
for i in $(seq 100); do grep -q ready "$dir/out" && break; sleep 0.1; done
site=$(sed -n 's/^ready //p' "$dir/out")

same "a guest is asked to sign in" "303 /login?next=/account" "$(status "$site/account")"
same "a guest's JSON" 401 "$(status "$site/password.json" -X POST -H 'Content-Type: application/json' -d '{}')"
same "no such page" 404 "$(status "$site/nowhere")"
same "no such method" 405 "$(status "$site/account" -X POST -d x=1)"
same "a link nobody gave" 404 "$(status "$site/activate/1/2")"

same "the link" 200 "$(status "$site$link")"
cp "$dir/body" "$dir/form"
same "without a token" 403 "$(status "$site$link" --data-urlencode 'password=Hai-tang-2026' --data-urlencode 'again=Hai-tang-2026')"
same "a made-up token" 403 "$(status "$site$link" -d form_token=00000000000000000000000000000000 -d 'password=Hai-tang-2026&again=Hai-tang-2026')"
same "from another site" 403 "$(status "$site$link" -H 'Sec-Fetch-Site: cross-site' -d "form_token=$(token "$dir/form")" -d 'password=Hai-tang-2026&again=Hai-tang-2026')"
same "another origin" 403 "$(status "$site$link" -H 'Origin: http://evil.example' -d "form_token=$(token "$dir/form")" -d 'password=Hai-tang-2026&again=Hai-tang-2026')"
same "a weak password" 422 "$(status "$site$link" -d "form_token=$(token "$dir/form")" -d 'password=abc&again=abc')"
same "the weak one is explained" 1 "$(grep -c '至少要有 8 个字符' "$dir/body" | head -n 1 | sed 's/[1-9].*/1/')"
same "a first password" "303 /" "$(status "$site$link" -d "form_token=$(token "$dir/form")" -d 'password=Hai-tang-2026&again=Hai-tang-2026')"
same "the start leads on" "303 /account" "$(status "$site/")"
same "an administrator needs a second factor" "303 /account/factor" "$(status "$site/account")"
same "the page for it" 200 "$(status "$site/account/factor")"
same "the link is used up" 404 "$(status "$site$link")"
cp "$dir/body" "$dir/form"
same "signing out" "303 /login" "$(status "$site/logout" -d "form_token=$(token "$dir/form")")"
same "signed out" "303 /login?next=/account" "$(status "$site/account")"

same "the login page" 200 "$(status "$site/login?next=/password")"
cp "$dir/body" "$dir/form"
same "a wrong password" 422 "$(status "$site/login" -d "form_token=$(token "$dir/form")" -d 'login=sysadmin&password=wrong')"
same "an unknown login" 422 "$(status "$site/login" -d "form_token=$(token "$dir/form")" -d 'login=nobody&password=wrong')"
same "signing in" "303 /password" "$(status "$site/login" -d "form_token=$(token "$dir/form")" -d 'login=sysadmin&password=Hai-tang-2026&next=/password')"
same "elsewhere is not ours" 200 "$(status "$site/password")"
cp "$dir/body" "$dir/form"
form="-d form_token=$(token "$dir/form") -d once_token=$(once "$dir/form")"
# shellcheck disable=SC2086
same "the wrong old one" 422 "$(status "$site/password" $form -d 'old=nope&password=Yin-xing-2026&again=Yin-xing-2026')"
cp "$dir/body" "$dir/form"
form="-d form_token=$(token "$dir/form") -d once_token=$(once "$dir/form")"
# shellcheck disable=SC2086
same "a new password" "303 /account" "$(status "$site/password" $form -d 'old=Hai-tang-2026&password=Yin-xing-2026&again=Yin-xing-2026')"

api=$(zhibu token add sysadmin --days 1)
reader=$(zhibu token add sysadmin --days 1 --read-only)
same "a token" 64 "${#api}"
bearer() { t=$1; shift; status -H "Authorization: Bearer $t" "$@"; }
same "a reader may not write" 403 "$(bearer "$reader" -X POST "$site/logout.json")"
same "a writer may" 200 "$(bearer "$api" -X POST "$site/logout.json")"
same "a made-up token" 401 "$(bearer 0000000000000000000000000000000000000000000000000000000000000000 -X POST "$site/logout.json")"
repeat() { bearer "$api" "$site/logout.json" -H 'Content-Type: application/json' -H 'Idempotency-Key: k0' -d "$1"; }
same "once" 200 "$(repeat '{"a":1}')"
same "and the same again" 200 "$(repeat '{"a":1}')"
same "another under the same key" 409 "$(repeat '{"a":2}')"
json='{"old":"Yin-xing-2026","password":"Ding-xiang-2026","again":"Ding-xiang-2026"}'
change() { bearer "$api" "$site/password.json" -H 'Content-Type: application/json' -H 'Idempotency-Key: k1' -d "$1"; }
same "a password by JSON" 200 "$(change "$json")"
first=$(cat "$dir/body")
api=$(zhibu token add sysadmin --days 1)

get "$site/login" -o "$dir/form"
rm -f "$jar"
get "$site/login" -o "$dir/form"
for i in 1 2 3 4 5; do
    status "$site/login" -d "form_token=$(token "$dir/form")" -d 'login=secadmin&password=wrong' >/dev/null
done
same "too many failures" 429 "$(status "$site/login" -d "form_token=$(token "$dir/form")" -d 'login=secadmin&password=wrong')"

same "a static file" "200 text/css" "$(curl -s -o /dev/null -w '%{http_code} %{content_type}' "$site/static/app.css" | sed 's/;.*//')"
same "a static file that is not there" 404 "$(status "$site/static/none.css")"

if [ -z "${url:-}" ]; then
    if zhibu serve --listen 127.0.0.1:0 >/dev/null 2>&1; then same "a second server" refused started; fi
fi
kill "$pid"
wait "$pid" || same "the end" 0 $?
pid=
[ -n "$first" ] || same "an answer" something nothing
same "nothing wrong on the log" 0 "$(grep -c ' error ' "$dir/log" || true)"
[ $failed = 0 ] || cat "$dir/log"
[ $failed = 0 ] && echo "sign_in: ok"
exit $failed
