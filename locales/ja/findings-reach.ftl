# 外からの到達確認、注文シナリオ、手で確認する項目、提出チェックリスト、後片づけ。

## DNS

dns-resolves =
    .expected = DNS名{ $host }が解決できること
    .actual = { $addresses }に解決されました
dns-name-unseen =
    .expected = ロードバランサー「{ $load_balancer }」にDNS名があること
    .actual = AWSの応答にDNS名が含まれていません
    .hint = 少し待ってから、もう一度確認してください。
dns-not-yet =
    .expected = DNS名{ $host }が解決できること
    .actual = まだ名前が引けません（作成直後のロードバランサーです）
    .hint = 「{ $load_balancer }」を作ってからDNS名が使えるようになるまで、数分かかります。そのまま待ってください。
dns-no-such-name =
    .expected = DNS名{ $host }が解決できること
    .actual = そのような名前はない（NXDOMAIN）という答えでした
    .hint = 「{ $load_balancer }」の詳細画面にあるDNS名と同じかを確かめてください。同じなら、数分待つか、手元のDNSサーバーを変えてもう一度確認します。
dns-no-answer =
    .expected = DNS名{ $host }が解決できること
    .actual = DNSサーバーから答えがありません（{ $code }、{ $elapsed }秒）
    .hint = 手元のネットワークの問題かもしれません。ほかのサイトが開けるかを確かめてから、もう一度確認してください。
advice-dns-overridden = { $host }は、指定された接続先（--resolveや--connect-toなど）に置き換えて確認しました。本当のDNSは見ていません。

## HTTP

http-answers =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = ステータス{ $status }で{ $bytes }バイトのページが返りました（{ $elapsed }秒）
http-empty-page =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = ステータスは{ $status }ですが、中身が空です
    .hint = アプリが何も返していません。アプリのログと、デプロイされたファイルを確かめてください。
http-page-lacks =
    .expected = { $url }のページに決まった文字列があること
    .actual = ページに見当たりません: { $texts }
    .hint = 別のページが返っています。ブラウザーで開き、どのサーバーのページかを確かめてください。
http-page-unread =
    .expected = { $url }のページに決まった文字列があること
    .actual = ページの中身を確かめられませんでした: { $texts }
    .hint = もう一度確認してください。
http-targets-starting =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = ステータス{ $status }です。ターゲットはまだ正常になる途中です
    .hint = ターゲットが正常になるまで、数分待ってください。
http-502 =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = 502 Bad Gatewayです{ $known ->
        [0] 。ターゲットの状態は見えていません
       *[other] （正常なターゲット{ $healthy }／登録{ $registered }{ $reason_count ->
            [0] {""}
           *[other] 。{ $reasons }
        }）
    }
    .hint = ALBはターゲットに届きましたが、接続を切られたか、HTTPとして読めない答えが返りました。アプリが動いているか、ターゲットグループのポートとプロトコルがアプリと合っているかを確かめてください。
http-503 =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = 503 Service Unavailableです{ $known ->
        [0] 。ターゲットの状態は見えていません
       *[other] （正常なターゲット{ $healthy }／登録{ $registered }{ $reason_count ->
            [0] {""}
           *[other] 。{ $reasons }
        }）
    }
    .hint = ALBから見て、送り先のターゲットがないか、アプリ自身が503を返しています。ターゲットグループの「ターゲット」タブを確かめてください。
http-503-no-target =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = 503 Service Unavailableです。ターゲットグループにターゲットが1つも登録されていません
    .hint = Auto Scalingグループの希望する容量が1以上で、「統合」タブにこのターゲットグループがアタッチされているかを確かめてください。
http-504 =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = 504 Gateway Timeoutです{ $known ->
        [0] 。ターゲットの状態は見えていません
       *[other] （正常なターゲット{ $healthy }／登録{ $registered }{ $reason_count ->
            [0] {""}
           *[other] 。{ $reasons }
        }）
    }
    .hint = ALBはターゲットに接続できないか、答えを時間内に受け取れませんでした。まずWebサーバーのセキュリティグループが、ALBのセキュリティグループからのポートを許可しているかを確かめてください。
