# 花丸のトレーナー画面で使う言葉。

## 画面の上

tui-tagline = ハンズオンを自分の手で進め、できたところに花丸をもらいましょう
tui-badge-real = 本番
tui-badge-practice = 練習
tui-badge-reading = 読むだけ
tui-reading = アカウントに接続していません（Aで選べます）
tui-connecting = アカウントを確認しています
tui-practice-clock = { $now }  ×{ $speed }
tui-practice-in-use = ほかの花丸が開いています。空くのを待っています
tui-practice-closed = 開けませんでした（rで再試行）
tui-region-differs = コースは{ $region }です
tui-login-sso = SSOの期限切れです。別の端末で実行: aws sso login --profile { $profile }
tui-login-profile = 認証情報が使えません。見直すには: aws configure --profile { $profile }
tui-login-none = 認証情報がありません。Aで練習用を選ぶか、aws configureを実行します
tui-login-unreachable = { $host }につながりません。ネットワークを確認してください
tui-login-failed = アカウントを確認できませんでした（{ $code }）

## コースの一覧

tui-courses-heading = コースを選んでください
tui-no-courses = 読み込めるコースがありません。--lessons で指定したディレクトリーを hanamaru lint で調べてください。
tui-card-facts = { $steps }手順   約{ $time }
tui-broken-course = { $directory } は読み込めません。hanamaru lint { $directory } で原因を調べられます

## アカウントの選択

tui-accounts-heading = どのアカウントで進めますか
tui-accounts-note = 本物のアカウントは見るだけで、何も変更しません。
tui-account-practice = 練習用アカウント
tui-account-practice-note = AWSアカウント不要・料金なし
tui-account-standard = 標準の設定（環境変数と既定のプロファイル）
tui-account-none = アカウントなしで読む
tui-region-from-course = { $region }（コース）

## コースの画面

tui-pane-steps = 手順一覧
tui-pane-page = 本文
tui-pane-checks = 確認
tui-tab-console = 手順
tui-tab-cli = AWS CLI
tui-tab-why = なぜ
tui-tab-mistakes = よくある間違い
tui-tab-more = さらに
tui-tab-quiz = 確認問題
tui-about-minutes = 約{ $n }分
tui-no-page = この手順の本文はまだありません。
tui-empty-tab = このタブに書かれていることはありません。
tui-shell-note = { $shell }用です（sで切り替え）。数字で選び、yでコピーします。コピーできない端末では、pで枠のない表示にします。
tui-practice-shell-note = 練習用アカウントで実行するには、先にeで環境変数をコピーして貼り付けます。dを押すと、ここから実行することもできます。
tui-hint-first = 困ったら h でヒントを開けます（全{ $left }個）
tui-hint-next = h で次のヒント（あと{ $left }個）
tui-hint-of = ヒント { $n }/{ $all }
tui-more-below = 続きあり

## 確認

tui-observed = { $time } に確認  { $ago }
tui-ago-seconds = { $n }秒前
tui-ago-minutes = { $n }分前
tui-ago-hours = { $n }時間前
tui-asking = 確認しています { $done }/{ $total }（Escで中止）
tui-next-look = 次の確認まで { $seconds }秒
tui-auto-is-off = 自動の再確認は止まっています（aで再開）
tui-label-expected = 期待
tui-label-found = 現状
tui-label-hint = ヒント
tui-label-advice = 助言
tui-held-elsewhere = 手順{ $number }「{ $title }」の「{ $check }」が先です。そちらを直すと、この確認も行われます。
tui-label-evidence = 根拠
tui-no-checks = この手順に自動の確認はありません。
tui-checks-need-account = アカウントを選ぶと（A）、ここで自動の確認が始まります。
tui-press-to-confirm = 自分で確かめたら m を押してください
tui-confirmed-by = { $who }さんが確認しました（{ $time }）。uで取り消せます
tui-recorded = { $time } に確認できた結果です
tui-cleared-away = 後片づけまで済んでいます。この手順の花丸は、そのまま残ります。もう一度作ると、また確かめます。
tui-broken-since = 一度は花丸でしたが、{ $time }の確認から合格でなくなっています。

## クイズ

