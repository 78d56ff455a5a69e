# 「explain」: リクエストの通り道と、止まっているところ。

## 通り道の名前

explain-hop-dns = 名前解決（DNS）
explain-hop-load-balancer = 状態とスキーム
explain-hop-load-balancer-subnet = サブネットとルート
explain-hop-load-balancer-group = ALBのセキュリティグループ
explain-hop-listener = リスナー
explain-hop-rule = ルール
explain-hop-target-group = ターゲットグループ
explain-hop-target = サーバー
explain-hop-target-az = アベイラビリティーゾーン
explain-hop-target-group-membership = ターゲットの登録
explain-hop-target-security-group = サーバーのセキュリティグループ
explain-hop-health-check = ヘルスチェック
explain-hop-application = アプリケーション
explain-node-client = クライアント
explain-node-load-balancer = ロードバランサー
explain-node-target-group = ターゲットグループ
explain-node-server = サーバー

## 見出し

explain-title = リクエストの通り道（{ $door }）
explain-here = ◀ ここで止まっています
explain-here-partly = ◀ 一部がここで止まっています
explain-good = どこも止まっていません。リクエストはアプリケーションまで届いています。
explain-unsure = 止まっている場所は見つかりませんでしたが、確認できなかったところがあります。
explain-where = 止まっている場所
explain-why = 見えたこと
explain-fix = 直し方
explain-commands = CLIで直す（または調べる）なら
explain-next = これを直したあと、次に止まる場所
explain-not-seen = 確認できなかったところ
explain-targets = ターゲット
explain-target-line = { $target }  { $zone }  { $state }  { $reason }
explain-affected = 影響のあるターゲット: { $targets }（{ $total }台のうち{ $count }台）
explain-no-way = このコースにはロードバランサーがないので、通り道を説明できません。
explain-beyond = 手前が止まっているか、見えていないため、まだ判断できません
explain-proved = 直接は見えませんでしたが、求めるページが返ってきたので通っています

## 名前解決

explain-dns = 「{ $host }」は{ $addresses }に解決されます
explain-dns-other-region = ロードバランサー「{ $name }」が{ $region }にありません。このコースのリージョンは、ふつう{ $home }です
    .fix = { $home }で作ったのなら、「--region { $home }」を付けてもう一度調べてください。{ $region }で進めているなら、EC2コンソールの「ロードバランサー」で、右上のリージョンを{ $region }にして一覧を確かめ、なければ「ロードバランサーの作成」から「{ $name }」を作ります。
explain-dns-no-load-balancer = ロードバランサー「{ $name }」が{ $region }にありません。開くべきDNS名がまだないか、消えています
    .fix = EC2コンソールの「ロードバランサー」を開き、右上のリージョンが{ $region }であることを確かめてください。一覧になければ「ロードバランサーの作成」から「{ $name }」を作ります。別の名前で作ったときは「--set」でその名前を渡せます。
explain-dns-untold = ロードバランサーのDNS名がAWSの応答に含まれていません
explain-dns-not-yet = 「{ $host }」はまだ引けません。作成中のロードバランサーのDNS名は、引けるまで数分かかります
explain-dns-no-such-name = 「{ $host }」という名前は存在しないと答えが返りました
    .fix = EC2コンソールの「ロードバランサー」で詳細の「DNS名」をコピーし直してください。名前が同じなら、会社や自宅のDNSサーバーが古い答えを覚えていることがあります。数分待つか、別の回線で試してください。
explain-dns-proved = 「{ $host }」から求めるページが返ってきたので、名前は引けています
explain-dns-silent = DNSサーバーから「{ $host }」の答えが得られませんでした（{ $code }）

## ロードバランサー

explain-lb = 「{ $name }」は{ $state }で、インターネット向けです
explain-lb-provisioning = 「{ $name }」はまだ準備中（provisioning）です
    .fix = 待てば直ります。ふつうは2〜5分で「アクティブ」になります。EC2コンソールの「ロードバランサー」で「状態」が変わるのを見てください。10分たっても変わらなければ、サブネットの空きIPアドレスを疑います。
