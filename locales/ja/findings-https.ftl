# 独自ドメインとHTTPSの講座の確認: 出口、リスナー、TLS、証明書、ハンドシェイク。

## ネットワーク

public-subnets-zone-missing =
    .expected = VPC { $vpc }の{ $zone }に、パブリックサブネットがあること
    .actual = { $zone }にはパブリックサブネットがありません（あるもの: { $found }）
    .hint = VPCコンソールの「サブネット」で、{ $zone }のサブネットのルートテーブルを開き、0.0.0.0/0の行き先がインターネットゲートウェイ（igw-…）になっているかを見てください。サブネット自体がなければ「サブネットを作成」で作ります。
load-balancer-zones =
    .expected = 「{ $name }」が{ $zones }にあること
    .actual = { $enabled }にあります
load-balancer-zones-absent =
    .expected = 「{ $name }」が{ $zones }にあること
    .actual = { $absent }が有効になっていません（有効なもの: { $enabled }）
    .hint = 「ロードバランサー」で「{ $name }」を選び、「ネットワークマッピング」タブの「サブネットを編集」で{ $absent }のパブリックサブネットを選んで保存してください。

## アウトバウンド

egress-reaches-group =
    .expected = 「{ $group }」から「{ $target }」へ、TCPポート{ $port }で出られること
    .actual = 「{ $target }」を宛先にしたアウトバウンドルールがあります
egress-covers-vpc =
    .expected = 「{ $group }」から「{ $target }」へ、TCPポート{ $port }で出られること
    .actual = アウトバウンドルールの宛先が、VPC全体（{ $blocks }）を含んでいます
egress-none =
    .expected = 「{ $group }」から「{ $target }」へ、TCPポート{ $port }で出られること
    .actual = アウトバウンドルールが1つもないので、どこへも出られません
    .hint = 「セキュリティグループ」で「{ $group }」を選び、「アウトバウンドルール」タブの「アウトバウンドルールを編集」→「ルールを追加」と進みます。タイプ「HTTP」、送信先「カスタム」で「{ $target }」を選び、「ルールを保存」を押してください。
egress-other-port =
    .expected = 「{ $group }」から「{ $target }」へ、TCPポート{ $port }で出られること
    .actual = 「{ $target }」宛てのルールはありますが、TCPのポート{ $port }ではありません（{ $rules }）
    .hint = 「{ $group }」の「アウトバウンドルールを編集」で、そのルールのタイプを「HTTP」（TCP、ポート{ $port }）に変えて「ルールを保存」を押してください。
egress-on-ingress =
    .expected = 「{ $group }」から「{ $target }」へ、TCPポート{ $port }で出られること
    .actual = 「{ $target }」のルールが、アウトバウンドではなくインバウンドに書かれています
    .hint = 「{ $group }」の「アウトバウンドルールを編集」で、タイプ「HTTP」、送信先「{ $target }」のルールを足してください。インバウンドに入れたほうは「インバウンドルールを編集」で削除します。
egress-closed =
    .expected = 「{ $group }」から「{ $target }」へ、TCPポート{ $port }で出られること
    .actual = ポート{ $port }で出られるアウトバウンドルールがありません（あるもの: { $rules }）
    .hint = 「{ $group }」の「アウトバウンドルール」タブの「アウトバウンドルールを編集」→「ルールを追加」で、タイプ「HTTP」、送信先「{ $target }」を足し、「ルールを保存」を押してください。
egress-elsewhere =
    .expected = 「{ $group }」から「{ $target }」へ、TCPポート{ $port }で出られること
    .actual = ポート{ $port }の宛先が、「{ $target }」ともVPC全体（{ $blocks }）とも違います（{ $rules }）
    .hint = 「{ $group }」の「アウトバウンドルールを編集」で、HTTPのルールの送信先を「{ $target }」（{ $target_id }）に変えて「ルールを保存」を押してください。