tui-quiz-of = { $n }問目 / 全{ $of }問
tui-quiz-single = 1つ選び（スペースか数字）、Enterで答えます。
tui-quiz-multiple = あてはまるものをすべて選び（スペースか数字）、Enterで答えます。
tui-quiz-own = あなたの考え
tui-quiz-write = Enterで書き始めます。まず自分の言葉で考えてみましょう。
tui-quiz-writing = 書けたら Ctrl-D で模範解答を開きます。Escで書くのをやめます。
tui-quiz-model = 模範解答
tui-quiz-right = 正解です
tui-quiz-wrong = 残念、不正解です
tui-quiz-next = Enterで次の問題へ進みます。
tui-quiz-again = Enterでもう一度答えます。→で次の問題へ進みます。
tui-quiz-done = すべて答えました。選択問題は{ $of }問中{ $right }問正解です。

## 花丸

tui-flower-title = 「{ $title }」ができました
tui-flower-next = Enterで次へ: { $title }
tui-flower-last = これで最後の手順まで終わりました

## 練習用アカウント

tui-ask-show-me = 「{ $title }」の見本を見る
tui-ask-show-me-text = この手順のコマンド（{ $count }個）を練習用アカウントで実行します。まず自分で試すと、よく身につきます。
tui-ask-reset = 練習用アカウントを戻す
tui-ask-reset-text = いまの練習用アカウントの中身は消え、元に戻せません。選んだ手順より前は、すべて済んだ状態になります。
tui-answer-run = 実行する
tui-answer-step = 「{ $title }」の始まりに戻す
tui-answer-beginning = 最初の手順から始める
tui-answer-never = やめる
tui-environment-heading = 練習用アカウントを使うための環境変数（{ $shell }）
tui-environment-note = 別の端末に貼り付けると、AWS CLIやSDKのコマンドが練習用アカウントに届きます。花丸を終えると届かなくなります。
tui-environment-detour = HANAMARU_CONNECT_TO は花丸が使います。curlでは --connect-to に同じ値を渡してください。
tui-trouble-opening = 練習用アカウントを開けませんでした
tui-trouble-doing = 最後まで実行できませんでした
tui-trouble-in-use-next = 先に開いているほうを終えると、こちらは自動でつながります。
tui-trouble-cannot-listen-next = そのポートを使っているプログラムを終えてから、rでもう一度試してください。
tui-trouble-command-next = ここまでに実行した分は残っています。前の手順が済んでいないときや、途中まで作ったものがあるときは、zでこの手順の始まりに戻せます。
tui-trouble-next = rでもう一度試せます。

## お知らせ

tui-ime-on = 日本語入力がオンです。半角英数に切り替えてください
tui-nothing-to-confirm = この手順に、自分で確認する項目は残っていません
tui-confirmed = 「{ $title }」を確認済みにしました（uで取り消し）
tui-nothing-to-undo = この手順に、取り消せる確認はありません
tui-unconfirmed = 「{ $title }」の確認を取り消しました
tui-no-account-recheck = アカウントに接続していないので確認できません。Aでアカウントを選んでください
tui-auto-on = 自動の再確認を始めました
tui-auto-off = 自動の再確認を止めました
tui-no-hints = この手順にヒントはありません
tui-no-more-hints = ヒントはすべて開いています
tui-sent-command = コマンド{ $n }（全{ $count }個）を端末に送りました。貼り付けられないときは p を押してください
tui-sent = 端末に送りました
tui-nothing-to-copy = この手順にコピーできるコマンドはありません
tui-shell-now = コマンドを{ $shell }用の書き方にしました
tui-cancelled = 確認を中止しました
tui-quiz-last = これが最後の問題です
tui-quiz-left = まだ答えていない問題が{ $left }問あります
tui-quiz-choose-first = 先に答えを選んでください
tui-quiz-score = 選択問題は{ $of }問中{ $right }問正解でした
tui-values-refused = --set の値のうち、このコースで使えないものがあるため、既定の名前で開きました
tui-practice-not-open = 練習用アカウントはまだ開いていません
tui-practice-nothing-to-show = この手順に実行するコマンドはありません
tui-practice-showing = 見本を実行しています
tui-practice-resetting = 練習用アカウントを戻しています
tui-practice-setting = 練習の時計を合わせています
tui-practice-shown = 「{ $title }」の見本を実行しました
tui-practice-shown-part = 「{ $title }」の前半を実行しました。確認の結果を見てから、もう一度dを押してください
tui-practice-reset = 「{ $title }」の始まりに戻しました
tui-practice-speed = 練習の時間を{ $speed }倍の速さにしました
tui-practice-passed = 練習の時間を{ $minutes }分進めました
tui-practice-set-aside = 壊れた状態を { $backup } に取り分け、最初から始めました
tui-practice-newer = { $path } は新しい版の花丸が書いたものです。上書きせず、今回は保存しません
tui-practice-unwritable = { $path } に保存できません（{ $reason }）。練習用アカウントの中身は、終えると失われます
tui-store-set-aside = 保存されていた進み具合が壊れていたため、{ $backup } に取り分けて新しく始めました
tui-store-newer = { $path } は新しい版の花丸（形式{ $version }）が書いたものです。上書きせず、今回は保存しません
tui-store-unwritable = { $path } に保存できません（{ $reason }）。進み具合はこの画面を閉じると失われます
tui-too-small = 端末が小さすぎます。{ $width }×{ $height }以上に広げてください（いまは{ $w }×{ $h }）。
tui-plain-note = 下の行を選択してコピーしてください。Escで元の画面に戻ります。

