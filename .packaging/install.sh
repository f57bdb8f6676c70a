#!/bin/sh
# Installs Gatehouse: fetches the newest release for this machine, checks it against its checksum, and puts the one
# executable and its manual page in place. Nothing is changed where the checksum does not agree.
#
#   sh install.sh                     into /usr/local where that may be written, else into ~/.local
#   sh install.sh --prefix DIR        into DIR/bin and DIR/share/man
#   sh install.sh --version 0.1.0     a certain release
#
# GATEHOUSE_RELEASES is where releases are fetched from, if not from GitHub.
set -eu

releases=${GATEHOUSE_RELEASES:-https://github.com/gatehouse/gatehouse/releases}
prefix='' version=latest

fail() {
  printf 'install: %s\n' "$*" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case $1 in
    --prefix) [ $# -ge 2 ] || fail "--prefix needs a folder"; prefix=$2; shift 2 ;;
    --version) [ $# -ge 2 ] || fail "--version needs a number"; version=${2#v}; shift 2 ;;
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) fail "what is $1?" ;;
  esac
done

target() {
  case $(uname -s) in
    Linux) system=unknown-linux-gnu ;;
    Darwin) system=apple-darwin ;;
    *) fail "there is no release for $(uname -s); on Windows take the .zip from $releases" ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) fail "there is no release for $(uname -m)" ;;
  esac
  if [ "$system" = unknown-linux-gnu ] && ldd --version 2>&1 | grep -qi musl; then
    fail "this system has the C library musl, and the releases need glibc"
  fi
  printf '%s-%s' "$machine" "$system"
}

fetch() {
  if command -v curl >/dev/null; then
    curl --fail --silent --show-error --location --proto-redir =https,http --output "$2" "$1"
  elif command -v wget >/dev/null; then
    wget --quiet --output-document="$2" "$1"
  else
    fail "this needs curl or wget"
  fi || fail "cannot fetch $1"
}

checksum() {
  if command -v sha256sum >/dev/null; then
    sha256sum "$1"
  elif command -v shasum >/dev/null; then
    shasum -a 256 "$1"
  else
    openssl dgst -sha256 -r "$1"
  fi | cut -d ' ' -f 1
}

if [ -z "$prefix" ]; then
  if [ -w /usr/local/bin ]; then prefix=/usr/local; else prefix=$HOME/.local; fi
fi
archive=gatehouse-$(target).tar.gz || exit 1
if [ "$version" = latest ]; then base=$releases/latest/download; else base=$releases/download/v$version; fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
fetch "$base/$archive" "$folder/$archive"
fetch "$base/SHA256SUMS" "$folder/SHA256SUMS"

said=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$folder/SHA256SUMS")
[ -n "$said" ] || fail "the release says no checksum of $archive"
found=$(checksum "$folder/$archive")
[ "$said" = "$found" ] ||
  fail "$archive is not what was released: its checksum is $found and should be $said; nothing was installed"

mkdir "$folder/content"
tar -xzf "$folder/$archive" -C "$folder/content"
[ -f "$folder/content/gatehouse" ] || fail "$archive holds no executable"
mkdir -p "$prefix/bin"
# Moved into place in one step, so that one that runs is not disturbed.
cp "$folder/content/gatehouse" "$prefix/bin/.gatehouse.new"
chmod 755 "$prefix/bin/.gatehouse.new"
mv -f "$prefix/bin/.gatehouse.new" "$prefix/bin/gatehouse"
if [ -f "$folder/content/gatehouse.1" ]; then
  mkdir -p "$prefix/share/man/man1"
  cp "$folder/content/gatehouse.1" "$prefix/share/man/man1/gatehouse.1"
fi

printf 'installed %s\n' "$("$prefix/bin/gatehouse" --version)"
case :$PATH: in
  *:"$prefix/bin":*) printf 'start it with: gatehouse\n' ;;
  *) printf 'start it with: %s\n' "$prefix/bin/gatehouse" ;;
esac
