# Words of the load generator (hanamaru load).

command-load =
    .about = Send requests to a URL and measure the answers. curl's flags mean what they mean in curl.
    .usage = hanamaru load [FLAGS] URL    or: hanamaru load [FLAGS] -- curl …    or: hanamaru load --merge FILES…
load-flags =
    How much:
      -n, --requests N       How many requests (200 if nothing else says when to stop)
      -z, --duration TIME    For how long (10s, 1m30s)
      -c, --connections N    Connections, each as fast as it is answered (50)
      -q, --rate N           Requests per second, sent when they are due whether or not earlier ones have returned
          --ramp RATE@TIME,… Rates over time, straight lines in between; two at one time are a step
          --no-keepalive     A new connection for every request
          --shard I/N        The share of one machine among N (I from 0; N alone: the array job's index)
          --streams N        Requests at once on one HTTP/2 connection (1)
          --until-scale-out COURSE Load the course's group until it has grown, and watch (no URL needed)
          --yes              Then do not wait five seconds before it starts
          --lift-ceiling     More than 2,000,000 requests or two hours
          --i-own-this-host  The target is not this machine, and you may load it
    The request, as in curl:
      -X -H -d --data-raw --data-binary --data-urlencode --json -G -I -A -e -u -b -L --compressed
      -x -k --cacert --cert --key --resolve --connect-to --http1.1 --http2 --http2-prior-knowledge -4 -6
      --connect-timeout -m -o -s    (without -m, a request may take 30 seconds)
    Results:
          --format human|json|csv
          --hdr FILE         An HdrHistogram log as well
          --merge FILES…     Add up results of several runs (JSON or --hdr)
          --marker HEADER    The header by which targets say who they are: answers are counted by target
          --curl             Only print the curl command that sends the same request
          --show-secrets     Do not mask passwords and cookies in it

load-unsupported-flag = { $flag } cannot be used here.
    .remedy = hanamaru load --help lists the flags that can.
load-missing-value = { $flag } needs a value.
load-extra-value = { $flag } takes no value ({ $given }).
load-no-url = There is no URL.
    .remedy = For example: hanamaru load -n 100 http://localhost:8080/
load-extra-url = There is a second URL: { $given }
    .remedy = Load one URL at a time. If a value contains spaces, put it in quotes.
load-bad-url = { $given } is no URL that can be loaded.
    .remedy = Give an http:// or https:// URL with a host, for example http://localhost:8080/.
load-bad-header = The header { $given } cannot be sent.
    .remedy = Write it as -H 'Name: value'.
load-bad-method = The method cannot be { $given }.
load-bad-seconds = { $flag } cannot be { $given }.
    .remedy = Give seconds, for example 2 or 0.5.
load-bad-duration = { $flag } cannot be { $given }.
    .remedy = Give a time, for example 10s, 1m30s or 1h.
load-bad-count = { $flag } cannot be { $given }.
    .remedy = Give a whole number from 1 (up to 50000 for connections).
load-bad-rate = { $flag } cannot be { $given }.
    .remedy = Give requests per second, more than 0, for example 8.3.
load-bad-ramp = --ramp cannot be { $given }.
    .remedy = Give rates and times in order, for example 1@0s,50@30s,50@2m.
load-bad-shard = --shard cannot be { $given }.
    .remedy = Give this machine's number from 0 and how many there are, for example 0/3.
load-bad-format = { $flag } cannot be { $given }.
    .remedy = Formats are human, json and csv; languages are ja and en.
load-bad-override = { $flag } cannot be { $given }.
    .remedy = Write --resolve HOST:PORT:ADDR and --connect-to HOST:PORT:TO_HOST:TO_PORT.
load-bad-proxy = The proxy cannot be { $given }.
    .remedy = HTTP proxies can be used: -x http://HOST:PORT.
load-open-quote = A quote in the pasted command is not closed.
load-no-files = --merge needs the files to add up.
load-ceiling = That would be { $given } requests: more than 2,000,000 in one run, or longer than two hours.
    .remedy = Lower -q, -z or -n. If you really mean it, add --lift-ceiling.
load-not-own = { $given } is not this machine.
    .remedy = Loading somebody else's server is an attack. If this one is yours, add --i-own-this-host.
load-conflict = { $flag } and { $given } do not go together.
load-no-root = The file of --cacert has no certificate that can be used.
load-no-system-roots = This machine has no root certificates to verify servers with.
    .remedy = Name a file with --cacert.
load-bad-identity = The files of --cert and --key do not make a certificate with its key.
load-merge-format = { $path } is no result of hanamaru load.
    .remedy = Give files that --format json or --hdr has written.
load-merge-no-histograms = { $path } has no histograms, so it cannot be added up.
load-merge-no-counts = { $path } is an HdrHistogram log of another program: the counts are missing.

load-hopeless = The target kept failing, so the load was stopped.
load-progress = { $seconds } s  { $requests } requests  { $rate }/s  { $errors } errors  p50 { $p50 } ms  p99 { $p99 } ms
load-sum =
    { $requests } requests in { $seconds } s ({ $rate } per second)
    OK: { $ok }  errors: { $errors }  body bytes: { $bytes }
load-status = Status  { $status }
load-kind = Error  { $kind }: { $count }
load-kind-dns = the name was not found (dns)
load-kind-connect = no connection (connect)
load-kind-tls = TLS failed (tls)
load-kind-timeout = time ran out (timeout)
load-kind-reset = the connection ended early (reset)
load-kind-protocol = the answer was not HTTP (protocol)
load-kind-status-4xx = the request was refused (status-4xx)
load-kind-status-5xx = the server failed (status-5xx)
load-kind-aborted = under way at the end (aborted)
load-latency = due→done ms
load-service = sent→done ms
load-late = { $count } requests left more than 10 ms after they were due.
load-target = answered by { $target }: { $count } ({ $share } %)