## キー

tui-key-close = 閉じる
tui-key-down = 下へ
tui-key-up = 上へ
tui-key-page-down = 1画面下へ
tui-key-page-up = 1画面上へ
tui-key-top = 先頭へ
tui-key-bottom = 末尾へ
tui-key-copy = コピー
tui-key-show-model = 模範解答を開く
tui-key-leave-field = 書くのをやめる
tui-key-choose = 選ぶ
tui-key-choose-number = その番号を選ぶ
tui-key-write = 考えを書く
tui-key-submit = 答える・次へ
tui-key-next-question = 次の問題
tui-key-previous-question = 前の問題
tui-key-next-step = 次の手順
    .short = 次の手順
tui-key-previous-step = 前の手順
tui-key-next-pane = 表示を切替
    .short = 表示
tui-key-previous-pane = 表示を逆順に切替
tui-key-next-tab = 次のタブ
    .short = タブ
tui-key-previous-tab = 前のタブ
tui-key-recheck = 再確認
    .short = 再確認
tui-key-recheck-all = すべての手順を再確認
tui-key-auto = 自動の再確認を止める・再開する
tui-key-hint = ヒント
tui-key-confirm = 自分で確認
tui-key-undo = 確認を取り消す
tui-key-pick = その番号のコマンドを選ぶ
tui-key-plain = コマンドを枠なしで表示
tui-key-other-shell = bash・PowerShell
tui-key-frameless = 枠なしで表示
tui-key-shell = bashとPowerShellを切り替える
tui-key-account = アカウントを選び直す
tui-key-back = 戻る
tui-key-back-or-cancel = 戻る・中止
tui-key-open = 開く
tui-key-show-me = 見本を実行
    .short = 見本
tui-key-environment = 環境変数
tui-key-diagram = 構成図
tui-key-diagram-turn = いま・完成形
tui-key-diagram-copy = 図をコピー
tui-diagram-sent = 図を端末に送りました（SVG: hanamaru diagram { $course } --format svg）
tui-key-speed = 時間の速さ
tui-key-pass = 10分進める
tui-key-reset = 手順を戻す
tui-key-answer = 決める
tui-key-answer-number = その番号の答えに移る
tui-key-help = ヘルプ
tui-key-language = English
tui-key-theme = 明るい配色と暗い配色を切り替える
tui-key-redraw = 画面を描き直す
tui-key-suspend = 一時停止してシェルに戻る（fgで再開）
tui-key-quit = 終了

## ヘルプ

tui-help-heading = キーの一覧
tui-help-course = コースの画面
tui-help-practice = 練習用アカウントのとき
tui-help-environment = 環境変数を開いているとき
tui-help-diagram = 構成図を開いているとき
tui-help-asking = 答えを選ぶとき
tui-help-quiz = クイズ
tui-help-choosing = 選択肢のある問題
tui-help-reasoning = 記述式の問題
tui-help-writing = 文章を書いているとき
tui-help-lists = コースとアカウントの一覧
tui-help-accounts = アカウントの選択
tui-help-plain = 枠なしの表示を開いているとき
tui-help-overlay = ヘルプなどが開いているとき
tui-help-everywhere = どこでも
tui-help-signs = 印の意味
tui-help-note = 全角のまま打った英数字も半角のキーとして働きます。マウスのクリックとホイールも使えます。進み具合は自動で保存されます。
tui-sign-done = 花丸。手順のすべてが終わりました
tui-sign-pass = 合格
tui-sign-fail = 不合格
tui-sign-waiting = 処理の完了待ち。自動で見直します
tui-sign-inconclusive = 確認できません。合格とも不合格とも数えません
tui-sign-blocked = 前の確認待ち
tui-sign-manual = 自分で確認する項目
tui-sign-unseen = まだ確認していません
