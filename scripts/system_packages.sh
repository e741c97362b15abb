#!/usr/bin/env bash
# Installs the system programs that the tests need to open documents as a person would:
#   soffice    (libreoffice-calc)   opens and recalculates the workbooks that are written
#   pdftoppm   (poppler-utils)      turns the pages of a PDF into pictures
#   chromium   (chromium)           opens the pages of the service
#   fonts-dejavu-core               a font with every letter those documents contain
# What is there already is left alone. Needs Debian or a relative of it, and root or sudo.
set -euo pipefail

missing=()
command -v soffice >/dev/null 2>&1 || missing+=(libreoffice-calc)
command -v pdftoppm >/dev/null 2>&1 || missing+=(poppler-utils)
command -v chromium >/dev/null 2>&1 || missing+=(chromium)
if ((${#missing[@]} == 0)); then
    echo "system packages: soffice, pdftoppm and chromium are there, nothing to install"
    exit 0
fi
missing+=(fonts-dejavu-core)

fail() {
    echo "system packages: $1" >&2
    echo "system packages: please install by hand what provides: ${missing[*]}" >&2
    exit 1
}

command -v apt-get >/dev/null 2>&1 || fail "apt-get is not on this machine"
if [ "$(id -u)" -eq 0 ]; then
    as_root=()
elif command -v sudo >/dev/null 2>&1; then
    as_root=(sudo)
else
    fail "neither root nor sudo: cannot install anything"
fi

echo "system packages: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
install_missing() {
    "${as_root[@]}" apt-get update -qq &&
        "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
# A mirror may be busy for a moment: a second try before giving up.
install_missing || { sleep 5; install_missing; } || fail "apt-get could not install them"

for program in soffice pdftoppm chromium; do
    command -v "$program" >/dev/null 2>&1 || fail "$program is still missing after the installation"
done
echo "system packages: done"
