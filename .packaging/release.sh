#!/bin/sh
# Makes all that a release consists of: release.sh FOLDER [TARGET...]
#
# FOLDER/gatehouse-TARGET.tar.gz   (.zip for Windows) the executable, its manual page, the unit, the licence
# FOLDER/gatehouse_VERSION_ARCH.deb for Debian and Ubuntu, where TARGET is Linux
# FOLDER/gatehouse.rb              Homebrew's formula, where all its targets are there
# FOLDER/install.sh                what fetches, checks and installs one of them
# FOLDER/gatehouse.spdx.json       what is inside (SPDX 2.3)
# FOLDER/SHA256SUMS                checksums of all of these
#
# Without TARGET all five are made. DENO is the deno that compiles, if not the one on the path.
set -eu
out=${1:?where to}
shift
[ $# -gt 0 ] || set -- x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu \
  x86_64-apple-darwin aarch64-apple-darwin x86_64-pc-windows-msvc
deno=${DENO:-deno}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$here/.."

version=$("$deno" eval 'console.log(JSON.parse(Deno.readTextFileSync("deno.json")).version)')
runtime=$("$deno" eval 'console.log(Deno.version.deno)')
"$deno" run --no-config --allow-read .packaging/man_page.ts "$version" >"$work/gatehouse.1"

for target in "$@"; do
  case $target in *windows*) suffix=.exe ;; *) suffix='' ;; esac
  "$deno" task compile --target "$target" --output "$work/$target/gatehouse$suffix"
  GATEHOUSE_MAN=$work/gatehouse.1 .packaging/pack.sh "$work/$target/gatehouse$suffix" "$version" "$target" "$out"
  rm -r "${work:?}/$target"
done
cp .packaging/install.sh "$out/"

cd "$out"
sums() {
  # The same order everywhere, whatever the language of the machine.
  printf '%s\n' "$@" | LC_ALL=C sort | xargs sha256sum
}
sums gatehouse[-_]* >"$work/packages"
if [ "$(grep -c -e '-linux-gnu\.tar\.gz$' -e '-darwin\.tar\.gz$' "$work/packages")" -eq 4 ]; then
  "$here/formula.sh" "$version" "$work/packages" >gatehouse.rb
fi
"$deno" run --no-config --allow-env=SOURCE_DATE_EPOCH "$here/sbom.ts" "$version" "$runtime" \
  <"$work/packages" >gatehouse.spdx.json
sums gatehouse* install.sh >"$work/SHA256SUMS"
mv "$work/SHA256SUMS" SHA256SUMS
cat SHA256SUMS