http-404 =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = 404 Not Foundです
    .hint = サーバーには届いています。アプリにこのパスがあるか、リスナーのルールが固定レスポンスを返していないかを確かめてください。
http-403 =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = 403 Forbiddenです
    .hint = サーバーかAWS WAFが拒んでいます。公開するディレクトリーの権限と、ALBに付いたウェブACLを確かめてください。
http-400 =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = 400 Bad Requestです
    .hint = アプリがホスト名を許可していないことが多い症状です（DjangoならALLOWED_HOSTS）。ALBのDNS名を許可してください。
http-5xx =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = ステータス{ $status }です{ $known ->
        [0] 。ターゲットの状態は見えていません
       *[other] （正常なターゲット{ $healthy }／登録{ $registered }{ $reason_count ->
            [0] {""}
           *[other] 。{ $reasons }
        }）
    }
    .hint = アプリの中でエラーが起きています。アプリのログ（pm2 logsなど）を確かめてください。データベースに接続できていないこともあります。
http-other-status =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = ステータス{ $status }です
    .hint = ブラウザーで{ $url }を開き、何が返っているかを確かめてください。
http-redirect-loop =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = リダイレクトが終わりません
    .hint = 転送先がまた元のURLに戻っています。リスナーのリダイレクトのルールと、アプリのリダイレクト設定を確かめてください。
http-load-balancer-provisioning =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = ロードバランサー「{ $load_balancer }」はまだ作成中です
    .hint = activeになるまで、2〜3分待ってください。
http-load-balancer-failed =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = 応答がありません。「{ $load_balancer }」の作成が失敗しているためです（{ $reason }）
    .hint = 理由を取り除いてから、ロードバランサーを作り直してください。
http-internal =
    .expected = { $url }がインターネットから開けること
    .actual = 応答がありません。「{ $load_balancer }」のスキームが内部（internal）のためです
    .hint = スキームはあとから変えられません。「インターネット向け（internet-facing）」で作り直してください。
http-no-listener =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = 応答がありません。「{ $load_balancer }」にポート{ $port }のリスナーがないためです
    .hint = 「{ $load_balancer }」の「リスナーとルール」タブの「リスナーの追加」で、ポート{ $port }のリスナーを作ってください。
http-closed-group =
    .expected = { $url }がインターネットから開けること
    .actual = 応答がありません。「{ $load_balancer }」のセキュリティグループ（{ $groups }）が、ポート{ $port }をインターネットから許可していないためです
    .hint = 「{ $load_balancer }」に付いているのがALB用のグループかを確かめ、そのグループの「インバウンドルールを編集」でHTTP（ポート{ $port }）、ソース「Anywhere-IPv4」を追加してください。
http-no-route =
    .expected = { $url }がインターネットから開けること
    .actual = 応答がありません。「{ $load_balancer }」のサブネット（{ $subnets }）に、インターネットゲートウェイへのルートがないためです
    .hint = 「{ $load_balancer }」の「ネットワークマッピング」タブの「サブネットを編集」で、パブリックサブネットに替えてください。
http-stopped =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = { $stage }の段階で止まりました（{ $stop }、{ $elapsed }秒）
    .hint = 設定の中に原因は見当たりません。手元のネットワーク（プロキシや社内の制限など）も含めて確かめ、もう一度確認してください。別の回線のブラウザーで{ $url }が開けるかも手がかりになります。
http-stopped-elsewhere =
    .expected = { $url }がステータス{ $wanted_status }でページを返すこと
    .actual = リダイレクト先の{ $host }で止まり、最後まで確かめられませんでした
    .hint = ブラウザーで{ $url }を開き、どこへ転送されるかを確かめてください。
advice-http-redirected = { $count }回リダイレクトされ、{ $final_url }のページで確認しました。

stage-dns = 名前解決
stage-connect = TCP接続
stage-tls = TLSハンドシェイク
stage-request = リクエストの送信
stage-response = 応答の待機
stop-timed-out = 時間切れ
stop-refused = 接続拒否
stop-reset = 接続が切断された
stop-unreachable = 到達できない
stop-no-such-name = 名前が存在しない
stop-no-answer = DNSの答えがない
stop-tls = TLSの失敗
stop-protocol = HTTPとして読めない応答
stop-too-many-redirects = リダイレクトが多すぎる
stop-proxy = プロキシの失敗
stop-other = そのほかの失敗