advice-egress-everything = 「{ $group }」に、すべての宛先を許す初期のアウトバウンドルールが残っています。動きますが、ALBが話す相手はECSだけなので、「アウトバウンドルールを編集」で「すべてのトラフィック」の行を消しておくと、より安全です。

## ターゲットグループ

target-group-wrong-version =
    .expected = 「{ $name }」のプロトコルバージョンが{ $wanted }であること
    .actual = { $found }です
    .hint = プロトコルバージョンはあとから変えられません。「ターゲットグループの作成」で{ $wanted }を選んで作り直し、リスナーの転送先を新しいものに替えてください。
target-group-wrong-address-type =
    .expected = 「{ $name }」のIPアドレスタイプが{ $wanted }であること
    .actual = { $found }です
    .hint = IPアドレスタイプはあとから変えられません。「ターゲットグループの作成」で{ $wanted }を選んで作り直し、リスナーの転送先を新しいものに替えてください。
target-group-setting-untold =
    .expected = 「{ $name }」の設定が{ $wanted }であること
    .actual = この設定がAWSの応答に含まれていません
    .hint = あなたの設定が原因とは言えません。少し待ってから、もう一度確認してください。
targets-later =
    .expected = 「{ $target_group }」に登録されたターゲットが、すべてhealthyであること
    .actual = ターゲットはまだありません。ここまでは、それで正しい状態です
    .hint = 次の章でECSサービスを作ると、タスクのIPアドレスがECSによって登録されます。登録されてから、もう一度確認してください。練習用アカウントでは、このステップのコマンドで登録できます。

## リスナー

listener-exists =
    .expected = 「{ $load_balancer }」にリスナー{ $protocol }:{ $port }があること
    .actual = あります
listener-missing =
    .expected = 「{ $load_balancer }」にリスナー{ $protocol }:{ $port }があること
    .actual = ありません（あるもの: { $others }）
    .hint = 「ロードバランサー」で「{ $load_balancer }」を選び、「リスナーとルール」タブの「リスナーの追加」で、プロトコル{ $protocol }、ポート{ $port }のリスナーを作ってください。
listener-missing-all =
    .expected = 「{ $load_balancer }」にリスナー{ $protocol }:{ $port }があること
    .actual = リスナーが1つもありません
    .hint = 「ロードバランサー」で「{ $load_balancer }」を選び、「リスナーとルール」タブの「リスナーの追加」で、プロトコル{ $protocol }、ポート{ $port }のリスナーを作ってください。
listener-redirects-to-https =
    .expected = リスナー{ $protocol }:{ $port }が、「{ $target_group }」への転送か、同じホストのHTTPSへのリダイレクトをすること
    .actual = 同じホストのHTTPSへリダイレクトします（{ $to }）
advice-listener-redirects = HTTPで来た人をHTTPSへ案内しています。両方とも転送するより、よいやり方です。このまま進めてください。ターゲットへ届くのは、HTTPSのリクエストだけになります。
https-listener-unseen =
    .expected = 「{ $load_balancer }」にリスナーHTTPS:{ $port }があること
    .actual = 先の確認ではありましたが、ここでは見つかりません
    .hint = AWSの応答どうしが食い違っています。少し待ってから、もう一度確認してください。

## セキュリティポリシー

tls-policy-sound =
    .expected = HTTPS:{ $port }のセキュリティポリシーが、TLS 1.2以上だけを許すこと
    .actual = { $policy }です（{ $protocols }）
tls-policy-old =
    .expected = HTTPS:{ $port }のセキュリティポリシーが、TLS 1.2以上だけを許すこと
    .actual = { $policy }は、古い{ $old }も許しています
    .hint = { $old }は弱点が知られ、廃止されたプロトコルです。「{ $load_balancer }」の「リスナーとルール」タブで「HTTPS:{ $port }」を開き、「セキュリティ」タブの「セキュアリスナーの設定を編集」で、「推奨」と付いたポリシー（いまは{ $recommended }）を選んで保存してください。CLIで作ると、指定しないかぎり古いポリシーになります。
