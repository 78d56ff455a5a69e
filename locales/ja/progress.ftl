# 進み具合、名前が重なったときの質問、コンソールの画面へのリンク。

## 進み具合（画面とhanamaru progress）

progress-key = 進み具合
progress-heading = 進み具合
progress-time = 時間
progress-hints = ヒント
progress-retries = やり直し
progress-shown = 見本
progress-sum = { $done }/{ $of }手順  { $time }
progress-sum-quiz = {"  "}クイズ{ $right }/{ $of }
progress-fell = { $passed }は合格、{ $since }から不合格
progress-since = { $status }（{ $since }から）
progress-counted = 時間は、操作や確認結果の変化があった間だけを数えます。20分以上何もなかった間（離席や夜）は入りません。やり直しは、不合格のあとで再確認した回数です。
progress-elsewhere = 別のマシンへは、「hanamaru progress --export FILE」で書き出し、「--import FILE」で取り込みます。
progress-n-hints = ヒント{ $n }
progress-n-retries = やり直し{ $n }
progress-n-shown = 見本{ $n }
progress-empty = まだ何も保存されていません。hanamaruでコースを開くと、ここに進み具合が出ます。
progress-other-place = このコースは、アカウント{ $account }・リージョン{ $region }で{ $steps }手順まで進んでいます。いま見ているのが別のアカウントかリージョンなら、Aで選び直してください。
progress-other-account = このコースは、アカウント{ $account }・リージョン{ $region }で{ $steps }手順まで進んでいます。いま見ているのが別の場所なら、--profileか--regionで選び直してください。
progress-other-suffix = このコースは、接尾辞「{ $suffix }」（アカウント{ $account }・リージョン{ $region }）で{ $steps }手順まで進んでいます。続きから始めるなら、「--suffix { $suffix }」を付けて開いてください。

progress-file =
    ファイルに入るもの: コース、アカウントの番号（12桁）、リージョン、接尾辞、確認項目ごとの最後の判定、
    記録した合格とその根拠（リソースのIDやARN）、自分で確認した項目、クイズの答えと書いた文章、
    開いたヒントの数、時間、やり直しの回数。認証情報、ユーザーデータ、Cookieは入りません。
    取り込みでは、両方にあるものは新しいほうを残し、どちらかにしかないものは足します。
progress-exported = { $count }件の進み具合を{ $path }に書き出しました（アカウントの番号とリソースのIDを含みます。認証情報は入っていません）。
progress-imported = { $path }から{ $count }件の進み具合を取り込みました。ここにあったものも残っています。
progress-unknown-course = コース「{ $course }」はこのプログラムにありませんが、進み具合は取り込みました（--lessonsでコースを足すと使えます）。

progress-unread = { $path }は壊れているか開けないので、飛ばしました（消していません）。
progress-unread-newer = { $path }は新しい版の花丸が書いたものなので、飛ばしました。

error-progress-none = 書き出すものがありません。
    .remedy = コース名を確かめるか、先にコースを開いて進めてください。
error-progress-damaged = { $path }は途中で切れているか、壊れています（{ $line }行{ $column }列）。何も取り込んでいません。
    .remedy = もう一度--exportで書き出したファイルを使ってください。
error-progress-foreign = { $path }は、「hanamaru progress --export」で書き出したファイルではありません。何も取り込んでいません。
error-progress-newer = { $path }は、新しい版の花丸（形式{ $version }）が書き出したものです。何も取り込んでいません。
    .remedy = このマシンの花丸を新しくしてから取り込んでください。
error-progress-key = { $path }の{ $number }件目のコース・アカウント・リージョンが正しくありません。何も取り込んでいません。
error-progress-not-in-file = { $path }に、コース「{ $course }」の進み具合はありません。

command-progress =
    .about = 進み具合を表示します。別のマシンへの書き出しと取り込みもできます。
    .usage = hanamaru progress [COURSE] [--export FILE | --import FILE] [--format human|json]
arg-export = 進み具合をこのファイルに書き出します
arg-import = ほかのマシンで書き出したファイルを取り込みます（ここにあるものと合わせます）

## 名前が重なったとき

which-key = どれかを選ぶ
which-key-choose = これに決める
which-help-several = 同じ名前のものが複数あるとき
which-help = どれかを選んでいるとき
which-heading = 「{ $name }」という名前のものが複数あります
which-text = このコースで使っているのはどれですか。選んだものは、このアカウントとリージョンで覚えておきます。コマンドでは「--set { $key }=ID」と書きます。
which-kept = 「{ $name }」は{ $id }のことだと覚えました。iで選び直せます（コマンドでは「--set { $key }={ $id }」）
which-key-again = 同じ名前のどれを使うかを選び直す
which-none = 選び直すものはありません
which-again = 選んだものを取り消しました。もう一度確かめます
which-picked = 選んで使っているもの: { $picked }（iで選び直せます）
which-gone = 覚えていたものがなくなったので、名前で探し直します

## コンソールの画面

console-key = コンソールのリンクを表示
console-not-yet = まだアカウントを見ていません。rで確認してください
console-none-here = ここにはAWSコンソールの画面がありません（練習用アカウントや、AWS以外のエンドポイントです）
console-nothing = この手順で開く画面はありません

## クイズ

quiz-answers = 正解は{ $rows }番です