## 注文シナリオ

scenario-by-hand =
    .expected = 注文が通り、データベースに保存されること
    .actual = 自動の検査は設定されていません。自分で注文して確かめます
    .hint = ALBのDNS名で開いたサイトで商品を1つ注文し、注文一覧に表示されたら、この項目を「確認済み」にしてください。
scenario-status-unreadable =
    .expected = 期待するステータスが数字で設定されていること
    .actual = 「{ $given }」は数字として読めません
    .hint = 200のような3桁の数字を--setで指定してください。
scenario-sent =
    .expected = { $url }への注文がステータス{ $wanted_status }で受け付けられること
    .actual = ステータス{ $status }で受け付けられました（{ $elapsed }秒）
scenario-done =
    .expected = { $method } { $path }の注文が、{ $url }に表示されること
    .actual = 注文が表示されました（ステータス{ $status }）
scenario-trace-absent =
    .expected = 注文が{ $url }に表示されること
    .actual = 注文は受け付けられましたが、ページに見当たりません: { $texts }
    .hint = データベースに保存されていない可能性があります。アプリのログと、シークレットARN、データベース接続用のセキュリティグループを確かめてください。
scenario-then-unseen =
    .expected = 注文が{ $then_url }に表示されること
    .actual = 注文のあとのページを確かめられませんでした
    .hint = もう一度確認してください。

## 手で確認する項目

manual-unconfirmed =
    .expected = 自分で確かめて「確認済み」にすること
    .actual = まだ確認されていません
    .hint = この項目はAWSの設定からは判断できません。手順のページに書かれたとおりにできたら、「確認済み」にしてください。
manual-confirmed =
    .expected = 自分で確かめて「確認済み」にすること
    .actual = { $by }が{ $at }に確認しました（自動の検証ではありません）
quiz-open =
    .expected = クイズに答えること
    .actual = まだ答えていません
    .hint = クイズのページを開き、自分の言葉で考えてから答えてください。
quiz-score =
    .expected = クイズに答えること
    .actual = { $of }問中{ $right }問正解です（{ $at }）

## 提出チェックリスト

checklist-pass =
    .expected = { $checks }がすべて合格していること
    .actual = すべて合格しています
checklist-confirmed =
    .expected = { $checks }がすべて済んでいること
    .actual = すべて済んでいます。{ $by }が{ $at }に手で確認した項目を含みます
checklist-fail =
    .expected = { $checks }がすべて合格していること
    .actual = 「{ $check }」が合格していません
    .hint = 「{ $check }」の手順に戻り、ヒントに従って直してください。
checklist-inconclusive =
    .expected = { $checks }がすべて合格していること
    .actual = 「{ $check }」を確認できませんでした
    .hint = 「{ $check }」の説明を読み、確認できなかった理由を取り除いてください。
checklist-waiting =
    .expected = { $checks }がすべて合格していること
    .actual = 「{ $check }」の処理の完了を待っています
    .hint = しばらく待ってから、もう一度確認してください。
checklist-blocked =
    .expected = { $checks }がすべて合格していること
    .actual = 「{ $check }」は、前提となるものがないので確認できません
    .hint = 先に、前提となる手順を済ませてください。
checklist-manual =
    .expected = { $checks }がすべて済んでいること
    .actual = 「{ $check }」がまだ確認されていません
    .hint = 「{ $check }」を自分で確かめ、「確認済み」にしてください。
checklist-unjudged =
    .expected = 「{ $check }」が判定されていること
    .actual = 「{ $check }」の判定がありません
    .hint = コースの定義を確かめてください。

## 後片づけ

cleanup-kind-auto-scaling-group = Auto Scalingグループ
cleanup-kind-load-balancer = ロードバランサー
cleanup-kind-target-group = ターゲットグループ
cleanup-kind-launch-template = 起動テンプレート
cleanup-kind-image = AMI
cleanup-kind-security-group = セキュリティグループ
cleanup-kind-instance = インスタンス
cleanup-kind-vpc = VPC
cleanup-kind-subnet = サブネット
cleanup-kind-other = リソース