tls-policy-untold =
    .expected = HTTPS:{ $port }のセキュリティポリシーが、TLS 1.2以上だけを許すこと
    .actual = ポリシーか、その中身がAWSの応答に含まれていません（{ $policy }）
    .hint = あなたの設定が原因とは言えません。少し待ってから、もう一度確認してください。
advice-tls-policy-other = { $policy }でもTLS 1.2以上だけになるので安全です。いまコンソールが勧めるのは{ $recommended }です。

## 証明書

domain-not-a-name =
    .expected = 値「{ $key }」に、自分のドメイン名が入っていること
    .actual = 「{ $given }」はドメイン名として読めません
    .hint = api.example.comのように、ホスト名だけを指定してください。https:// や / 、ポート番号、* は付けません。「--set { $key }=ドメイン名」で指定し直せます。
certificate-issued =
    .expected = { $domain }の証明書が発行済みで、期限内であること
    .actual = 発行済みです（名前: { $names }、期限: { $until }）
certificate-expired =
    .expected = { $domain }の証明書が期限内であること
    .actual = 期限が切れています（名前: { $names }、期限: { $until }）
    .hint = Certificate Manager（ACM）の「証明書をリクエスト」で新しい証明書を作り、発行済みになったら「リスナーとルール」タブの「HTTPS:443」で選び直してください。DNS検証のCNAMEレコードを残しておけば、次からは自動で更新されます。
certificate-not-yet =
    .expected = { $domain }の証明書が期限内であること
    .actual = まだ有効期間が始まっていません（{ $from }から）
    .hint = その日時まで待つか、いま有効な証明書に替えてください。
certificate-pending =
    .expected = { $domain }の証明書が発行済みであること
    .actual = 検証待ちです（PENDING_VALIDATION。名前: { $names }）
    .hint = ACMで証明書を開き、「ドメイン」の欄にあるCNAMEレコードを、そのドメインのDNSに足してください（Route 53なら「Route 53でレコードを作成」を押すだけです）。たいてい数分から30分で「発行済み」になります。
certificate-validation-timed-out =
    .expected = { $domain }の証明書が発行済みであること
    .actual = 72時間以内に検証できず、打ち切られました（VALIDATION_TIMED_OUT）
    .hint = この証明書はもう使えません。ACMで削除し、「証明書をリクエスト」でやり直して、表示されたCNAMEレコードをすぐにDNSへ足してください。
certificate-revoked =
    .expected = { $domain }の証明書が発行済みであること
    .actual = 失効しています（REVOKED、理由: { $reason }）
    .hint = 失効した証明書は元に戻せません。ACMの「証明書をリクエスト」で新しく作り、HTTPSのリスナーで選び直してください。
certificate-failed =
    .expected = { $domain }の証明書が発行済みであること
    .actual = 発行に失敗しています（FAILED、理由: { $reason }）
    .hint = 理由がCAA_ERRORなら、ドメインのCAAレコードにamazon.comを足します。ほかの理由はACMの証明書の画面で読み、取り除いてから「証明書をリクエスト」でやり直してください。
certificate-inactive =
    .expected = { $domain }の証明書が使える状態であること
    .actual = 使えない状態です（{ $status }）
    .hint = ACMで証明書の状態を確かめ、発行済みの証明書に替えてください。
certificate-status-unknown =
    .expected = { $domain }の証明書が発行済みであること
    .actual = 知らない状態です: { $status }
    .hint = ACMの「証明書を一覧」で、状態を確かめてください。
