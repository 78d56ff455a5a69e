# コマンドラインで使う言葉。

## ヘルプの見出し

help-usage = 使い方
help-commands = コマンド
help-command = コマンド
help-options = オプション
help-account-options = アカウントとコースの値
help-arguments = 引数

## コマンド

command-trainer =
    .about = 花丸: AWSのロードバランサーを手を動かして学ぶための、端末のトレーナーと検査です。コマンドなしで起動するとトレーナーが開きます。
    .usage = hanamaru [オプション] [コマンド]
command-courses =
    .about = コース、ステップ、確認項目の一覧を表示します。
    .usage = hanamaru courses [--format human|json]
command-verify =
    .about = アカウントの状態を確認し、判定を表示します。読み取るだけで、何も変更しません。
    .usage = hanamaru verify [オプション] COURSE
command-policy =
    .about = 確認に必要な最小のIAMポリシーをJSONで表示します。
    .usage = hanamaru policy [COURSE]
command-doctor =
    .about = 認証情報・リージョン・権限・時計・端末などを調べ、足りないものと直し方を表示します。
    .usage = hanamaru doctor [オプション] [COURSE]
command-lint =
    .about = コースのディレクトリーを調べ、誤りのあるファイル・行・キーを表示します。
    .usage = hanamaru lint PATH
command-completions =
    .about = シェルの補完スクリプトを表示します。
    .usage = hanamaru completions SHELL

## 引数とオプション

arg-course = コースの名前（一覧は「hanamaru courses」）
arg-path = course.tomlのあるディレクトリー、またはそれらを並べた親ディレクトリー
arg-shell = bash、elvish、fish、powershell、zshのどれか
arg-help = この説明を表示します
arg-version = バージョンを表示します
arg-lang = 表示する言語（指定がなければLC_ALL、LANGに従います）
arg-lessons = コースを追加するディレクトリー
arg-ambiguous = ○や…など、幅があいまいな文字の桁数（narrowは1桁、wideは2桁）
arg-format = 出力の形式
arg-step = このステップだけを確認します（繰り返せます）
arg-out = 結果を画面ではなくファイルに書きます
arg-watch = 自動で確認できる項目がすべて合格するまで、繰り返し確認します
arg-timeout = 1回の確認にかける時間の上限（秒。指定がなければ60）
arg-save-snapshot = 観測した内容をファイルに残します
arg-offline = AWSに問い合わせず、残しておいた観測内容から判定します
arg-log-calls = AWSへの問い合わせを1件1行でファイルに書き足します
arg-schema = 「--format json」の出力のJSON Schemaを表示します
arg-profile = AWSのプロファイル
arg-region = AWSのリージョン
arg-endpoint-url = AWSの代わりに問い合わせるURL
arg-set = コースの値（リソースの名前など）を置き換えます（繰り返せます）
arg-suffix = 共有されていない名前すべての末尾に付ける文字列
arg-connect-to = 接続先を差し替えます（curlと同じ書き方）
arg-resolve = 名前を引かずにこのアドレスへ接続します（curlと同じ書き方）
arg-cacert = 追加で信頼する証明書（PEM）

## 進み具合

verify-progress = 確認しています… { $done }/{ $total }
watch-stop = まだ動いている項目だけを、繰り返し確認しています。終わるにはCtrl-Cを押してください。

## 診断のまとめと端末

doctor-all-good = 準備はできています。
doctor-some-bad = 直すところが{ $count }件あります。「→」の案内を順に試してください。
doctor-terminal-good = 端末の大きさは{ $columns }×{ $rows }です
doctor-terminal-small = 端末が小さめです（{ $columns }×{ $rows }）
    .remedy = トレーナーは80×24以上で読みやすくなります。ウィンドウを広げてください。
doctor-terminal-none = 標準出力が端末ではありません
    .remedy = トレーナーを使うときは、パイプやリダイレクトを外して起動してください。
doctor-colour-good = 色を使えます
doctor-colour-off = NO_COLORが設定されているので、色を使いません
doctor-colour-none = 端末の種類が分からないので、色を使いません
    .remedy = 色を使うには、環境変数TERMにxterm-256colorなどを設定してください。
doctor-locale-good = 文字コードはUTF-8です（{ $locale }）
doctor-locale-unclear = 文字コードがUTF-8かどうか、ロケールからは分かりません（{ $locale }）
    .remedy = 日本語が化けるときは、環境変数LANGにja_JP.UTF-8やC.UTF-8を設定してください。

## コースの検査のまとめ

lint-summary-none = 誤りは見つかりませんでした（{ $courses }コース）。
lint-summary-count = { $count }件の誤りがあります。

## ファイルを使えない理由

io-not-found = ファイルまたはフォルダーがありません
io-permission-denied = 権限がありません
io-read-only = 読み取り専用です
io-full = 空き容量がありません
io-is-directory = フォルダーです
io-not-directory = フォルダーではありません
io-not-text = UTF-8のテキストではありません
io-too-large = 大きすぎます

## 入力の誤り

error-nearest = もしかして: { $nearest }
error-unknown-argument = 「{ $given }」というオプションはありません。
    .remedy = 使えるオプションは「--help」で確認できます。
error-extra-argument = 「{ $given }」は余分です。
    .remedy = 書き方は「--help」で確認できます。
error-watch-apart = --watchの秒数は「=」でつないで書きます。
    .remedy = 「--watch={ $given }」と書いてください。秒数を省いて「--watch」だけでも使えます。
error-unknown-command = 「{ $given }」というコマンドはありません。
    .remedy = コマンドの一覧は「hanamaru --help」で確認できます。
