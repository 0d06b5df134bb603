#!/bin/sh
# Java 17 or later and Maven, for the local Kafka: installs Debian's packages where it may, else names them.
set -eu

has_java() {
    command -v java >/dev/null 2>&1 || return 1
    version=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
    [ "${version:-0}" -ge 17 ]
}

missing=""
has_java || missing="openjdk-17-jre-headless"
command -v mvn >/dev/null 2>&1 || missing="$missing maven"
[ -n "$missing" ] || exit 0

as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
    echo "installing $missing"
    $as_root apt-get update -qq || true
    # newer Debians have no 17 any more: what is their default is later
    for package in $missing; do
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$package" >/dev/null ||
            { [ "$package" = maven ] && break; } ||
            DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null || true
    done
    has_java && command -v mvn >/dev/null 2>&1 && exit 0
fi
echo "missing for the local Kafka: install the Debian packages openjdk-17-jre-headless (or default-jre-headless) and maven" >&2
exit 1
