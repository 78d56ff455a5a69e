# 待機中の確認: ふつうどれくらいかかるか（値）と、長すぎるときに見るところ（-late）。

wait-load-balancer = ロードバランサーの作成は、ふつう2〜3分、長くても{ $usual }ほどです
wait-load-balancer-late = いつもより長くかかっています。EC2コンソールの「ロードバランサー」で状態の詳細を開き、理由が出ていないか、選んだサブネットに空きIPアドレスが8個以上あるかを確かめてください。
wait-dns = 作ったばかりのロードバランサーのDNS名が引けるようになるまで、ふつう2〜3分、長くても{ $usual }ほどです
wait-dns-late = いつもより長くかかっています。ロードバランサーの状態がactiveか、DNS名を写し間違えていないか、このパソコンのDNSが古い「見つからない」を覚えていないか（数分で消えます）を確かめてください。
wait-first-check = 新しいターゲットは、ヘルスチェックに1回成功すればhealthyになります。間隔は{ $interval }秒なので、アプリが応答しはじめてから{ $usual }以内です
wait-first-check-late = いつもより長くかかっています。ターゲットグループの「ターゲット」タブでヘルスステータスの詳細を読み、サーバーでアプリが動いているか、ユーザーデータが途中で止まっていないか（/var/log/cloud-init-output.log）を確かめてください。
wait-health-recovery = 一度unhealthyになったターゲットは、{ $interval }秒おきのヘルスチェックに{ $healthy }回続けて成功すると戻ります（約{ $usual }）
wait-health-recovery-late = いつもより長くかかっています。ターゲットグループの「ターゲット」タブで理由を読んでください。壊したところが、まだ戻っていないのかもしれません。
wait-grace = グループの猶予期間（{ $grace }）のあいだは、応答がなくても作り直されません
wait-grace-late = 猶予期間が終わりました。「ターゲット」タブで理由を読んでください。
wait-launch = インスタンスの起動は、ふつう1〜2分です。そのあとアプリの準備（ユーザーデータ）とヘルスチェックの時間がかかります
wait-launch-late = いつもより長くかかっています。Auto Scalingグループの「アクティビティ」タブで起動のメッセージを読んでください。「インスタンス管理」タブでライフサイクルがPending:Waitのままなら、ライフサイクルフックが完了を待っています。
wait-alarm-acts = アラームが鳴ってから台数が変わりはじめるまで、ふつう1分ほどです（直前に台数を変えていると、ウォームアップの{ $warmup }が終わるまで待つことがあります）
wait-alarm-acts-late = いつもより長くかかっています。「アクティビティ」タブに失敗がないか、台数がもう最大ではないか、「詳細」タブの「中断されたプロセス」にAlarmNotificationかLaunchがないかを確かめてください。
wait-requests = リクエスト数は数分遅れて現れ、アラームは{ $period }ごとの値が{ $datapoints }回続けて目標を超えると鳴ります（合わせて約{ $usual }）
wait-requests-late = いつもより長くかかっています。負荷が続いているか、送り先が自分のALBかを確かめてください。
wait-instance-stop = 停止には、ふつう1分ほどかかります
wait-instance-stop-late = いつもより長くかかっています。停止処理が終わらないときは、もう一度「インスタンスを停止」を選ぶと、強制停止を選べます。
wait-image = イメージの作成は、ふつう数分（{ $usual }ほど）です。ボリュームが大きいと、もっとかかります
wait-image-late = いつもより長くかかっています。EC2コンソールの「スナップショット」で進み具合（%）が進んでいるかを確かめてください。進んでいれば、待つだけで終わります。
wait-certificate = 検証用のCNAMEレコードがDNSに入っていれば、発行はふつう{ $usual }以内です
wait-certificate-late = いつもより長くかかっています。ACMの画面にある検証用のCNAMEレコードの名前と値が、そのままDNSに入っているかを確かめてください（名前の後ろにドメインが二重に付く間違いがよくあります）。
wait-leaving = 終わるまで、ふつう1〜2分です
wait-leaving-late = いつもより長くかかっています。コンソールで状態を見て、削除を妨げるもの（削除保護、ほかからの参照）がないかを確かめてください。
wait-group-leaving = グループは、まずターゲットの登録を解除し（登録解除の遅延{ $delay }）、それからインスタンスを終了します。ふつう{ $usual }ほどです
wait-group-leaving-late = いつもより長くかかっています。「アクティビティ」タブで終了が進んでいるか、「インスタンス管理」タブにスケールインから保護されたインスタンスやTerminating:Waitがないかを確かめてください。

label-usual = ふつうは
label-look-at = 遅れています
tui-label-usual = 目安
tui-label-late = 遅れ
# 残り時間。timeは時刻、leftは「1分20秒」。
tui-wait-left = 残り約{ $left }（{ $time }ごろ）
tui-wait-due = まもなく終わる見込みです（{ $time }ごろの予定でした）

## コンソールの画面

label-console = コンソール
console-open = AWSコンソールで開く

## 正しいものが、別のところに付いている

advice-rule-on-other-group = 「{ $source }」からポート{ $port }への許可は、別のグループ{ $other }に付いています。付け間違いなら、そちらのルールを「削除」し、「{ $group }」の「インバウンドルールを編集」で同じルールを足してください。
advice-attached-to-other-group = 「{ $target_group }」は、別のAuto Scalingグループ「{ $other }」に付いています。付け間違いなら、「{ $other }」の「統合」タブで外し、「{ $group }」に付けてください。
advice-group-on-other-load-balancer = そのグループは、別のロードバランサー「{ $other }」に付いています。付け間違いなら、「{ $load_balancer }」を選び直して「セキュリティ」タブで付けてください。
advice-target-group-on-other-load-balancer = 「{ $target_group }」は、別のロードバランサー「{ $other }」が使っています。1つのターゲットグループを使えるロードバランサーは1つです。「{ $other }」のリスナーの転送先を変えるか消してから、「{ $load_balancer }」のリスナーで選んでください。