explain-lb-failed = 「{ $name }」は作成に失敗しています（{ $reason }）
    .fix = EC2コンソールの「ロードバランサー」で「{ $name }」を選び、「アクション → ロードバランサーの削除」で消してから、理由（{ $reason }）を直して作り直してください。
explain-lb-internal = 「{ $name }」は内部（internal）用です。インターネットから届くアドレスを持っていません
    .fix = スキームはあとから変えられません。「{ $name }」を削除し、「ロードバランサーの作成」の「スキーム」で「インターネット向け」を選んで作り直してください。リスナーには同じターゲットグループをもう一度選びます。
explain-lb-state-unknown = 「{ $name }」の状態（{ $state }）は、このプログラムの知らないものです

## ロードバランサーのサブネット

explain-subnet = { $subnets }からインターネットゲートウェイへ出られます
explain-subnet-unlisted = サブネット、ルートテーブル、ネットワークACLのどれかが一覧に見当たりません
explain-subnet-gateway-detached = { $subnets }のルートテーブル{ $table }はインターネットゲートウェイ{ $gateway }を指していますが、VPCからデタッチされていて通れません（ブラックホール）
    .fix = VPCコンソールの「インターネットゲートウェイ」で{ $gateway }を選び、「アクション → VPCにアタッチ」でこのVPCにつなぎ直してください。
explain-subnet-private = { $subnets }にはインターネットゲートウェイへのルートがありません（ルートテーブル{ $table }）。ロードバランサーがプライベートサブネットに置かれています
    .fix = EC2コンソールの「ロードバランサー」で「{ $name }」を選び、「ネットワークマッピング」タブの「サブネットを編集」で、パブリックサブネット（{ $public }）に替えてください。
explain-subnet-no-route = { $subnets }にはインターネットゲートウェイへのルートがありません（ルートテーブル{ $table }）
    .fix = VPCコンソールの「ルートテーブル」で{ $table }を選び、「ルート」タブの「ルートを編集」で、送信先0.0.0.0/0、ターゲット「インターネットゲートウェイ」のルートを追加してください。
explain-subnet-acl-in = サブネット{ $subnet }のネットワークACL { $acl }が、クライアントからのTCP { $ports }を拒否しています（ルール番号 { $rule }）
    .fix = VPCコンソールの「ネットワークACL」で{ $acl }を選び、「インバウンドルール」タブの「インバウンドルールを編集」で、TCP { $ports }を許可してください。番号の小さいルールが先に効きます。
explain-subnet-acl-out = サブネット{ $subnet }のネットワークACL { $acl }が、クライアントへの返事（TCP { $ports }）を拒否しています（ルール番号 { $rule }）
    .fix = ネットワークACLは行きと帰りを別々に調べます。VPCコンソールの「ネットワークACL」で{ $acl }を選び、「アウトバウンドルール」タブの「アウトバウンドルールを編集」で、TCP { $ports }を許可してください。

## ロードバランサーのセキュリティグループ

explain-lb-group = { $groups }がTCP { $port }を誰からでも受け入れます
explain-lb-group-none = 「{ $name }」にセキュリティグループが付いていません
explain-lb-group-unlisted = { $groups }のうち、一覧に見当たらないものがあります
explain-lb-group-closed = { $groups }には、TCP { $port }を受け入れるインバウンドルールがありません
    .fix = EC2コンソールの「セキュリティグループ」で「{ $group }」を選び、「インバウンドルールを編集 → ルールを追加」で、TCP { $port }（ポート80なら「HTTP」）、ソース「Anywhere-IPv4」を追加して「ルールを保存」を押してください。