gone =
    .expected = { $kind }「{ $name }」が残っていないこと
    .actual = 残っていません
gone-vpc-unknown =
    .expected = { $kind }「{ $name }」が残っていないこと
    .actual = VPC「{ $vpc }」は見つかりませんが、別のVPCに同じ名前のものがあります: { $left }
    .hint = あなたが作ったものなら、コンソールで削除してください。VPCの名前が違うだけなら、「--set { $key }=名前」で教えてください。ほかの人のものなら、そのままにしておきます。
gone-group-claimed =
    .expected = Auto Scalingグループ「{ $name }」が残っていないこと
    .actual = 一覧には見当たりませんが、動いているインスタンス{ $instance }が「{ $name }」に属していると答えています
    .hint = AWSの応答どうしが食い違っています。少し待ってから、もう一度確認してください。インスタンスが動き続けている間は料金がかかります。
gone-leaving =
    .expected = { $kind }「{ $name }」が残っていないこと
    .actual = 削除の途中です: { $left }
    .hint = 終わるまで数分待ってください。
gone-not =
    .expected = { $kind }「{ $name }」が残っていないこと
    .actual = まだあります: { $left }
    .hint = コンソールで{ $left }を選び、削除してください。
gone-not-auto-scaling-group =
    .expected = { $kind }「{ $name }」が残っていないこと
    .actual = まだあります: { $left }
    .hint = EC2コンソールの「Auto Scalingグループ」で「{ $name }」を選び、「アクション」の「削除」を押してください。インスタンスだけを終了しても、グループがまた起動してしまいます。最初に消すのはこれです。
gone-not-load-balancer =
    .expected = { $kind }「{ $name }」が残っていないこと
    .actual = まだあります: { $left }
    .hint = 置いてあるだけで料金がかかります。EC2コンソールの「ロードバランサー」で「{ $name }」を選び、「アクション」の「ロードバランサーの削除」を押してください。
gone-not-target-group =
    .expected = { $kind }「{ $name }」が残っていないこと
    .actual = まだあります: { $left }
    .hint = ロードバランサーを消したあと、「ターゲットグループ」で「{ $name }」を選び、「アクション」の「削除」を押してください。
gone-not-launch-template =
    .expected = { $kind }「{ $name }」が残っていないこと
    .actual = まだあります: { $left }
    .hint = 「起動テンプレート」で「{ $name }」を選び、「アクション」の「テンプレートの削除」を押してください。
gone-not-image =
    .expected = { $kind }「{ $name }」が残っていないこと
    .actual = まだ登録されています: { $left }
    .hint = 「AMI」で{ $left }を選び、「アクション」の「AMIを登録解除」を押してください。元のスナップショットは別に残るので、続けて削除します。
gone-not-security-group =
    .expected = { $kind }「{ $name }」が残っていないこと
    .actual = まだあります: { $left }
    .hint = 先に、ほかのグループのルール（Webサーバー用のインバウンドルール）から参照を外します。そのあと「セキュリティグループ」で{ $left }を選び、「アクション」の「セキュリティグループを削除」を押してください。
gone-not-instance =
    .expected = { $kind }「{ $name }」が残っていないこと
    .actual = まだあります: { $left }
    .hint = 「インスタンス」で{ $left }を選び、「インスタンスの状態」の「インスタンスを終了（削除）」を押してください。
gone-not-asked =
    .expected = { $kind }「{ $name }」が残っていないこと
    .actual = この種類のものは調べられません
    .hint = コンソールで確かめてください。
snapshots-gone =
    .expected = AMI「{ $image }」のために作られたスナップショットが残っていないこと
    .actual = 残っていません
snapshots-left =
    .expected = AMI「{ $image }」のために作られたスナップショットが残っていないこと
    .actual = まだあります: { $left }
    .hint = 保存しているだけで料金がかかります。AMIの登録を解除してから、「スナップショット」で{ $left }を選び、「アクション」の「スナップショットの削除」を押してください。
advice-snapshots-orphaned = 登録解除されたAMIのスナップショットがほかにもあります: { $snapshots }。誰のものかは分からないので、自分のものなら削除してください。
