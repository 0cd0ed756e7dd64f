#!/bin/sh
# test/pg.sh: a private PostgreSQL for tests.
#
#   test/pg.sh start DIR     makes DIR/data where absent, starts the server on a socket in DIR, prints its address
#   test/pg.sh stop DIR      stops it at once
#   test/pg.sh restart DIR   both, waiting for neither clients nor transactions
#
# No TCP port is opened.  As root the server runs as the user postgres, since it refuses to be root.
set -eu
[ $# -eq 2 ] || { sed -n '4,6s/^# *//p' "$0" >&2; exit 2; }
dir=$2
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)

as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && exec runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

stop() {
    as_postgres "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null
}

start() {
    as_postgres "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" \
        -o "-k $dir -c listen_addresses= -c shared_buffers=32MB -c max_connections=40" \
        start >/dev/null </dev/null 3>&- 4>&-
}

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
case $1 in
start)
    if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; fi
    [ -d "$dir/data" ] || as_postgres "$bin/initdb" -D "$dir/data" -U postgres -A trust --no-sync \
        -E UTF8 --locale=C.UTF-8 >/dev/null
    start
    echo "postgresql://postgres@/postgres?host=$dir"
    ;;
stop) stop ;;
restart) stop; start ;;
*) exit 2 ;;
esac