explain-lb-group-narrow = { $groups }がTCP { $port }を受け入れる相手は{ $sources }だけです。ほかの人からのリクエストは届きません
    .fix = EC2コンソールの「セキュリティグループ」で「{ $group }」を選び、「インバウンドルールを編集 → ルールを追加」で、TCP { $port }（ポート80なら「HTTP」）、ソース「Anywhere-IPv4」（0.0.0.0/0）を足して「ルールを保存」を押してください。
explain-lb-group-other = 「{ $name }」に付いている{ $groups }は、TCP { $port }を誰からでも受け入れるわけではありません。受け入れる{ $meant }は、「{ $name }」に付いていません
    .fix = EC2コンソールの「ロードバランサー」で「{ $name }」を選び、「セキュリティ」タブの「編集」で、いまのグループを外して{ $meant }を付け、「変更内容の保存」を押してください。

## リスナー

explain-some-target-group = リクエストを受け取るターゲットグループ
explain-listener = リスナー{ $listener }は「{ $found }」に転送します
explain-listener-by-rule = リスナー{ $listener }のルールが「{ $target_group }」に転送します
explain-listener-none = 「{ $name }」にはリスナーが1つもありません
    .fix = EC2コンソールの「ロードバランサー」で「{ $name }」を選び、「リスナーとルール」タブの「リスナーの追加」で、{ $protocol }:{ $port }、デフォルトアクション「ターゲットグループへ転送」で「{ $target_group }」を選んでください。
explain-listener-port = 「{ $name }」に{ $protocol }:{ $port }のリスナーがありません（あるのは{ $others }）
    .fix = EC2コンソールの「ロードバランサー」で「{ $name }」を選び、「リスナーとルール」タブでリスナーを{ $protocol }:{ $port }にしてください。転送先は「{ $target_group }」です。
explain-listener-protocol = リスナー{ $listener }のプロトコルが違います（求めるのは{ $wanted }）
    .fix = 「{ $name }」の「リスナーとルール」タブで{ $listener }を選び、「リスナーの管理 → リスナーの編集」でプロトコルを{ $wanted }にしてください。
explain-listener-unknown = リスナー{ $listener }のアクションがどこへ送るのか、確かめられませんでした
explain-listener-weight-zero = リスナー{ $listener }は「{ $target_group }」に重み0で転送しています。1件も届きません
    .fix = 「{ $name }」の「リスナーとルール」タブで{ $listener }を選び、「リスナーの編集」で「{ $target_group }」の重みを1以上にしてください。
explain-listener-other = リスナー{ $listener }は「{ $target_group }」ではなく{ $found }に転送しています
    .fix = 「{ $name }」の「リスナーとルール」タブで{ $listener }を選び、「リスナーの編集」で転送先を「{ $target_group }」にしてください。
explain-listener-fixed = リスナー{ $listener }が自分で{ $status }を返しています。「{ $target_group }」には転送していません
    .fix = 「{ $name }」の「リスナーとルール」タブで{ $listener }を選び、「リスナーの編集」でデフォルトアクションを「ターゲットグループへ転送」、転送先を「{ $target_group }」にしてください。
explain-listener-redirect = リスナー{ $listener }は{ $to }へリダイレクトしていますが、そこで待つリスナーがありません
    .fix = 「{ $name }」の「リスナーとルール」タブで{ $listener }を選び、「リスナーの編集」でデフォルトアクションを「{ $target_group }」への転送に戻すか、リダイレクト先のリスナーを作ってください。

## ルール

explain-rule-default = デフォルトアクションだけです
explain-rule-none = { $count }個のルールのどれも「{ $path }」を横取りしません
explain-rule = 優先度{ $priority }のルールが「{ $path }」を正しい転送先へ送ります
explain-rule-unknown = 優先度{ $priority }のルールが「{ $path }」をどうするのか、確かめられませんでした
explain-rule-fixed = 優先度{ $priority }のルールが「{ $path }」に当てはまり、{ $status }を返しています。デフォルトアクションまで進みません
    .fix = EC2コンソールでロードバランサーの「リスナーとルール」タブからリスナーを開き、優先度{ $priority }のルールを選んで「アクション → ルールの削除」を押すか、条件を狭めてください。