advice-certificate-ends = この証明書は{ $until }に期限が切れます。自動では更新されないので、早めに新しいものを用意してください。
advice-certificate-renewal = この証明書の期限は{ $until }です。ACMが自動で更新します。DNSのCNAMEレコードを消していないかだけ、確かめておきましょう。
certificate-absent =
    .expected = リージョン{ $region }のACMに、{ $domain }の証明書があること
    .actual = 見つかりません（あるもの: { $names }）
    .hint = まず、ACMのコンソール右上のリージョンが{ $region }かを見てください。CloudFront用にus-east-1で作った証明書は、ALBでは使えません。なければ「証明書をリクエスト」→「パブリック証明書をリクエスト」で{ $domain }を指定し、DNS検証を済ませます。ドメインの指定が違うときは「--set { $key }=ドメイン名」で直せます。
certificate-wildcard-one-label =
    .expected = リージョン{ $region }のACMに、{ $domain }の証明書があること
    .actual = 近い証明書はありますが、{ $domain }は含まれません（あるもの: { $names }）
    .hint = ワイルドカード（*.example.com）の * は、ちょうど1段分です。example.comそのものにも、a.b.example.comにも使えません。ACMの「証明書をリクエスト」で、{ $domain }を名前に加えて作り直してください。
certificate-names-cut =
    .expected = リージョン{ $region }のACMに、{ $domain }の証明書があること
    .actual = 名前の多い証明書があり、一覧にはすべての名前が出ません
    .hint = ACMで証明書を開き、「ドメイン」に{ $domain }があるかを見てください。
listener-certificate-other =
    .expected = HTTPS:{ $port }の証明書が、{ $domain }のものであること
    .actual = 別の名前の証明書です: { $names }
    .hint = 「{ $load_balancer }」の「リスナーとルール」タブで「HTTPS:{ $port }」を開き、「証明書」タブの「デフォルトを変更」で{ $domain }の証明書を選んで保存してください。ドメインの指定が違うときは「--set { $key }=ドメイン名」で直せます。
listener-certificate-one-label =
    .expected = HTTPS:{ $port }の証明書が、{ $domain }のものであること
    .actual = 近い名前の証明書ですが、{ $domain }は含まれません: { $names }
    .hint = ワイルドカード（*.example.com）の * は、ちょうど1段分です。example.comそのものにも、a.b.example.comにも使えません。{ $domain }を含む証明書をACMで作り、「証明書」タブの「デフォルトを変更」で選び直してください。
certificate-none-told =
    .expected = HTTPS:{ $port }の証明書が、{ $domain }のものであること
    .actual = リスナーの証明書がAWSの応答に含まれていません
    .hint = あなたの設定が原因とは言えません。少し待ってから、もう一度確認してください。
certificate-of-another-service =
    .expected = HTTPS:{ $port }の証明書が、{ $domain }のものであること
    .actual = ACMにない証明書なので、中身を確かめられません: { $arns }
    .hint = IAMに置いたサーバー証明書のようです。間違いとは限りません。この講座のとおりにするなら、ACMの証明書を「証明書」タブの「デフォルトを変更」で選んでください。
certificate-presented =
    .expected = HTTPS:{ $port }の証明書が、{ $domain }のものであること
    .actual = ハンドシェイクで確かめました（名前: { $names }、期限: { $until }）
advice-certificate-of-another-service = この証明書はACMのものではありません。ACMの証明書に替えると、更新が自動になります。
advice-certificate-not-default = { $domain }の証明書は、デフォルトではなく追加の証明書です。名前（SNI）を送るブラウザーには正しく見えますが、送らない相手にはデフォルトの証明書が出ます。

## ハンドシェイク

handshake-good =
    .expected = { $domain }という名前でTLSのハンドシェイクをすると、正しい証明書が返ること
    .actual = { $protocol }でつながり、{ $names }の証明書が返りました（期限: { $until }）
handshake-wrong-name =
    .expected = { $domain }という名前でTLSのハンドシェイクをすると、正しい証明書が返ること
    .actual = 別の名前の証明書が返りました: { $names }
    .hint = ブラウザーでは「この接続ではプライバシーが保護されません」と出ます。「リスナーとルール」タブの「HTTPS:{ $port }」で、{ $domain }の証明書を選び直してください。
