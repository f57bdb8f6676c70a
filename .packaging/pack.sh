#!/bin/sh
# Makes the packages of one target: pack.sh EXECUTABLE VERSION TARGET FOLDER
#
# FOLDER/gatehouse-TARGET.tar.gz   the executable, its manual page, the unit for systemd, the licence
# FOLDER/gatehouse-TARGET.zip      the executable and the licence, where TARGET is Windows
# FOLDER/gatehouse_VERSION_ARCH.deb the same for Debian and Ubuntu, where TARGET is Linux
#
# GATEHOUSE_MAN is the manual page, if it is made already; else deno makes it.
set -eu
executable=${1:?the executable} version=${2:?its version} target=${3:?its target} out=${4:?where to}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
out=$(cd "$out" && pwd)
umask 022
# The same content gives the same bytes, whoever packs it and when.
epoch=${SOURCE_DATE_EPOCH:-315619200}

case $target in
  *windows*)
    mkdir "$work/zip"
    cp "$executable" "$work/zip/gatehouse.exe"
    cp "$here/../LICENSE" "$work/zip/"
    touch -d "@$epoch" "$work/zip/"*
    rm -f "$out/gatehouse-$target.zip"
    (cd "$work/zip" && TZ=UTC zip -q -X "$out/gatehouse-$target.zip" LICENSE gatehouse.exe)
    exit
    ;;
esac

man=${GATEHOUSE_MAN:-}
if [ -z "$man" ]; then
  man=$work/made.1
  deno run --no-config --allow-read "$here/man_page.ts" "$version" >"$man"
fi

mkdir "$work/tar"
cp "$executable" "$work/tar/gatehouse"
chmod 755 "$work/tar/gatehouse"
cp "$man" "$work/tar/gatehouse.1"
cp "$here/../LICENSE" "$here/gatehouse.service" "$work/tar/"
tar -C "$work/tar" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$epoch" -cf - . |
  gzip -9n >"$out/gatehouse-$target.tar.gz"

case $target in
  x86_64-unknown-linux-gnu) arch=amd64 ;;
  aarch64-unknown-linux-gnu) arch=arm64 ;;
  *) exit 0 ;;
esac
deb=$work/deb
mkdir -p "$deb/DEBIAN" "$deb/usr/bin" "$deb/usr/lib/systemd/system" \
  "$deb/usr/share/man/man1" "$deb/usr/share/doc/gatehouse"
cp "$work/tar/gatehouse" "$deb/usr/bin/gatehouse"
cp "$here/gatehouse.service" "$deb/usr/lib/systemd/system/"
gzip -9nc "$man" >"$deb/usr/share/man/man1/gatehouse.1.gz"
cp "$here/../LICENSE" "$deb/usr/share/doc/gatehouse/copyright"
cat >"$deb/DEBIAN/control" <<CONTROL
Package: gatehouse
Version: $version
Architecture: $arch
Maintainer: The Gatehouse authors <gatehouse@users.noreply.github.com>
Section: httpd
Priority: optional
Depends: libc6 (>= 2.27), libgcc-s1 | libgcc1
Suggests: openssl
Provides: httpd, httpd-cgi
Installed-Size: $(du -sk "$deb/usr" | cut -f 1)
Homepage: https://github.com/gatehouse/gatehouse
Description: static files and CGI scripts from one executable
 Gatehouse serves a folder of files with all that HTTP has for them, and runs
 CGI scripts beside them, in any language, as RFC 3875 has it.
 .
 The service is not started by installing it: put a site into /srv/www, then
 "systemctl enable --now gatehouse".
CONTROL
SOURCE_DATE_EPOCH=$epoch dpkg-deb --root-owner-group --build "$deb" "$out/gatehouse_${version}_$arch.deb" >/dev/null