explain-rule-redirect = 優先度{ $priority }のルールが「{ $path }」に当てはまり、{ $to }へリダイレクトしています
    .fix = ロードバランサーの「リスナーとルール」タブからリスナーを開き、優先度{ $priority }のルールを削除するか、条件を狭めてください。
explain-rule-other = 優先度{ $priority }のルールが「{ $path }」に当てはまり、{ $found }へ転送しています
    .fix = ロードバランサーの「リスナーとルール」タブからリスナーを開き、優先度{ $priority }のルールを削除するか、条件を狭めてください。
explain-rule-weight-zero = 優先度{ $priority }のルールが「{ $path }」に当てはまり、重み0で転送しています
    .fix = ロードバランサーの「リスナーとルール」タブからリスナーを開き、優先度{ $priority }のルールの重みを1以上にするか、ルールを削除してください。

## ターゲットグループ

explain-tg = 「{ $name }」（{ $protocol }:{ $port }）
explain-tg-missing = ターゲットグループ「{ $name }」が{ $region }にありません
    .fix = EC2コンソールの「ターゲットグループ」で「ターゲットグループの作成」を押し、「{ $name }」を作ってから、リスナーの転送先に選んでください。
explain-tg-protocol = 「{ $name }」はサーバーに{ $protocol }で話しかけますが、サーバーが話すのは{ $wanted }です
    .fix = プロトコルはあとから変えられません。「ターゲットグループの作成」でプロトコル{ $wanted }のものを作り、ターゲットを登録して、リスナーの転送先を新しいほうに替えてください。
explain-tg-port = 「{ $name }」はポート{ $port }に送りますが、サーバーが待っているのはポート{ $wanted }です
    .fix = ターゲットグループのポートはあとから変えられません。「ターゲットグループの作成」でポート{ $wanted }のものを作り、ターゲットを登録して、リスナーの転送先を新しいほうに替えてください。

## サーバー

explain-target = { $target }はポート{ $port }で登録されています
explain-target-candidates = { $instances }は実行中です
explain-target-unlisted = { $target }がどのインスタンスなのか、確かめられませんでした
explain-target-ip-unusable = { $target }はロードバランサー自身が使っているIPアドレスなので、ターゲットにできません（Target.IpUnusable）
    .fix = EC2コンソールの「ターゲットグループ」で「{ $name }」の「ターゲット」タブを開き、{ $target }を「登録解除」して、サーバー自身を登録してください。
explain-target-gone = { $target }はもうありません（一覧に見当たりません）
    .fix = 「ターゲットグループ」で「{ $name }」の「ターゲット」タブを開き、{ $target }を「登録解除」して、動いているインスタンスを登録してください。
explain-target-invalid = { $target }は動いていないため使えません（Target.InvalidState、{ $state }）
    .fix = EC2コンソールの「インスタンス」で{ $target }の状態を確かめ、停止中なら「インスタンスの状態 → インスタンスを開始」を押してください。ターゲットグループ「{ $name }」への登録はそのままで構いません。
explain-target-port = { $target }はポート{ $port }で登録されていますが、サーバーが待っているのはポート{ $wanted }です
    .fix = 「ターゲットグループ」で「{ $name }」の「ターゲット」タブを開き、「ターゲットを登録」でポートを{ $wanted }にして登録し直し、ポート{ $port }のほうを「登録解除」してください。
explain-target-stopped = { $target }は停止しています（{ $state }）
    .fix = EC2コンソールの「インスタンス」で{ $target }を選び、「インスタンスの状態 → インスタンスを開始」を押してください。「{ $name }」への登録はそのままで構いません。
explain-target-starting = { $target }は起動中です（{ $state }）
    .fix = 待てば直ります。「インスタンス」で状態が「実行中」になり、「{ $name }」で「Healthy」になるまで数分かかります。
