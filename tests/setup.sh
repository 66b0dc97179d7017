#!/bin/sh
# Brings the Debian 12 packages that a task needs: setup.sh build|demo|bench|check
# Does nothing, and needs no root, when all of them are there.
set -eu

build_packages='gcc libc6-dev libcurl4-openssl-dev libjansson-dev libpq-dev nettle-dev
	libutf8proc-dev libcsv-dev libcld2-dev libarchive-dev uuid-dev tzdata ca-certificates'
demo_packages="$build_packages postgresql-15 zlib1g-dev jq"
bench_packages="$demo_packages nodejs"
check_packages="$demo_packages postgresql-15-pgtap libcmocka-dev clang clang-format clang-tidy
	libclang-rt-14-dev cppcheck shellcheck mandoc openssl procps
	strace curl nginx-light pgbouncer chromium libxml2-utils python3-feedparser"
# Any Node.js with its npm will do.
command -v npm >/dev/null || check_packages="$check_packages nodejs npm"

# A file that keeps the server package from making and starting a cluster of its own.
no_cluster=/etc/postgresql-common/createcluster.d/storywire-setup.conf

missing() {
	# shellcheck disable=SC2086 # a list of words
	dpkg-query -W -f '${db:Status-Status} ${Package}\n' $1 2>/dev/null |
		awk -v want="$1" '
			$1 == "installed" { there[$2] = 1 }
			END {
				n = split(want, word)
				for (i = 1; i <= n; i++)
					if (!(word[i] in there))
						printf "%s ", word[i]
			}'
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		env DEBIAN_FRONTEND=noninteractive "$@"
	else
		sudo env DEBIAN_FRONTEND=noninteractive "$@"
	fi
}

install_packages() {
	as_root apt-get -q -o DPkg::Lock::Timeout=300 update
	as_root mkdir -p "${no_cluster%/*}"
	echo 'create_main_cluster = false' | as_root tee "$no_cluster" >/dev/null
	trap 'as_root rm -f "$no_cluster"
		as_root rmdir --ignore-fail-on-non-empty "${no_cluster%/*}"' EXIT
	# shellcheck disable=SC2086 # a list of words
	as_root apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
		install --no-install-recommends $1
}

case ${1-} in
build) packages=$build_packages ;;
demo) packages=$demo_packages ;;
bench) packages=$bench_packages ;;
check) packages=$check_packages ;;
*)
	echo 'usage: setup.sh build|demo|bench|check' >&2
	exit 64
	;;
esac

if ! command -v dpkg-query >/dev/null; then
	echo 'setup: no Debian package tools here, so nothing was checked' >&2
	exit 0
fi
lacking=$(missing "$packages")
if [ -z "$lacking" ]; then
	exit 0
fi
if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
	echo "setup: packages are missing: $lacking" >&2
	echo "hint: Run as root: apt-get install --no-install-recommends $lacking" >&2
	exit 77
fi
echo "setup: installing $lacking" >&2
install_packages "$lacking" >&2
