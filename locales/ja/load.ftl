# 負荷をかける（hanamaru load）の言葉。

command-load =
    .about = URLにリクエストを送り、応答を計ります。curlのフラグはcurlと同じ意味です。
    .usage = hanamaru load [フラグ] URL    または hanamaru load [フラグ] -- curl …    または hanamaru load --merge ファイル…
load-flags =
    どれだけ送るか:
      -n, --requests N       リクエストの数（終わりを決めるものが何もなければ200）
      -z, --duration TIME    送り続ける時間（10s、1m30s）
      -c, --connections N    接続の数。それぞれ応答が来しだい次を送ります（50）
      -q, --rate N           毎秒のリクエスト数。前の応答を待たず、予定の時刻に送ります
          --ramp RATE@TIME,… 時間とともに変わる毎秒の数。間は直線で、同じ時刻を2つ書くと段になります
          --no-keepalive     リクエストごとに接続し直します
          --shard I/N        N台のうちの1台分だけ送ります（Iは0から。Nだけなら配列ジョブの番号）
          --streams N        HTTP/2の1接続で同時に送る数（1）
          --until-scale-out COURSE コースのグループが増えるまで負荷をかけて見届けます（URLは省けます）
          --yes              そのとき、始める前の5秒を待ちません
          --lift-ceiling     2,000,000件や2時間を超えて送ります
          --i-own-this-host  このパソコン以外の、負荷をかけてよいホストです
    リクエスト（curlと同じ）:
      -X -H -d --data-raw --data-binary --data-urlencode --json -G -I -A -e -u -b -L --compressed
      -x -k --cacert --cert --key --resolve --connect-to --http1.1 --http2 --http2-prior-knowledge -4 -6
      --connect-timeout -m -o -s    （-mがなければ、1件は30秒まで）
    結果:
          --format human|json|csv
          --hdr FILE         HdrHistogramのログも書きます
          --merge FILES…     いくつかの結果（JSONか--hdr）を合計します
          --marker HEADER    ターゲットが名乗るヘッダー。応答をターゲットごとに数えます
          --curl             同じリクエストを送るcurlコマンドを表示するだけにします
          --show-secrets     そこでパスワードやCookieを隠しません

load-unsupported-flag = { $flag }はここでは使えません。
    .remedy = 使えるフラグは「hanamaru load --help」で見られます。
load-missing-value = { $flag }には値が必要です。
load-extra-value = { $flag }に値は付けられません（{ $given }）。
load-no-url = URLがありません。
    .remedy = 例: hanamaru load -n 100 http://localhost:8080/
load-extra-url = URLが2つあります: { $given }
    .remedy = 一度に負荷をかけられるURLは1つです。値に空白があるときは引用符で囲んでください。
load-bad-url = { $given }は負荷をかけられるURLではありません。
    .remedy = http:// か https:// で始まり、ホストのあるURLを指定してください。例: http://localhost:8080/
load-bad-header = ヘッダー{ $given }は送れません。
    .remedy = -H '名前: 値' の形で書いてください。
load-bad-method = メソッドに{ $given }は使えません。
load-bad-seconds = { $flag }に{ $given }は使えません。
    .remedy = 秒数を指定してください。例: 2、0.5
load-bad-duration = { $flag }に{ $given }は使えません。
    .remedy = 時間を指定してください。例: 10s、1m30s、1h
load-bad-count = { $flag }に{ $given }は使えません。
    .remedy = 1以上の整数を指定してください（接続の数は50000まで）。
load-bad-rate = { $flag }に{ $given }は使えません。
    .remedy = 毎秒のリクエスト数を、0より大きい数で指定してください。例: 8.3
load-bad-ramp = --rampに{ $given }は使えません。
    .remedy = 毎秒の数と時刻を、時刻の順に書いてください。例: 1@0s,50@30s,50@2m
load-bad-shard = --shardに{ $given }は使えません。
    .remedy = このマシンの番号（0から）と台数を指定してください。例: 0/3
load-bad-format = { $flag }に{ $given }は使えません。
    .remedy = 形式はhuman、json、csv、言語はjaとenです。
load-bad-override = { $flag }に{ $given }は使えません。
    .remedy = --resolve HOST:PORT:ADDR、--connect-to HOST:PORT:TO_HOST:TO_PORT の形で書いてください。
load-bad-proxy = プロキシに{ $given }は使えません。
    .remedy = 使えるのはHTTPのプロキシです: -x http://HOST:PORT
load-open-quote = 貼り付けたコマンドの引用符が閉じていません。
load-no-files = --mergeには合計するファイルが必要です。
load-ceiling = { $given }件のリクエストになります。1回に送れるのは2,000,000件、2時間までです。
    .remedy = -q、-z、-nを小さくしてください。それでも必要なときは--lift-ceilingを付けます。
load-not-own = { $given }はこのパソコンではありません。
    .remedy = 他人のサーバーに負荷をかけるのは攻撃です。自分のサーバーなら--i-own-this-hostを付けてください。
load-conflict = { $flag }と{ $given }は一緒に使えません。
load-no-root = --cacertのファイルに、使える証明書がありません。
load-no-system-roots = このパソコンに、サーバーを確かめるためのルート証明書がありません。
    .remedy = --cacertでファイルを指定してください。
load-bad-identity = --certと--keyのファイルが、証明書とその鍵の組になっていません。
load-merge-format = { $path }はhanamaru loadの結果ではありません。
    .remedy = --format jsonか--hdrで書いたファイルを指定してください。
load-merge-no-histograms = { $path }にはヒストグラムがないため、合計できません。
load-merge-no-counts = { $path }はほかのプログラムのHdrHistogramログで、件数がありません。

load-hopeless = 失敗が続いたため、負荷を止めました。
load-progress = { $seconds }秒  { $requests }件  毎秒{ $rate }件  エラー{ $errors }件  p50 { $p50 }ミリ秒  p99 { $p99 }ミリ秒
load-sum =
    { $requests }件のリクエストを{ $seconds }秒で送りました（毎秒{ $rate }件）
    成功: { $ok }件  エラー: { $errors }件  本文: { $bytes }バイト
load-status = ステータス  { $status }
load-kind = エラー  { $kind }: { $count }件
load-kind-dns = 名前が見つかりません（dns）
load-kind-connect = 接続できません（connect）
load-kind-tls = TLSに失敗しました（tls）
load-kind-timeout = 時間切れです（timeout）
load-kind-reset = 接続が途中で切れました（reset）
load-kind-protocol = 応答がHTTPではありません（protocol）
load-kind-status-4xx = リクエストが断られました（status-4xx）
load-kind-status-5xx = サーバーのエラーです（status-5xx）
load-kind-aborted = 終了時に途中でした（aborted）
load-latency = 予定→完了 ms
load-service = 送信→完了 ms
load-late = 予定より10ミリ秒以上遅れて送ったリクエスト: { $count }件
load-target = 応答したターゲット  { $target }: { $count }件（{ $share }%）
