# ロードバランサーを1台のインスタンスの前に置く講座の確認。

## 名前の代わり

advice-vpc-of-instance = 「{ $name }」という名前のVPCはないので、インスタンス「{ $instance }」のあるVPC { $vpc }で確認します。
advice-instance-by-group = Nameタグが「{ $name }」のインスタンスはないので、セキュリティグループから見つけた{ $instance }を見ています。名前を合わせるか、`--set`で教えておくと確実です。

## ロードバランサー

load-balancer-subnets =
    .expected = 「{ $name }」がサブネット{ $subnets }にあること
    .actual = そのとおりです
load-balancer-subnets-absent =
    .expected = 「{ $name }」がサブネット{ $subnets }にあること
    .actual = 選ばれていないサブネットがあります: { $absent }
    .hint = 「ロードバランサー」で「{ $name }」を選び、「ネットワークマッピング」タブの「サブネットを編集」で{ $absent }を選んで保存してください。1つのAZから選べるサブネットは1つです。
load-balancer-subnets-untold =
    .expected = 「{ $name }」がサブネット{ $subnets }にあること
    .actual = サブネットの一部がAWSの応答に含まれていません
    .hint = あなたの設定が原因とは言えません。少し待ってから、もう一度確認してください。
advice-load-balancer-more-subnets = 「{ $name }」は、ほかのサブネットにも置かれています: { $others }。動きますが、AZが1つ増えるごとにパブリックIPv4アドレスの料金も増えます。
load-balancer-address-type =
    .expected = 「{ $name }」のIPアドレスタイプが{ $type }であること
    .actual = { $found }です
load-balancer-wrong-address-type =
    .expected = 「{ $name }」のIPアドレスタイプが{ $type }であること
    .actual = { $found }です
    .hint = 「ロードバランサー」で「{ $name }」を選び、「アクション」→「IP アドレスタイプを編集」で{ $type }を選んで保存してください。
load-balancer-address-type-untold =
    .expected = 「{ $name }」のIPアドレスタイプが{ $type }であること
    .actual = IPアドレスタイプがAWSの応答に含まれていません
    .hint = あなたの設定が原因とは言えません。少し待ってから、もう一度確認してください。
load-balancer-admits =
    .expected = 「{ $name }」のTCPポート{ $ports }に、{ $from }から届くこと
    .actual = { $groups }を合わせると、届きます
load-balancer-admits-no-group =
    .expected = 「{ $name }」のTCPポート{ $ports }に、{ $from }から届くこと
    .actual = セキュリティグループが1つも付いていません
    .hint = 「{ $name }」の「セキュリティ」タブで「編集」を押し、ポート{ $ports }を開けたグループを付けて保存してください。
load-balancer-admits-not =
    .expected = 「{ $name }」のTCPポート{ $port }に、{ $source }から届くこと
    .actual = 付いているグループ（{ $groups }）をすべて合わせても、開いていません
    .hint = EC2コンソールの「セキュリティグループ」で、ロードバランサー用のグループを選び、「インバウンドルールを編集」→「ルールを追加」と進みます。ポート範囲{ $port }（80ならタイプ「HTTP」）、ソース{ $source }（0.0.0.0/0なら「Anywhere-IPv4」）で「ルールを保存」を押してください。
load-balancer-admits-unattached =
    .expected = 「{ $name }」のTCPポート{ $port }に、{ $source }から届くこと
    .actual = 「{ $wanted }」は作ってありますが、「{ $name }」に付いていません（付いているもの: { $groups }）
    .hint = 「ロードバランサー」で「{ $name }」を選び、「セキュリティ」タブの「編集」で、いまのグループを外し、「{ $wanted }」を選んで「変更内容の保存」を押してください。
load-balancer-admits-default =
    .expected = 「{ $name }」のTCPポート{ $port }に、{ $source }から届くこと
    .actual = VPCに最初からあるグループ（{ $groups }）しか付いておらず、外からは届きません
    .hint = 「セキュリティグループ」で「{ $wanted }」を作り、ポート{ $port }を{ $source }に開けてください。次に「ロードバランサー」で「{ $name }」の「セキュリティ」タブの「編集」を押し、いまのグループを外して「{ $wanted }」を付けます。最初からあるグループは、ほかのものも使うので開けません。
load-balancer-group-unlisted =
    .expected = 「{ $name }」のTCPポート{ $port }に、{ $source }から届くこと
    .actual = 付いているグループの一部が一覧に見当たりません: { $unlisted }
    .hint = AWSの応答どうしが食い違っています。少し待ってから、もう一度確認してください。
advice-load-balancer-group-name = 「{ $wanted }」という名前のグループは付いていません（付いているもの: { $groups }）。ウィザードが付けた名前でもかまいません。あとのステップでは、このロードバランサーに付いたグループで確認します。
load-balancer-has-group =
    .expected = 「{ $name }」に{ $group }が付いていること
    .actual = 付いています
load-balancer-lacks-group =
    .expected = 「{ $name }」に{ $group }が付いていること
    .actual = 付いていません（付いているもの: { $others }）
    .hint = 「ロードバランサー」で「{ $name }」を選び、「セキュリティ」タブの「編集」で{ $group }を選んで「変更内容の保存」を押してください。
