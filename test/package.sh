#!/bin/sh
# test/package.sh PACKAGE.deb: the package in a bare Debian 12: it installs, a site is made and answers, an upgrade keeps it,
# removing takes the program and leaves the site.  As root.
set -eu
package=$(realpath "$1")
cd "$(dirname "$0")/.."
dir=$(mktemp -d /var/tmp/zhibu-package-XXXXXX)
root=$dir/root
. test/bare.sh
server=
clean() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    bare_drop
    mountpoint -q "$root/proc" || rm -rf --one-file-system "$dir"
}
trap clean EXIT
trap 'exit 1' INT TERM HUP

n=0
said() { n=$((n + 1)); echo "ok $n - $1"; }
fail() { echo "not ok - $1" >&2; exit 1; }
port=$((20000 + $$ % 20000))
as_zhibu() { (inside runuser -u zhibu -- "$@"); }
serve() {
    rm -f "$dir/serve.log"
    as_zhibu zhibu serve --data /var/lib/zhibu --listen "127.0.0.1:$port" >"$dir/serve.log" 2>&1 &
    server=$!
    tries=0
    until grep -q '^ready' "$dir/serve.log"; do
        tries=$((tries + 1))
        [ "$tries" -lt 200 ] && kill -0 "$server" 2>/dev/null || { cat "$dir/serve.log" >&2; fail "the server comes up"; }
        sleep 0.05
    done
    curl -fsS -H 'Accept: application/json' "http://127.0.0.1:$port/healthz" | grep -q '"ok"' || fail "/healthz answers"
}
stop() {
    pkill -TERM -f "zhibu serve --data /var/lib/zhibu --listen 127.0.0.1:$port" || true
    wait "$server" || true
    server=
}

bare_make "$dir"
(inside apt-get update -q) >"$dir/apt.log" 2>&1
cp "$package" "$root/srv/zhibu.deb"
(inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends /srv/zhibu.deb) >>"$dir/apt.log" 2>&1 ||
    { tail -n 20 "$dir/apt.log" >&2; fail "it installs"; }
said "it installs with what it depends on"
as_zhibu zhibu init --data /var/lib/zhibu --university 青岚大学 >/dev/null
[ "$(stat -c %a "$root/var/lib/zhibu")" = 700 ] || fail "the folder is the server's alone"
serve
said "a site is made and answers, as a user of its own"
stop

# The same program under a later number.
mkdir "$dir/next"
dpkg-deb -R "$package" "$dir/next"
sed -i 's/^Version: .*/&.1/' "$dir/next/DEBIAN/control"
dpkg-deb --root-owner-group --build "$dir/next" "$root/srv/next.deb" >/dev/null
echo '# kept' >>"$root/etc/default/zhibu"
(inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -q /srv/next.deb) >>"$dir/apt.log" 2>&1 || fail "it upgrades"
grep -q '# kept' "$root/etc/default/zhibu" || fail "an upgrade keeps how the server is started"
serve
said "an upgrade keeps the site and the settings"
stop

(inside apt-get remove -y -q zhibu) >>"$dir/apt.log" 2>&1 || fail "it is removed"
[ ! -e "$root/usr/bin/zhibu" ] || fail "the program is gone"
[ -e "$root/var/lib/zhibu/keys/site.key" ] || fail "the site stays"
said "removing takes the program and leaves the site"
(inside apt-get purge -y -q zhibu) >>"$dir/apt.log" 2>&1 || fail "it is purged"
[ ! -e "$root/etc/default/zhibu" ] && [ -e "$root/var/lib/zhibu/zhibu.db" ] || fail "purging takes the settings, not the register"
said "purging takes the settings, not the register"