explain-target-terminated = { $target }は終了しています（{ $state }）。元には戻せません
    .fix = Auto Scalingグループの中のインスタンスなら、代わりが起動するのを数分待ち、「アクティビティ」タブを見てください。手で作ったインスタンスなら、作り直して「{ $name }」に登録します。
explain-target-draining = { $target }は「{ $name }」から登録解除されている途中です（draining）。新しいリクエストは送られません
    .fix = 「ターゲットグループ」で「{ $name }」の「ターゲット」タブを開き、「ターゲットを登録」で同じインスタンスをもう一度登録してください（「保留中として以下を含める」を押してから登録します）。
explain-target-desired-zero = Auto Scalingグループ「{ $group }」の希望する容量が0で、インスタンスが1台もありません
    .fix = EC2コンソールの「Auto Scalingグループ」で「{ $group }」を選び、「詳細」タブの「キャパシティの概要」で「編集」を押して、希望する容量を1以上にしてください。
explain-target-launch-suspended = Auto Scalingグループ「{ $group }」は起動（Launch）が中断されていて、インスタンスが1台もありません
    .fix = 「Auto Scalingグループ」で「{ $group }」を選び、「詳細」タブの「高度な設定」を編集して、「中断されたプロセス」からLaunchを外してください。
explain-target-launch-failed = Auto Scalingグループ「{ $group }」がインスタンスの起動に失敗しています: { $message }
    .fix = 「Auto Scalingグループ」で「{ $group }」の「アクティビティ」タブを開き、失敗の理由を読んでください。起動テンプレートのAMI、セキュリティグループ、インスタンスプロファイルを直した新しいバージョンを作れば、次の起動から使われます。
explain-target-launching = Auto Scalingグループ「{ $group }」に使えるインスタンスがまだありません
    .fix = 数分待ってから、「Auto Scalingグループ」で「{ $group }」の「アクティビティ」タブを見てください。起動が失敗していれば、理由がそこに出ます。
explain-target-acl-in = サーバーのサブネット{ $subnet }のネットワークACL { $acl }が、ロードバランサーから{ $target }へのTCP { $ports }を拒否しています（ルール番号 { $rule }）
    .fix = VPCコンソールの「ネットワークACL」で{ $acl }を選び、「インバウンドルールを編集」で、ロードバランサーのサブネットからのTCP { $ports }を許可してください。
explain-target-acl-out = サーバーのサブネット{ $subnet }のネットワークACL { $acl }が、{ $target }からの返事（TCP { $ports }）を拒否しています（ルール番号 { $rule }）
    .fix = ネットワークACLは行きと帰りを別々に調べます。VPCコンソールの「ネットワークACL」で{ $acl }を選び、「アウトバウンドルールを編集」で、TCP { $ports }を許可してください。
explain-target-acl-node = ロードバランサーのサブネット{ $subnet }のネットワークACL { $acl }が、{ $target }とのTCP { $ports }を拒否しています（ルール番号 { $rule }）
    .fix = VPCコンソールの「ネットワークACL」で{ $acl }を選び、サーバーへの行き（アウトバウンド）と返事（インバウンド）のTCP { $ports }を許可してください。
explain-target-acl-partly = { $subnet }のネットワークACLが一部の相手かポートだけを通しているため、断言できません

## アベイラビリティーゾーン

explain-az = { $target }は{ $zone }にあり、「{ $name }」で有効なAZ（{ $zones }）に入っています
explain-az-off = { $target }は{ $zone }にありますが、「{ $name }」で有効なAZは{ $zones }だけです
    .fix = EC2コンソールの「ロードバランサー」で「{ $name }」を選び、「ネットワークマッピング」タブの「サブネットを編集」で、{ $zone }のパブリックサブネットを追加してください。
explain-az-proved = { $target }はhealthyなので、そのAZは有効です
explain-az-unknown = ターゲットがどのAZにあるのか、確かめられませんでした

## ターゲットの登録

