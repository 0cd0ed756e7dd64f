# test/bare.sh: a bare Debian 12 to try things in; for other scripts to read in (`. test/bare.sh`), as root.
#
#   bare_make DIR     makes DIR/root with debootstrap; the way to packages is as on this machine, nothing else of it
#   inside COMMAND…   runs there, without anything of this machine's environment
#   bare_drop         unmounts; the caller removes DIR

bare_make() {
    dir=$1
    root=$dir/root
    for command in debootstrap git curl; do
        command -v "$command" >/dev/null || apt-get install -y -q --no-install-recommends debootstrap git curl >/dev/null
    done
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' | awk '$2 == "bookworm" { print $1; exit }')
    mkdir -p "$dir"
    echo "making a bare Debian 12 in $root"
    debootstrap --variant=minbase bookworm "$root" "${mirror:-http://deb.debian.org/debian}" >"$dir/debootstrap.log" 2>&1 ||
        { tail -n 20 "$dir/debootstrap.log" >&2; exit 1; }

    # The way to the packages, as on this machine; nothing else of it.
    rm -rf "$root/etc/apt/sources.list" "$root/etc/apt/sources.list.d"
    cp -a /etc/apt/sources.list.d "$root/etc/apt/" 2>/dev/null || mkdir -p "$root/etc/apt/sources.list.d"
    [ ! -e /etc/apt/sources.list ] || cp /etc/apt/sources.list "$root/etc/apt/"
    grep -lE 'Proxy|Acquire' /etc/apt/apt.conf.d/* 2>/dev/null | while read -r file; do cp "$file" "$root/etc/apt/apt.conf.d/"; done
    cp -a /etc/apt/trusted.gpg.d /etc/apt/keyrings "$root/etc/apt/" 2>/dev/null || true
    cp -a /usr/share/keyrings "$root/usr/share/" 2>/dev/null || true
    # Suites beside Debian's own that this machine may have would not be a bare Debian.
    for file in "$root"/etc/apt/sources.list.d/*; do
        [ -e "$file" ] || continue
        grep -qE 'bookworm' "$file" && grep -qiE 'debian' "$file" || rm "$file"
    done
    cp -L /etc/resolv.conf "$root/etc/resolv.conf"
    cp /etc/hosts "$root/etc/hosts"
    registry=$(npm config get registry 2>/dev/null || true)
    # Whom this machine trusts (a company's own authority, say): the packages come the same way as here.
    cat /etc/ssl/certs/ca-certificates.crt ${NODE_EXTRA_CA_CERTS:+"$NODE_EXTRA_CA_CERTS"} >"$root/etc/host-authorities.pem" 2>/dev/null || true
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # a package's own service is not to start in here
    chmod +x "$root/usr/sbin/policy-rc.d"

    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    mkdir -p "$root/dev/pts" "$root/dev/shm"
    for node in null zero full random urandom tty; do
        touch "$root/dev/$node"
        mount --bind "/dev/$node" "$root/dev/$node"
    done
    ln -s /proc/self/fd "$root/dev/fd"
    mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
}

bare_drop() {
    for at in dev/null dev/zero dev/full dev/random dev/urandom dev/tty dev/pts dev/shm dev proc; do
        umount "$root/$at" 2>/dev/null || umount -l "$root/$at" 2>/dev/null || true
    done
}

inside() { # COMMAND…: without anything of this machine's environment; in a subshell of its own, since it does not come back
    exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        NODE_EXTRA_CA_CERTS=/etc/host-authorities.pem \
        ${registry:+npm_config_registry="$registry"} ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        chroot "$root" "$@"
}
