# 練習用アカウント（hanamaru practice）の言葉。

command-practice =
    .about = 練習用アカウントを始めます。AWS CLIやSDKから、AWSと同じように使えます。料金はかかりません。
    .usage = hanamaru practice [オプション]
arg-listen = 待ち受けるアドレスとポート（指定がなければこのマシンだけで、4599番から空いているもの）
arg-speed = 練習の時間の速さ（1が実際の速さ。初めは8）
arg-practice-course = このコースの始まりのアカウントを開きます
arg-at = コースのこのステップから始めます（それより前は済んだ状態になります）
arg-break = アカウントに不具合を仕込みます（繰り返し指定できます。listで一覧を表示します）
arg-empty = 何もないアカウントから始めます（デフォルトのVPCもありません）

practice-serving = 練習用アカウントを始めました: { $url }
practice-account = アカウント: { $account }（練習用です。料金はかかりません）
practice-clock = 練習の時刻: { $now }（{ $speed }倍の速さで進みます）
practice-detour = ポート{ $ports }はここでは使えないので、ロードバランサーへはHANAMARU_CONNECT_TOの接続先から届きます（curlでは--connect-toに同じ値を渡します）。
practice-root = HTTPSの証明書を信頼させるルート証明書: { $url }
practice-validation = ACM証明書の検証を済ませるには: curl -d ドメイン名 { $url }/certificates/issue（期限切れにするには/certificates/expire）
practice-bash = bash・zshでは、次の行を貼り付けてください:
practice-powershell = PowerShellでは、次の行を貼り付けてください:
practice-end = 終えるにはCtrl-Cを押してください。状態は保存され、次に続きから始まります。
practice-end-unkept = Ctrl-Cで終わります。状態は残りません。
practice-ended-unkept = 練習用アカウントを閉じました。
practice-ended = 練習用アカウントを保存して終えました。
practice-open-to-all = { $address }で待ち受けるので、このマシンに届く人は誰でも練習用アカウントを操作できます（署名は確かめません）。
    .remedy = 自分だけで使うときは「--listen」を外してください。
practice-page-title = 花丸 練習用アカウント
practice-page-what = このアドレスはAWSのAPIとして答えます。AWS CLIやSDK、花丸から、下の環境変数で使えます。本物のAWSにはつながらず、料金もかかりません。
practice-page-root = HTTPSの証明書を信頼させるルート証明書（ca.pem）

practice-bad-listen = --listenに「{ $given }」は使えません。
    .remedy = 「127.0.0.1:4599」のように、アドレスとポートを指定してください。
practice-bad-speed = --speedに「{ $given }」は使えません。{ $least }から{ $most }までの数で指定してください。
practice-state-set-aside = 保存されていた練習用アカウント（{ $path }）が壊れていたため、最初の状態から始めます。
    .remedy = 元のファイルは{ $backup }に残してあります。
practice-state-newer = { $path }は新しいhanamaruが書いた練習用アカウントなので、そのままにして最初の状態から始めます。今回の状態は残りません。
    .remedy = hanamaruを新しくすると、続きから使えます。
practice-state-unwritable = 練習用アカウントの状態を{ $path }に保存できません（{ $reason }）。終えると失われます。
    .remedy = フォルダーの権限を確認するか、環境変数HANAMARU_STATE_DIRに書き込めるフォルダーを指定してください。
practice-cannot-listen = { $address }で待ち受けられません（{ $reason }）。
    .remedy = ほかのプログラムがそのポートを使っていないか確かめるか、「--listen 127.0.0.1:別のポート」で起動してください。
practice-in-use = この練習用アカウントは、ほかの花丸が開いています（{ $path }）。
    .remedy = 先に開いているほうを終えるか、別のコースを「--course」で開いてください。
practice-unknown-course = 「{ $given }」というコースはありません。
practice-broken-off = 練習用アカウントの用意が途中で止まりました。
    .remedy = もう一度起動してください。
practice-command-unreadable = コースのコマンド「{ $command }」を読めません。
    .remedy = 誤りの場所は「hanamaru lint」で確認できます。
practice-command-refused = コースのコマンド「{ $command }」が断られました（{ $code }: { $message }）。
practice-command-captured-nothing = コースのコマンド「{ $command }」の答えに、{ $name }にあたる値がありません。
practice-command-never-came = コースのコマンド「{ $command }」が待つ状態になりませんでした。

practice-broken = 仕込んだ不具合: { $faults }
practice-unknown-fault = 不具合「{ $given }」はありません。
    .remedy = 一覧はhanamaru practice --break listで見られます。
practice-nothing-to-break = 不具合「{ $fault }」を仕込めません。このアカウントには{ $missing }がありません。
    .remedy = それがある状態から始めてください（例: --course ec-site --at scaling-policy）。