explain-membership = 「{ $name }」に登録されています
explain-membership-group = Auto Scalingグループ「{ $group }」が「{ $name }」にアタッチされ、インスタンスが登録されています
explain-membership-attached = Auto Scalingグループ「{ $group }」は「{ $name }」にアタッチされています
explain-membership-not-attached = Auto Scalingグループ「{ $group }」が「{ $name }」にアタッチされていません。起動したインスタンスが登録されません
    .fix = EC2コンソールの「Auto Scalingグループ」で「{ $group }」を選び、「統合」タブ（なければ「詳細」タブ）の「ロードバランシング」の「編集」で、ターゲットグループ「{ $name }」を選んで「更新」を押してください。
explain-membership-suspended = Auto Scalingグループ「{ $group }」はロードバランサーへの登録（AddToLoadBalancer）が中断されていて、「{ $name }」に誰もいません
    .fix = 「Auto Scalingグループ」で「{ $group }」を選び、「高度な設定」の「中断されたプロセス」からAddToLoadBalancerを外してください。
explain-membership-none = 「{ $name }」にターゲットが1台も登録されていません（登録できるのは{ $instances }）
    .fix = EC2コンソールの「ターゲットグループ」で「{ $name }」の「ターゲット」タブを開き、「ターゲットを登録」でインスタンスを選び、「保留中として以下を含める」を押してから登録してください。
explain-membership-nobody = 「{ $name }」にターゲットが1台も登録されていません
    .fix = EC2コンソールの「ターゲットグループ」で「{ $name }」の「ターゲット」タブを開き、「ターゲットを登録」でインスタンスを選び、「保留中として以下を含める」を押してから登録してください。
explain-membership-no-address = 「{ $name }」にIPアドレスが1つも登録されていません
    .fix = ECSを使うなら、このターゲットグループを指定してECSサービスを作ると、タスクのIPアドレスがECSによって登録されます。自分で登録するなら、「ターゲットグループ」で「{ $name }」の「ターゲット」タブを開き、「ターゲットを登録」でIPアドレスを入れ、「保留中として以下を含める」を押してから登録してください。
explain-membership-some = { $instances }は動いていますが、「{ $name }」に登録されていません
    .fix = 「ターゲットグループ」で「{ $name }」の「ターゲット」タブを開き、「ターゲットを登録」で登録してください。

## サーバーのセキュリティグループ

explain-tsg = { $groups }が{ $sources }からのTCP { $port }を受け入れます
explain-tsg-proved = ルールのすべては見えませんでしたが、{ $target }のポート{ $port }から返事があるので通っています
explain-tsg-unlisted = ロードバランサーからサーバーへの通信が許可されているか、確かめられませんでした
explain-tsg-egress = ロードバランサーの「{ $group }」のアウトバウンドルールが、{ $target }へのTCP { $port }を許可していません
    .fix = EC2コンソールの「セキュリティグループ」で「{ $group }」を選び、「アウトバウンドルールを編集 → ルールを追加」で、サーバーのセキュリティグループ宛てのTCP { $port }を追加して「ルールを保存」を押してください。
explain-tsg-closed = サーバーの「{ $group }」には、TCP { $port }を受け入れるインバウンドルールがありません
    .fix = EC2コンソールの「セキュリティグループ」で「{ $group }」を選び、「インバウンドルールを編集 → ルールを追加」で、TCP { $port }、ソース「カスタム」に「{ $source }」を選んで「ルールを保存」を押してください。
explain-tsg-port = サーバーの「{ $group }」は「{ $source }」からの通信を許していますが、TCP { $port }ではありません
    .fix = 「セキュリティグループ」で「{ $group }」を選び、「インバウンドルールを編集」で、「{ $source }」からのルールをTCP { $port }にして「ルールを保存」を押してください。
