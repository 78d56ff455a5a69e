# 「cleanup」: 残っているもの、かかっている費用、消すコマンド。

command-cleanup =
    .about = コースのもので、まだ残っているものと1時間あたりの費用（概算）、消すコマンドを表示します。何も削除しません。
    .usage = hanamaru cleanup [オプション] COURSE
cleanup-exit = 終了ステータス: 0は何も残っていない、1は残っている、2は入力の誤り、3は残っていないと言いきれない（見えなかった、削除中、コースのものか分からない）
arg-cleanup-shell = 削除コマンドを書くシェル（bashかpowershell）

## 種類

leftover-kind-auto-scaling-group = Auto Scalingグループ
leftover-kind-instance = インスタンス
leftover-kind-alarm = CloudWatchアラーム
leftover-kind-listener-rule = リスナーのルール
leftover-kind-stickiness = 維持設定
leftover-kind-load-balancer = ロードバランサー
leftover-kind-target-group = ターゲットグループ
leftover-kind-launch-template = 起動テンプレート
leftover-kind-image = AMI
leftover-kind-snapshot = スナップショット
leftover-kind-volume = EBSボリューム
leftover-kind-nat-gateway = NATゲートウェイ
leftover-kind-address = Elastic IP
leftover-kind-network-interface = ネットワークインターフェイス
leftover-kind-security-group = セキュリティグループ

## なぜここにあるか

leftover-why-made = このコースで作ったものです。
leftover-why-made-on = このコースで「{ $name }」に加えた設定です。ロードバランサー自体は残します。
leftover-why-of-group = Auto Scalingグループ「{ $group }」のインスタンスです。グループを削除すると一緒に終了します。
leftover-why-group-gone = Auto Scalingグループ「{ $group }」はもうないのに、残っているインスタンスです。
leftover-why-from-image = AMI「{ $image }」から起動したインスタンスです。
leftover-why-alarm-of-group = グループ「{ $group }」のアラームです。グループと一緒に消えます。
leftover-why-alarm = グループ「{ $group }」はもうないのに、残っているアラームです。
leftover-why-snapshot = AMI「{ $image }」のスナップショットです。AMIの登録を解除しても残り、費用がかかり続けます。
leftover-why-snapshot-orphan = 登録を解除したAMI（{ $image }）のスナップショットです。忘れられやすく、消すまで費用がかかります。
leftover-why-snapshot-unknown = 登録を解除されたAMIのスナップショットですが、どのインスタンスから作ったものか分かりません。
leftover-why-volume = このコースのAMIから作られ、どのインスタンスにも付いていないボリュームです。
leftover-why-volume-loose = どのインスタンスにも付いていないボリュームです。使わないなら費用のむだです。
leftover-why-interface = このコースのセキュリティグループを使い、どこにも付いていないネットワークインターフェイスです。
leftover-why-address = どこにも関連付けられていないElastic IPです。使っていなくても費用がかかります。
leftover-why-other-balancer = コースとは別の名前ですが、このコースのセキュリティグループかターゲットグループを使っています。作り直したときの残りかもしれません。
leftover-why-named = 起動テンプレートが付ける名前のインスタンスですが、どのグループのものでもありません。
leftover-keep-before = コースの前からあるものなので、残します。
leftover-keep-stopped = コースの前からあるものなので、残します。停止中はストレージ（とElastic IP）の分だけかかります。
leftover-keep-nat = コースのVPCのNATゲートウェイです。コースの前からあるものなので残しますが、動いているあいだ費用がかかります。

## 削除からの保護

leftover-protected-load-balancer = 削除保護がオンなので、このまま消そうとするとOperationNotPermittedで断られます。先にオフにします。EC2コンソールなら、「ロードバランサー」で「{ $name }」を選び、「属性」タブの「編集」で「削除保護」をオフにして「変更内容の保存」を押します。
leftover-protection-unseen = 削除保護がオンかどうかは確かめられていません。OperationNotPermittedで断られたら、EC2コンソールの「ロードバランサー」でこのロードバランサーを選び、「属性」タブの「編集」で「削除保護」をオフにしてから消します。
leftover-protected-group = 削除保護が設定されているので、このまま消そうとするとResourceInUseで断られます。先に外します。EC2コンソールなら、「Auto Scaling グループ」で「{ $name }」を開き、「詳細」タブで削除保護を「なし」にします。
leftover-protected-instance = 起動テンプレートで終了保護がオンになっています。オンのままだとOperationNotPermittedで断られるので、先にオフにします。EC2コンソールなら、「インスタンス」でこのインスタンスを選び、「アクション → インスタンスの設定 → 終了保護を変更」を開きます。
leftover-protected-image = 登録解除の保護がオンなので、先にオフにします。クールダウン付きの保護だったときは、オフにしてから24時間は登録を解除できません。EC2コンソールなら、「AMI」でこのAMIを選び、「アクション → AMI登録解除の保護を管理」を開きます。