handshake-expired =
    .expected = { $domain }という名前でTLSのハンドシェイクをすると、期限内の証明書が返ること
    .actual = 期限の切れた証明書が返りました（{ $until }まで）
    .hint = ACMで新しい証明書を用意し、「リスナーとルール」タブの「HTTPS:{ $port }」で選び直してください。
handshake-not-yet-valid =
    .expected = { $domain }という名前でTLSのハンドシェイクをすると、期限内の証明書が返ること
    .actual = まだ有効期間の始まっていない証明書が返りました（{ $from }から）
    .hint = その日時まで待つか、いま有効な証明書に替えてください。
handshake-chain-expired =
    .expected = 証明書のチェーンがすべて期限内であること
    .actual = 証明書そのものは期限内ですが、発行元までのチェーンの中に期限外のものがあります（発行元: { $issuer }）
    .hint = 取り込んだ証明書なら、新しい中間証明書を付けて、ACMで「証明書を再インポート」してください。
handshake-untrusted =
    .expected = { $domain }の証明書が、広く信頼されている認証局につながること
    .actual = 信頼できない証明書です（発行元: { $issuer }）
    .hint = 自己署名の証明書か、中間証明書なしで取り込んだ証明書のようです。ACMの「パブリック証明書をリクエスト」で作ったものに替えるか、チェーンを付けて「証明書を再インポート」してください。社内の認証局のものなら、--cacertでその証明書を渡して確認できます。
handshake-root-unknown =
    .expected = { $domain }の証明書が、信頼された認証局につながること
    .actual = ACMが発行した証明書ですが、このパソコンには発行元が登録されていません（{ $issuer }）
    .hint = あなたの設定が原因とは言えません。発行元のルート証明書を--cacertで渡して、もう一度確認してください。練習用アカウントのルート証明書は、アカウントのURLの/ca.pemにあります。
handshake-other-certificate =
    .expected = { $domain }という名前でTLSのハンドシェイクをすると、リスナーの証明書が返ること
    .actual = リスナーのどの証明書とも違う、信頼できない証明書が返りました（名前: { $names }、発行元: { $issuer }）
    .hint = 証明書を替えた直後なら、数分待ってもう一度確認してください。会社のプロキシやセキュリティソフトが通信を差し替えていることもあります。その場合は別の回線で確かめるか、その発行元の証明書を--cacertで渡してください。どちらでもなければ、--connect-toや--resolveの行き先を見直します。
handshake-unknown-certificate =
    .expected = { $domain }という名前でTLSのハンドシェイクをすると、正しい証明書が返ること
    .actual = 返った証明書がリスナーのものかを確かめられません（名前: { $names }、発行元: { $issuer }）
    .hint = リスナーの証明書を見る権限（acm:DescribeCertificateなど）がないか、ACMにない証明書です。ブラウザーで{ $domain }を開き、鍵のマークから証明書を確かめてください。
handshake-unreadable =
    .expected = { $domain }という名前でTLSのハンドシェイクをすると、正しい証明書が返ること
    .actual = 返った証明書を読み取れません
    .hint = ブラウザーで{ $domain }を開き、鍵のマークから証明書を確かめてください。
handshake-clock =
    .expected = { $domain }の証明書が、このパソコンの時計でも期限内であること
    .actual = 証明書は期限内ですが、このパソコンの時計では期限外です
    .hint = パソコンの日付と時刻を合わせてから、もう一度確認してください。
handshake-provisioning =
    .expected = { $host }とTLSのハンドシェイクができること
    .actual = ロードバランサー「{ $load_balancer }」はまだ作成中です
    .hint = activeになるまで、2〜3分待ってください。
handshake-stopped =
    .expected = { $host }とTLSのハンドシェイクができること
    .actual = { $stage }の段階で止まりました（{ $stop }、{ $elapsed }秒）
    .hint = 設定の中に原因は見当たりません。手元のネットワーク（プロキシや社内の制限など）も含めて確かめ、もう一度確認してください。