explain-tsg-source = サーバーの「{ $group }」がTCP { $port }を受け入れる相手は{ $from }で、ロードバランサーの「{ $source }」ではありません
    .fix = 「セキュリティグループ」で「{ $group }」を選び、「インバウンドルールを編集」を開きます。TCP { $port }のいまのルールを「削除」し、「ルールを追加」でTCP { $port }、ソース「カスタム」に「{ $source }」を選んで「ルールを保存」を押してください（IPアドレスのルールは、グループのルールに書き換えられません）。

## ヘルスチェック

explain-health = { $target }はhealthyです
explain-health-settings = 設定に誤りは見当たりません（{ $protocol } { $path }、コード{ $matcher }）。{ $target }は{ $state }です（{ $reason }）
explain-health-internal = AWS側の問題でヘルスチェックの結果が出ていません（Elb.InternalError）
explain-health-unknown = { $target }の状態（{ $state }、{ $reason }）からは判断できません
explain-health-disabled = 「{ $name }」のヘルスチェックが無効になっています（Target.HealthCheckDisabled）
    .fix = EC2コンソールの「ターゲットグループ」で「{ $name }」を選び、「ヘルスチェック」タブの「編集」で有効にしてください。
explain-health-initial = { $target }は最初のヘルスチェックにまだ合格していません（{ $state }、{ $reason }）
    .fix = アプリケーションが動いていれば、ヘルスチェックの間隔1回分ほどで「Healthy」になります。間隔の数回分を待っても変わらなければ、サーバーの中でアプリケーションがポート{ $port }で待っているかを確かめてください。
explain-health-port = ヘルスチェックはポート{ $port }を調べていますが、リクエストが行くポートとは違い、{ $target }は合格していません（{ $reason }）
    .fix = 「ターゲットグループ」で「{ $name }」を選び、「ヘルスチェック」タブの「編集 → ヘルスチェックの詳細設定」で、ポートを「トラフィックポート」にしてください（{ $wanted }）。
explain-health-port-closed = ヘルスチェックはポート{ $port }を調べていますが、サーバーのセキュリティグループがそのポートを開けていません（{ $target }、{ $reason }）
    .fix = 「ターゲットグループ」で「{ $name }」を選び、「ヘルスチェック」タブの「編集 → ヘルスチェックの詳細設定」で、ポートを「トラフィックポート」にしてください（{ $wanted }）。
explain-health-protocol = ヘルスチェックは{ $protocol }で調べていますが、リクエストのプロトコルとは違い、{ $target }は合格していません（{ $reason }）
    .fix = 「ターゲットグループ」で「{ $name }」を選び、「ヘルスチェック」タブの「編集」で、プロトコルを{ $wanted }にしてください。
explain-health-path = ヘルスチェックは「{ $path }」を調べていますが、{ $target }は合格していません（{ $reason }、返ったコード: { $codes }）
    .fix = 「ターゲットグループ」で「{ $name }」を選び、「ヘルスチェック」タブの「編集」で、パスを「{ $wanted }」にしてください。
explain-health-matcher = ヘルスチェックはコード{ $matcher }だけを合格とします。正常なページのコードは合格になりません（{ $target }、返ったコード: { $codes }）
    .fix = 「ターゲットグループ」で「{ $name }」を選び、「ヘルスチェック」タブの「編集 → ヘルスチェックの詳細設定」で、成功コードを直してください（{ $wanted }）。

## アプリケーション

explain-app = { $url }が{ $status }を返し、求めるページが出ています
explain-app-healthy = { $target }はヘルスチェックに答えています
explain-app-unknown = { $target }の状態（{ $state }、{ $reason }）からは判断できません
explain-app-silent = { $url }から返事がありませんでした。設定に原因は見えないので、あなたの回線やプロキシも疑ってください
explain-app-not-asked = { $url }を開いて確かめていません
explain-app-not-listening = { $target }まで届きますが、アプリケーションが待っていないか、接続を切っています（{ $reason }）
    .fix = Session Managerで{ $target }に入り、「sudo ss -ltnp」でポート{ $port }を待つプロセスがあるかを見てください。なければアプリケーションを起動します。起動直後に落ちるなら、ログとユーザーデータの実行結果（/var/log/cloud-init-output.log）を読みます。
