# クラスのボード: コマンドとウェブ画面。

## コマンド

command-board =
    .about = クラスのボードを開きます。受講者の進み具合・つまずき・挙手を、1つのウェブ画面で見られます。
    .usage = hanamaru board [オプション]
arg-board-listen = 待ち受けるアドレスとポート（指定がなければ127.0.0.1:8420。教室のネットワークに開くには0.0.0.0:8420）
arg-board-course = クラスで進めるコース（指定がなければec-site）
arg-address = 参加コードに書くホスト名またはアドレス（指定がなければ自動で選びます）
arg-state = クラスの状態を保存するファイル
arg-fresh = 前回の続きではなく、新しいクラスを始めます
arg-tls-cert = 使う証明書（PEM。指定がなければ自己署名の証明書を作ります）
arg-tls-key = 証明書の秘密鍵（PEM）

board-open = クラスのボードを開きました（コース: { $course }）。
board-join = 受講者が参加するコマンド（トレーナーの画面では「c」キーから参加コードを入力）:
board-join-code = 参加コード: { $code }
board-look = クラスの画面（投影・スマートフォン用）:
board-instruct = 講師用の画面（メッセージ・案内・書き出し。ほかの人に見せないでください）:
board-fingerprint = 証明書のSHA-256: { $fingerprint }
board-self-signed = 証明書は自己署名なので、ブラウザーは最初に警告を出します。上のSHA-256と見比べてから進んでください。受講者のhanamaruは参加コードで証明書を確かめるので、警告は出ません。
board-only-here = このマシンからだけ開けます。教室のネットワークに開くには: hanamaru board --listen 0.0.0.0:{ $port }
board-kept = クラスの状態は { $path } に保存され、次に開いたときに続きから始まります（新しく始めるには --fresh）。
board-unkept = 状態を保存できる場所がないので、終了するとクラスの記録は失われます。--stateでファイルを指定できます。
board-end = 終わるにはCtrl-Cを押してください。
board-ended = クラスのボードを閉じました。
board-write-failed = クラスの状態を保存できません（{ $reason }）。ボードはそのまま使えます。
board-write-again = クラスの状態を、また保存できるようになりました。
board-set-aside = { $path } は読み取れなかったので { $backup } に移し、新しいクラスを始めます。

board-bad-listen = 「{ $given }」では待ち受けできません
    .remedy = 「アドレス:ポート」の形で指定してください。例: --listen 0.0.0.0:8420
board-cannot-listen = { $address } で待ち受けできません（{ $reason }）
    .remedy = 別のポートを--listenで指定するか、使っているプログラムを終えてください。
board-bad-address = 「{ $given }」は、ホスト名やアドレスとして使えません
    .remedy = ポートを付けずに、名前かIPアドレスだけを指定してください。例: --address board.example.jp
board-in-use = { $path } は、ほかのhanamaru boardが開いています
    .remedy = そちらを終えるか、--stateで別のファイルを指定してください。
board-newer = { $path } は新しい版の花丸が書いたものです（形式{ $version }）
    .remedy = 新しい版で開くか、--stateで別のファイルを指定してください。
board-other-course = { $path } は、コース「{ $kept }」のクラスのものです
    .remedy = --courseを合わせるか、--stateで別のファイルを指定してください。
board-no-randomness = このマシンから乱数を得られないので、参加コードを作れません
board-certificate-none = { $path } に証明書（PEM）がありません
board-certificate-key = { $path } に秘密鍵（PEM）がありません
board-certificate-fit = 証明書と秘密鍵が合わないか、対応していない種類の鍵です

## 書き出す表の見出し

board-csv-name = ニックネーム
board-csv-joined = 参加
board-csv-seen = 最後の応答
board-csv-step = いまの手順
board-csv-done = 終えた手順の数
board-csv-failing = 不合格の項目
board-csv-proved = 本人確認

## ウェブ画面

board-page-entry-label = 参加コード、または講師用のコード
board-page-entry-button = 開く
board-page-wrong-code = コードが違います。もう一度確かめてください。
board-page-too-many = 間違いが続いたため、しばらく受け付けません。1分ほど待ってください。
board-page-linked = つながっています
board-page-away-board = つながりません。再接続しています…
board-page-unlinked = コードを入力してください
board-page-other-language = English
board-page-theme = 明暗
board-page-larger = 文字の大きさ
board-page-close = 閉じる
board-page-copy = コピー
board-page-join-button = 参加方法
board-page-join-heading = クラスに参加する
board-page-join-how = 端末で次のコマンドを実行するか、hanamaruの画面で「c」キーを押して参加コードを入力してください。
board-page-join-look = QRコードを読み取ると、スマートフォンでこの画面を見られます。
board-page-name = 名前
board-page-where = いまの手順・つまずき
board-page-minutes = { $n }分
board-page-hours = { $h }時間{ $n }分
board-page-people = { $n }人
board-page-everybody = 全員へ
board-page-sum-people = 人
board-page-sum-finished = 完了
board-page-sum-stuck = つまずき
board-page-sum-hands = 挙手
board-page-sum-loads = 負荷テスト
board-page-failed-heading = 不合格が多い項目
board-page-hand = 挙手
board-page-load = 負荷テスト中
board-page-proved = 本人確認済み
board-page-away = { $since }から応答なし
board-page-all-done = すべて終わりました
board-page-elsewhere = コースを開いていません
board-page-nobody = まだ誰も参加していません。「参加方法」を映してください。
board-page-pointed = いま見る手順: { $step }
board-page-seen = 最後の応答: { $at }
board-page-sort-label = 並び順
board-page-sort-attention = 挙手・つまずき順
board-page-sort-order = 参加順
board-page-patience-label = つまずきとみなす時間
board-page-say-to = 宛先
board-page-say-placeholder = 受講者へのメッセージ
board-page-say-button = 送る
board-page-point-button = この手順に案内する
board-page-point-stop = 案内をやめる
board-page-csv = 表（CSV）を保存
board-page-json = 記録（JSON）を保存
board-page-closed = 新しい参加を締め切る
board-page-wrong = 間違った参加コード: { $n }回
board-page-done = 反映しました（{ $at }）
board-page-not-done = できませんでした。接続を確かめて、もう一度試してください。
board-page-learner-say = メッセージを書く
board-page-hand-down = 挙手を下ろす
board-page-remove = ボードから外す
board-page-remove-sure = { $name }さんをボードから外しますか？ 同じ端末からは参加し直せなくなります。
board-page-mark-p = 合格
board-page-mark-f = 不合格
board-page-mark-w = 待機
board-page-mark-i = 不明
board-page-mark-b = 保留
board-page-mark-m = 手動
board-page-mark-none = 未確認