## 費用

leftover-cost-instance = { $type }
leftover-cost-volume = EBS { $type } { $gib }GiB
leftover-cost-snapshot = スナップショット 最大{ $gib }GiB
leftover-cost-address = パブリックIPv4 { $count }個
leftover-cost-application-load-balancer = ALB（LCUを除く）
leftover-cost-network-load-balancer = NLB（LCUを除く）
leftover-cost-load-balancer = ロードバランサー
leftover-cost-nat-gateway = NATゲートウェイ（通信量を除く）
leftover-cost-alarm = アラーム（無料枠を除く）

leftover-hourly = 約${ $dollars }/時
leftover-hourly-least = ${ $dollars }/時以上
leftover-hourly-tiny = $0.0001/時未満
leftover-hourly-unknown = 価格不明
leftover-sum = 合計 { $hourly }（このまま1日で約${ $day }、30日で約${ $month }）
leftover-sum-least = 合計 { $hourly }（このまま1日で${ $day }以上、30日で${ $month }以上）
leftover-sum-free = どれも費用はかかっていません。
leftover-since = { $at }から（{ $age }）

## 一覧

leftover-title = 残っているものと費用
leftover-left = このコースで作ったもの（消す順）
leftover-left-none = このコースで作ったものは、何も残っていません。
leftover-left-none-unsure = 見えた範囲では、このコースで作ったものは残っていません。
leftover-leaving = 削除が進んでいます。
leftover-goes-along = 上のものと一緒に消えるので、コマンドはありません。
leftover-held = まだ使っているもの: { $names }
leftover-held-target-group = まだ使っているもの: { $names }。先に、そのリスナーやルールを消すか転送先を変えます（そのまま消すとResourceInUseになります）。
leftover-held-security-group = まだ付けているもの: { $names }。先に外すか、ほかのセキュリティグループに付け替えます（そのまま消すとDependencyViolationになります）。
leftover-held-snapshot = まだ使っているもの: { $names }。先に、そのAMIの登録を解除します（そのまま消すとInvalidSnapshot.InUseになります）。
leftover-perhaps = このコースのものかもしれないもの（中身を確かめてから消す）
leftover-kept = コースの前からあるもの（残す）
leftover-unseen = 確認できなかったもの
leftover-unseen-note = ここに何か残っていても、この一覧には出ません。
leftover-estimate = 費用は概算です。AWSの公開価格表（{ $asof }時点、{ $region }、オンデマンド、Linux）から計算し、LCU、通信量、税、割引、無料枠は入れていません。正しい金額は「請求とコスト管理」コンソールで確かめてください。
leftover-estimate-none = このリージョン（{ $region }）の価格は、手元の価格表にありません。
leftover-not-looked = Aurora/RDS、ECS、S3、Secrets Managerは調べていません。
leftover-other-region = 調べたのは{ $region }だけです。このコースのリージョンは、ふつう{ $home }です。{ $home }に残っているものはこの一覧に出ないので、「--region { $home }」でも確かめてください。
leftover-commands-note = コマンドは表示するだけで、実行しません。セキュリティグループの削除がDependencyViolationになったら、ロードバランサーの後始末が終わるまで1〜2分待って、もう一度試してください。

## トレーナー

tui-tab-left = 残っているもの
leftover-looking = アカウントを調べています…
leftover-not-yet = まだ調べていません。r を押すと調べます。
leftover-practice = 練習用アカウントなので、実際の料金はかかりません。金額は、本物のアカウントならこのくらいという目安です。
leftover-header = 概算 { $hourly }
leftover-quit = このコースで作ったものに、まだ{ $hourly }の費用がかかっています。終えるにはもう一度q