explain-app-no-answer = { $target }まで届きますが、アプリケーションが時間内に答えません（{ $reason }）
    .fix = Session Managerで{ $target }に入り、「curl -v http://localhost:{ $port }{ $path }」で返事にかかる時間を見てください。遅い処理やデータベースの待ちがないか、ログで確かめます。
explain-app-bad-request = アプリケーションが{ $codes }（リクエストが不正）を返しています（{ $target }）
    .fix = Djangoなら、settings.pyのALLOWED_HOSTSにロードバランサーのDNS名とサーバーのIPアドレスが入っているかを確かめてください（ヘルスチェックはIPアドレスで来ます）。直したらアプリケーションを再起動します。
explain-app-forbidden = アプリケーションが{ $codes }（許可されていない）を返しています（{ $target }）
    .fix = Session Managerで{ $target }に入り、公開するページのファイルの権限と、アプリケーションのアクセス制限を確かめてください。
explain-app-not-found = アプリケーションが{ $codes }（ページがない）を返しています（{ $target }）
    .fix = Session Managerで{ $target }に入り、アプリケーションがこのパスのページを持っているか、正しいものが起動しているかを確かめてください。
explain-app-error = アプリケーションが{ $codes }（サーバー内部のエラー）を返しています（{ $target }）
    .fix = Session Managerで{ $target }に入り、アプリケーションのログを読んでください（pm2なら「pm2 logs」）。データベースに届かないときは、データベースのセキュリティグループと、インスタンスに付いているグループ（ec2-rds-1など）を確かめます。
explain-app-other-code = アプリケーションが思ったコードを返していません（{ $codes }、{ $target }）
    .fix = Session Managerで{ $target }に入り、「curl -i http://localhost/」で返事を見て、アプリケーションの設定（リダイレクトなど）を確かめてください。
explain-app-502 = { $url }が502を返しました。ロードバランサーはサーバー（{ $target }）から正しい返事を受け取れていません（{ $codes }）
    .fix = サーバーの中でアプリケーションが落ちていないか、途中で接続を切っていないかを、ログで確かめてください。「{ $name }」のプロトコルがアプリケーションと同じかも見ます。
explain-app-503 = { $url }が503を返しました（{ $codes }）
    .fix = 「{ $name }」の「ターゲット」タブで、使えるターゲットがあるかを見てください。ターゲットがhealthyなら、503を返しているのはアプリケーション（{ $target }）です。ログを読みます。
explain-app-504 = { $url }が504を返しました。サーバー（{ $target }）の返事が時間内に来ません（{ $codes }）
    .fix = アプリケーションの遅い処理やデータベースの待ちを、ログで確かめてください。「{ $name }」のヘルスチェックだけが速いこともあります。
explain-app-page = { $url }は開けますが、求めるページではありません（見当たらない文字: { $texts }）
    .fix = 別のアプリケーションやサーバーの初期ページが出ていないか、ブラウザーで見てください。「{ $name }」に登録したインスタンス（{ $target }）が目当てのものかも確かめます。

## コマンドの説明

command-explain =
    .about = リクエストの通り道をたどり、最初に止まっている場所、理由、直し方を示します。読み取るだけで、何も変更しません。
    .usage = hanamaru explain [オプション] COURSE
arg-explain-step = このステップが扱うリスナーの通り道を説明します
explain-exit =
    終了ステータス:
      0  どこも止まっていない
      1  止まっている場所がある
      2  入力した内容が誤っている
      3  止まっている場所は見つからないが、確認できなかったところがある

## トレーナー

tui-way-offer = x を押すと、どこで止まっているかを図で見られます
tui-way-asking = 確認しています…
tui-way-needs-account = 通り道を見るには、アカウントを選んでください
tui-key-explain = 通り道
tui-key-way-again = 見直す
tui-key-way-copy = コマンドをコピー
tui-help-way = 通り道を開いているとき
