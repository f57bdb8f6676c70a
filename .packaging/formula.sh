#!/bin/sh
# Writes Homebrew's formula of a release on stdout: formula.sh VERSION SHA256SUMS
set -eu
version=${1:?the version of the release} sums=${2:?the file SHA256SUMS of the release}
filled=$(awk -v version="$version" '
  NR == FNR { sub(/^\*/, "", $2); sub(/^gatehouse-/, "", $2); sub(/\.tar\.gz$/, "", $2); sum[$2] = $1; next }
  { gsub("@VERSION@", version); for (target in sum) gsub("@" target "@", sum[target]); print }
' "$sums" "$(dirname "$0")/gatehouse.rb.in")
if printf '%s\n' "$filled" | grep -n '@[a-z0-9_-]*@' >&2; then
  echo "formula: SHA256SUMS lacks those" >&2
  exit 1
fi
printf '%s\n' "$filled"