advice-load-balancer-more-groups = 「{ $name }」には、ほかのグループも付いています: { $others }。許可は足し算なので、要らなければ外しておくと分かりやすくなります。

## ターゲットグループ

target-group-health =
    .expected = 「{ $name }」のヘルスチェックが{ $protocol }で{ $path }を見ること
    .actual = そのとおりです
target-group-health-off =
    .expected = 「{ $name }」のヘルスチェックが有効であること
    .actual = ヘルスチェックが無効です
    .hint = 「ターゲットグループ」で「{ $name }」を選び、「ヘルスチェック」タブの「編集」で有効にし、プロトコル{ $protocol }、パス{ $path }で保存してください。
target-group-health-protocol =
    .expected = 「{ $name }」のヘルスチェックのプロトコルが{ $protocol }であること
    .actual = { $found }です
    .hint = 「ターゲットグループ」で「{ $name }」を選び、「ヘルスチェック」タブの「編集」で、プロトコルを{ $protocol }に変えて保存してください。
target-group-health-path =
    .expected = 「{ $name }」のヘルスチェックのパスが{ $path }であること
    .actual = { $found }です
    .hint = 「ターゲットグループ」で「{ $name }」を選び、「ヘルスチェック」タブの「編集」で、パスを{ $path }に変えて保存してください。
target-group-health-port =
    .expected = 「{ $name }」のヘルスチェックが、リクエストを送るポートを見ること
    .actual = 別のポート{ $found }を見ています
    .hint = 「ヘルスチェック」タブの「編集」→「ヘルスチェックの詳細設定」で、ヘルスチェックポートを「トラフィックポート」に変えて保存してください。
target-group-health-untold =
    .expected = 「{ $name }」のヘルスチェックが{ $protocol }で{ $path }を見ること
    .actual = ヘルスチェックの設定がAWSの応答に含まれていません
    .hint = あなたの設定が原因とは言えません。少し待ってから、もう一度確認してください。
advice-target-group-health-settings = 「{ $name }」のヘルスチェックに、AWSの初期値と違う設定があります（かっこの中が初期値）: { $settings }。動作に問題はありません。
target-registered =
    .expected = { $instance }が「{ $target_group }」に、ポート{ $port }で登録されていること
    .actual = 登録されています
target-registered-none =
    .expected = { $instance }が「{ $target_group }」に、ポート{ $port }で登録されていること
    .actual = ターゲットが1つも登録されていません
    .hint = 「ターゲットグループ」で「{ $target_group }」を選び、「ターゲット」タブの「ターゲットを登録」を押します。{ $instance }に印を付け、ポート{ $port }で「保留中として以下を含める」を押し、最後に「保留中のターゲットの登録」を押してください。「保留中」のままでは登録されません。
target-registered-other =
    .expected = { $instance }が「{ $target_group }」に、ポート{ $port }で登録されていること
    .actual = 登録されているのは別のターゲットです: { $found }
    .hint = 「ターゲットグループ」で「{ $target_group }」を選び、「ターゲット」タブの「ターゲットを登録」で{ $instance }をポート{ $port }で登録してください。間違えて入れたものは、選んで「登録解除」を押します。
target-registered-draining =
    .expected = { $instance }が「{ $target_group }」に、ポート{ $port }で登録されていること
    .actual = 登録を解除している途中です（draining）
    .hint = 「ターゲット」タブの「ターゲットを登録」で、{ $instance }をもう一度登録してください。
target-registered-other-port =
    .expected = { $instance }が「{ $target_group }」に、ポート{ $port }で登録されていること
    .actual = 登録されているポートは{ $ports }です
    .hint = 「ターゲット」タブの「ターゲットを登録」で{ $instance }を選び、「選択したインスタンスのポート」を{ $port }にして「保留中として以下を含める」→「保留中のターゲットの登録」と進みます。そのあと、ポート{ $ports }の行を選んで「登録解除」を押してください。
target-registered-port-untold =
    .expected = { $instance }が「{ $target_group }」に、ポート{ $port }で登録されていること
    .actual = 登録されたポートがAWSの応答に含まれていません
    .hint = あなたの設定が原因とは言えません。少し待ってから、もう一度確認してください。

## インスタンスに直接

instance-port-closed =
    .expected = { $instance }のパブリックアドレスのポート{ $port }に、直接つながらないこと
    .actual = { $address }のポート{ $port }にはつながりませんでした
instance-port-no-address =
    .expected = { $instance }のパブリックアドレスのポート{ $port }に、直接つながらないこと
    .actual = パブリックアドレスがないので、試すまでもありません
instance-port-unasked =
    .expected = { $instance }のパブリックアドレスのポート{ $port }に、直接つながらないこと
    .actual = { $address }へは接続を試していません。つながったという事実はありません
instance-port-open =
    .expected = { $instance }のパブリックアドレスのポート{ $port }に、直接つながらないこと
    .actual = { $address }のポート{ $port }に、ここから接続できてしまいました
    .hint = ALBを通らない裏口が開いています。「インスタンス」で{ $instance }を選び、「セキュリティ」タブに並ぶグループを1つずつ開きます。ポート{ $port }をALBのグループ以外に許しているルールを「インバウンドルールを編集」で削除し、「ルールを保存」を押してください。許可は、付いている全部のグループの足し算です。