error-invalid-value = { $argument }に「{ $given }」は使えません（使える値: { $valid }）。
error-missing-value = { $argument }に値がありません。
error-missing-argument = { $missing }を指定してください。
    .remedy = 書き方は「--help」で確認できます。
error-conflict = { $argument }は{ $others }と同時に使えません。
error-repeated = { $argument }が2回指定されています。
    .remedy = どちらか1つにしてください。
error-no-equals = { $argument }の値は「=」でつないで書いてください。
error-not-utf8 = 引数にUTF-8として読めない文字があります。
error-arguments = 「{ $given }」を解釈できませんでした。
    .remedy = 書き方は「--help」で確認できます。
error-seconds = { $flag }に「{ $given }」は使えません。1から{ $longest }までの整数（秒）で指定してください。
error-unknown-course = 「{ $given }」というコースはありません（あるコース: { $known }）。
error-broken-course = コース「{ $course }」のcourse.tomlに誤りがあり、読めません。
    .remedy = 誤りの場所は「hanamaru lint」で確認できます。
error-faulty-course = コース「{ $course }」に誤りがあるので、確認を始められません。
    .remedy = 誤りの場所は「hanamaru lint」で確認できます。
error-config = 設定ファイル{ $path }の{ $line }行目{ $column }文字目を解釈できません（{ $detail }）。
    .remedy = 示された行を直すか、ファイルを別の場所に移してください。
error-unknown-step = コース「{ $course }」に「{ $given }」というステップはありません（あるステップ: { $known }）。
error-set-malformed = --setの「{ $given }」は「名前=値」の形になっていません。
    .remedy = 「--set 名前=値」の形で書いてください（例: --set alb=my-alb）。
error-set-empty = { $name }の値が空です。
    .remedy = 「--set { $name }=…」の「=」の後ろに、AWSでの名前を書いてください。コースの名前のままでよければ、指定は不要です。
error-set-unknown = 「{ $name }」という値はこのコースにありません。
    .remedy = 値の一覧は「hanamaru courses --format json」のvaluesにあります。
error-value-too-long = { $name }の「{ $value }」は{ $length }文字です。AWSでは{ $limit }文字までです。
    .remedy = --suffixを短くするか、--set { $name }=…で短い名前を指定してください。
error-value-characters = { $name }の「{ $value }」には、AWSが名前に使えない文字が含まれています。
    .remedy = ロードバランサーとターゲットグループの名前に使えるのは、英数字とハイフンだけです（ハイフンで始めたり終えたりできません）。
error-value-control = { $name }の「{ $value }」に、改行やタブなどの制御文字が含まれています。
    .remedy = 見えない文字が紛れ込まないように、名前を手で打ち直してください。
error-override-parts = { $flag }の「{ $given }」は、コロンで区切った部分の数が合いません。
    .remedy = --connect-toはHOST:PORT:TO_HOST:TO_PORT、--resolveはHOST:PORT:ADDRの形です。IPv6アドレスは[ ]で囲みます。
error-override-port = { $flag }の「{ $given }」のポート番号が正しくありません。
error-override-address = { $flag }の「{ $given }」のIPアドレスが正しくありません。
error-override-bracket = { $flag }の「{ $given }」の[ ]が閉じていません。
error-no-certificate = { $path }に証明書（PEM形式）が見つかりません。
error-unreadable = { $path }を読めません（{ $reason }）。
error-unwritable = { $path }に書き込めません（{ $reason }）。
    .remedy = 書き込める場所を指定してください。
error-stdout = 標準出力に書き込めません（{ $reason }）。
    .remedy = ディスクの空きや出力先を確認するか、「--out ファイル名」で別の場所に書き出してください。
error-runtime = 処理を始められません（{ $reason }）。
error-no-terminal = トレーナーを開くには端末が必要です。
    .remedy = パイプやリダイレクトを外して起動してください。端末なしで確認するときは「hanamaru verify」を使います。
error-terminal = 端末を使えません（{ $reason }）。
error-log = 記録を取れません（HANAMARU_LOG: { $reason }）。
error-no-course-here = { $path }にコース（course.toml）が見つかりません。
store-set-aside = 保存されていた進み具合（{ $path }）が壊れていたため、読まずに続けます。
    .remedy = 元のファイルは{ $backup }に残してあります。
store-newer = { $path }は新しいhanamaruが書いたものなので、そのままにしてあります。今回の記録は残りません。
    .remedy = hanamaruを新しくすると、続きから使えます。
store-unwritable = 進み具合を{ $path }に保存できません（{ $reason }）。判定には影響しません。
    .remedy = フォルダーの権限を確認するか、環境変数HANAMARU_STATE_DIRに書き込めるフォルダーを指定してください。
error-snapshot-foreign = { $path }はhanamaruの観測記録ではありません。
    .remedy = --save-snapshotで作ったファイルを指定してください。
error-snapshot-damaged = 観測記録{ $path }が壊れています（{ $line }行目、{ $column }文字目）。
    .remedy = --save-snapshotで作り直してください。
error-snapshot-newer = 観測記録{ $path }は、新しい版のhanamaruで作られています（形式{ $schema }）。
    .remedy = hanamaruを新しくしてください。
error-snapshot-course = 観測記録{ $path }はコース「{ $other }」のもので、「{ $course }」には使えません。
error-snapshot-values = 観測記録{ $path }は、別の値（--set、--suffix）で作られています。
    .remedy = --offlineでは値も記録のものを使います。--setと--suffixを外してください。
