#!/bin/sh
# story-ingest graph over TLS: nginx in front of the stand-in. HTTP/2 is really spoken, on one
# connection; what cannot be trusted gets no token.
set -eu
. tests/tap.sh

BIN_DIR=${BIN_DIR:-$PWD/build/bin}
work=$(mktemp -d)
. tests/standin/standin.sh
nginx=$(command -v nginx || echo /usr/sbin/nginx)
nginx_pid=
stop_all() {
	[ -z "$nginx_pid" ] || kill "$nginx_pid" 2>/dev/null || :
	[ -z "$nginx_pid" ] || wait "$nginx_pid" 2>/dev/null || :
	nginx_pid=
}
trap 'stop_all; standin_stop; rm -rf "$work"' EXIT
export STORYWIRE_NOW=2026-11-22T12:00:00Z

if [ ! -x "$nginx" ] || ! command -v openssl >/dev/null; then
	tap_skip 'TLS and HTTP/2' 'nginx or openssl is not there'
	tap_done
fi

# certificate NAME SUBJECT_ALT_NAME: signed by our own authority.
certificate() {
	openssl req -newkey rsa:2048 -nodes -keyout "$work/$1.key" -out "$work/$1.csr" \
		-subj "/CN=$1" 2>/dev/null
	echo "subjectAltName=$2" >"$work/$1.ext"
	openssl x509 -req -in "$work/$1.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" \
		-CAcreateserial -days 2 -extfile "$work/$1.ext" -out "$work/$1.pem" 2>/dev/null
}

# front CERTIFICATE PROTOCOLS: nginx on a free port, which becomes $port.
front() {
	stop_all
	: >"$work/access"
	for _ in 1 2 3 4 5 6 7 8; do
		port=$(awk -v seed="$$$(date +%N)" 'BEGIN { srand(seed); print 20000 + int(rand() * 12000) }')
		cat >"$work/nginx.conf" <<-END
			daemon off;
			master_process off;
			pid $work/nginx.pid;
			error_log $work/nginx.log;
			events {}
			http {
				log_format ours '\$server_protocol \$connection \$uri';
				access_log $work/access ours;
				client_body_temp_path $work/t1;
				proxy_temp_path $work/t2;
				fastcgi_temp_path $work/t3;
				uwsgi_temp_path $work/t4;
				scgi_temp_path $work/t5;
				server {
					listen 127.0.0.1:$port ssl http2;
					ssl_certificate $work/$1.pem;
					ssl_certificate_key $work/$1.key;
					ssl_protocols $2;
					ssl_ciphers DEFAULT:@SECLEVEL=0;
					location / { proxy_pass $(cat "$work/url"); }
				}
			}
		END
		"$nginx" -e "$work/nginx.log" -p "$work" -c "$work/nginx.conf" >"$work/nginx.out" 2>&1 &
		nginx_pid=$!
		for _ in $(seq 50); do
			kill -0 "$nginx_pid" 2>/dev/null || break
			! curl -ksS -o /dev/null "https://127.0.0.1:$port/_control" 2>/dev/null || break 2
			[ "$2" = "TLSv1.2 TLSv1.3" ] || [ ! -s "$work/nginx.pid" ] || break 2
			sleep 0.1
		done
		stop_all
	done
	: >"$work/access"
	: >"$work/requests"
}

# asked FIELD: of all that was asked, but for the question whether the server is there.
asked() {
	grep -v ' /_control$' "$work/access" | cut -d ' ' -f "$1" | sort -u
}

# run HOST OPTION...: $status and $said, the polls.
run() {
	url=https://$1:$port
	shift
	status=0
	"$BIN_DIR/story-ingest" graph --accounts "$work/accounts.csv" --all --graph-url "$url" "$@" \
		>"$work/out" 2>"$work/err" || status=$?
	said="$status $(jq -r 'select(.type == "poll") | .outcome' "$work/out" | sort | uniq -c |
		awk '{ print $1, $2 }' | paste -sd ' ')"
}

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/ca.key" -out "$work/ca.pem" -days 2 \
	-subj /CN=storywire-test 2>/dev/null
certificate good IP:127.0.0.1,DNS:localhost
certificate other DNS:other.example.org
standin_world 6 6
standin_start --accounts 6 --now "$STORYWIRE_NOW" --latency-ms 20
unset STORYWIRE_GRAPH_URL

front good 'TLSv1.2 TLSv1.3'
run 127.0.0.1 --ca-file "$work/ca.pem"
is 'our own authority is trusted when it is named' '0 6 ok' "$said"
is 'HTTP/2 is spoken' HTTP/2.0 "$(asked 1)"
is 'all on one connection' 1 "$(asked 2 | wc -l)"
is 'many calls' 1 "$(($(wc -l <"$work/access") > 20))"

: >"$work/requests"
run 127.0.0.1
is 'an unknown authority' '76 6 failed' "$said"
is 'an unknown authority: nothing was asked' 0 "$(standin_calls .)"

front other 'TLSv1.2 TLSv1.3'
run 127.0.0.1 --ca-file "$work/ca.pem"
is 'a certificate of another host' '76 6 failed' "$said"
is 'a certificate of another host: nothing was asked' 0 "$(standin_calls .)"

front good 'TLSv1.1'
run 127.0.0.1 --ca-file "$work/ca.pem"
is 'TLS 1.1' '76 6 failed' "$said"
is 'TLS 1.1: nothing was asked' 0 "$(standin_calls .)"

run 127.0.0.1 --ca-file "$work/missing.pem"
is 'a file of authorities that is not there' 1 "$((status == 66 || status == 78))"
is 'no token is in any output' '' "$(grep -l canary "$work/out" "$work/err" "$work/nginx.log" || :)"
tap_done
