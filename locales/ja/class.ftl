# 受講者から見たクラス: トレーナーの画面。

arg-join = クラスのボードに参加します（参加コード）
arg-nickname = クラスで使うニックネーム

class-heading = クラスに参加する
class-code = 参加コード
class-nickname = ニックネーム
class-sends = クラスのボードに送るのは、手順と確認項目の判定、時刻、挙手、負荷テスト中かどうかだけです。認証情報、アカウントID、リソースの内容、クイズの答えは送りません。
class-next = 次の画面で、送る内容を見てから決められます。
class-code-no-address = 参加コードは「アドレス:ポート/コード」の形です。ボードの画面に出ている全体を入力してください。
class-code-port = ポートの番号を確かめてください。
class-code-characters = 参加コードにない文字が入っています。
class-code-length = 参加コードの文字数が合いません。抜けた文字がないか確かめてください。
class-code-no-fingerprint = ほかのマシンのボードには、証明書の確認を含む長い参加コードが必要です。コードを最後まで入力してください。
class-nickname-unusable = ニックネームを24文字以内で入力してください。

class-preview-heading = この内容を送って参加します
class-preview-to = 宛先
class-preview-course = コース
class-preview-step = いまの手順
class-preview-checks = 確認項目
class-preview-rest = そのほか
class-preview-rest-text = 見た時刻、手順にいる時間、挙手、負荷テスト中かどうか
class-preview-none = （まだありません）
class-preview-never = 認証情報、アカウントID、リソースの内容は送りません。コースが違うときは、判定も送りません。
class-preview-then = 変わるたびに送ります。いつでも退出でき、退出するとボードから消えます。

class-coming = ボードに参加を申し込んでいます…
class-joined = { $name }さんとしてクラスに参加しました。「c」で挙手やメッセージを開けます
class-left = クラスから退出しました
class-in-heading = { $name }さんとしてクラスに参加しています
class-linked = ボードにつながっています。
class-away = ボードにつながりません。学習はそのまま続けられます。つながりしだい、最新の状態を送ります。
class-other-course = このクラスのコースは「{ $course }」です。いま開いているコースの判定は送っていません。
class-hand-up = 手を挙げています。
class-hand-down = 困ったときは「h」で手を挙げられます。
class-said = 講師から: { $text }
class-pointed = 講師の案内: { $step }
class-nothing-said = 講師からのメッセージは、ここに出ます。
class-nonce = このクラスの合言葉は「{ $nonce }」です（ロードバランサーのタグ { $tag } に付けます）。「s」でレポートを提出できます。
class-handin-sure = もう一度「s」を押すと提出します。送るのは、コース全体を見直したレポート（観測した内容を含みます。アカウントIDは下4桁だけ）と、誰のものかをAWSに1度だけ確かめるための署名付きの問い合わせです。秘密のキーは送りません。
class-handin-under-way = アカウントを見直して、提出しています…
class-handed-in = クラスに提出しました。「c」で結果を見られます
class-not-handed-in = 提出できませんでした。「c」で理由を見られます
class-leave-sure = もう一度「x」を押すと退出し、ボードからあなたの記録が消えます（提出したレポートは残ります）。

class-mark-coming = クラス…
class-mark-in = クラス
class-mark-hand = クラス・挙手
class-mark-away = クラス（接続待ち）

class-trouble-away = ボードにつながりませんでした。
class-trouble-impostor = 参加コードと証明書が合いません。別のマシンが応答しているので、何も送っていません。参加コードを講師に確かめてください。
class-trouble-no-board = そのアドレスにあるのは、クラスのボードではありません。
class-trouble-wrong-code = 参加コードが違います。もう一度確かめてください。
class-trouble-removed = 講師がクラスのボードから外しました。
class-trouble-full = クラスは満員です。講師に知らせてください。
class-trouble-closed = 新しい参加は締め切られています。講師に知らせてください。
class-trouble-version = ボードと花丸の版が合いません。新しいほうにそろえてください。
class-trouble-too-many = 短い間に何度も送ったので、受け付けられませんでした。1分ほど待ってください。
class-trouble-no-report = ボードは、これをこのコースのレポートとして読めませんでした。
class-trouble-not-kept = ボードのマシンに保存できませんでした。講師に知らせてください。
class-trouble-too-large = 送るものが大きすぎるか、届くのに時間がかかりすぎました。
class-trouble-refused = ボードが参加を受け付けませんでした。

tui-key-class = クラスに参加・挙手・メッセージ
tui-key-class-next = 次へ
tui-key-class-field = 欄を移る
tui-key-class-join = 参加する
tui-key-class-data = 送るデータを見る
    .short = データ
tui-key-class-hand = 手を挙げる・下ろす
    .short = 挙手
tui-key-class-go = 案内された手順へ
    .short = 案内へ
tui-key-class-hand-in = レポートを提出
    .short = 提出
tui-key-class-leave = 退出
    .short = 退出
tui-help-class-form = クラスの参加コードを入力するとき
tui-help-class-preview = クラスに送る内容を見ているとき
tui-help-class-room = クラスの画面を開いているとき
