# 実験の講座（lb-basics）の確認。


## ターゲットとつながり

targets-behind =
    .expected = 「{ $load_balancer }」の後ろの1つのターゲットグループに、ターゲットが{ $min }つ以上あること
    .actual = あります（{ $groups }）
targets-behind-too-few =
    .expected = 「{ $load_balancer }」の後ろの1つのターゲットグループに、ターゲットが{ $min }つ以上あること
    .actual = 足りません（{ $groups }）
    .hint = 1台では、1台が止まったときに引き受ける相手がいません。「ターゲットグループ」の「ターゲット」タブで「ターゲットを登録」を押し、同じページを返すインスタンスをもう1台足してください。
targets-behind-no-group =
    .expected = 「{ $load_balancer }」の後ろの1つのターゲットグループに、ターゲットが{ $min }つ以上あること
    .actual = このロードバランサーが使っているターゲットグループがありません
    .hint = 「ロードバランサー」で「{ $load_balancer }」を選び、「リスナーとルール」タブで、ターゲットグループへ転送するリスナーを作ってください。
map-drawn =
    .expected = 「{ $load_balancer }」の、リスナー→ルール→ターゲットグループ→ターゲットの地図が描けること
    .actual = { $ways }
map-without-listener =
    .expected = 「{ $load_balancer }」の、リスナー→ルール→ターゲットグループ→ターゲットの地図が描けること
    .actual = リスナーがまだないので、地図はロードバランサーだけです（{ $ways }）
nlb-none =
    .expected = NLBがあれば、そのリスナーとターゲットを見ること
    .actual = このリージョンにNLBはありません。読むだけで進めます
nlb-shown =
    .expected = NLBがあれば、そのリスナーとターゲットを見ること
    .actual = { $names }: { $ways }

## 実験のリクエスト

requests-nowhere =
    .expected = 「{ $load_balancer }」にリクエストを送れること
    .actual = ターゲットグループへ転送するHTTPかHTTPSのリスナーがありません
    .hint = 「リスナーとルール」タブで、HTTP:80のリスナーのデフォルトアクションを「ターゲットグループへ転送」にしてください。
requests-balancer-answered =
    .expected = { $url }にターゲットが応えること
    .actual = ロードバランサー自身がステータス{ $status }で応えました
    .hint = 固定レスポンスやリダイレクト、WAFなどが先に応えています。「{ $load_balancer }」の「リスナーとルール」タブで、このリクエストに当てはまるルールのアクションを確かめてください。
marker-unusable =
    .expected = どのターゲットが応えたかの目印（値{ $key }）が読めること
    .actual = 「{ $given }」は、ヘッダー名としても正規表現としても使えません
    .hint = `--set { $key }=X-Served-By`のようなヘッダー名か、`--set { $key }='host: (.+)'`のような正規表現を指定してください。クッキーなど秘密を運ぶヘッダーは使えません。
marker-absent =
    .expected = 応答の中に目印「{ $given }」があること
    .actual = 成功した応答{ $good }件のどれにも見当たりません
    .hint = ターゲットごとに違うヘッダーかページの文字を、`--set { $key }=…`で指定してください。`curl -i`で応答をのぞくと見つけやすくなります。
marker-not-of-targets =
    .expected = 目印がターゲットごとに1つであること
    .actual = 目印が{ $marks }種類あり、登録されたターゲット{ $registered }台より多くなっています
    .hint = その目印は、リクエストやプロセスごとに変わるもののようです。サーバー名など、ターゲットごとに1つのものを選んでください。

## ルール

rule-forwards =
    .expected = 「{ $load_balancer }」のリスナーに、条件を付けてターゲットグループへ転送するルールがあること
    .actual = { $rules }
rule-forwards-nowhere =
    .expected = 「{ $load_balancer }」のリスナーに、条件を付けてターゲットグループへ転送するルールがあること
    .actual = ルールはありますが、ターゲットグループへ転送しません（{ $rules }）
    .hint = ルールを選んで「ルールの編集」を開き、アクションを「ターゲットグループへ転送」にして、重みが0でないターゲットグループを選んでください。
rule-none =
    .expected = 「{ $load_balancer }」のリスナーに、条件を付けてターゲットグループへ転送するルールがあること
    .actual = デフォルトのルールしかありません
    .hint = 「リスナーとルール」タブで「HTTP:80」を開き、「ルールを追加」を押してください。条件に「パス」、アクションに「ターゲットグループへ転送」を選びます。
rule-reached-target =
    .expected = ルール「{ $rule }」に当てはまるリクエストが、そのターゲットグループに届くこと
    .actual = { $url }を送ると、{ $groups }の{ $targets }が応えました
rule-reached =
    .expected = ルール「{ $rule }」に当てはまるリクエストが、そのターゲットグループに届くこと
    .actual = { $url }を送ると、{ $groups }のターゲットがステータス{ $status }で応えました
rule-shadowed =
    .expected = ルール「{ $rule }」に当てはまるリクエストが、そのターゲットグループに届くこと
    .actual = 届きません。先に調べられる優先度{ $by }のルールが、同じリクエストをすべて取ってしまいます
    .hint = ルールは優先度の小さいほうから調べられ、最初に当てはまったものが使われます。「優先度の変更」で、このルールを優先度{ $by }より小さい数にしてください。
rule-never =
    .expected = ルール「{ $rule }」に当てはまるリクエストが、そのターゲットグループに届くこと
    .actual = この条件に当てはまるリクエストは作れません
    .hint = パスの条件は`/`から始めます（`/api/*`など）。1つのルールに、同時には成り立たない条件を並べていないかも確かめてください。
rule-not-tried =
    .expected = ルール「{ $rule }」に当てはまるリクエストが、そのターゲットグループに届くこと
    .actual = ここからは試せない条件です（変更を伴うメソッドや、正規表現など）
    .hint = あなたの設定が原因とは言えません。パスの条件（`/api/*`など）のルールを1つ足すと、ここから確かめられます。
rule-unsure =
    .expected = ルール「{ $rule }」に当てはまるリクエストが、そのターゲットグループに届くこと
    .actual = 応答はありましたが、どのターゲットグループ（{ $groups }のはず）が応えたのか決められません
    .hint = 送信元IPアドレスなど、ここからは分からない条件が関わっています。パスの条件だけのルールで試すか、目印`marker`にターゲットのIDが分かるものを指定してください。
rule-other-group =
    .expected = ルール「{ $rule }」に当てはまるリクエストが、そのターゲットグループに届くこと
    .actual = { $url }に応えたのは、{ $groups }ではないターゲットでした
    .hint = 作ったばかりのルールなら、数秒待ってもう一度確認してください。変わらなければ、ルールの優先度と転送先を見直します。
rule-targets-starting =
    .expected = ルール「{ $rule }」に当てはまるリクエストが、そのターゲットグループに届くこと
    .actual = { $groups }のターゲットは、最初のヘルスチェックの途中です
    .hint = 間隔1回分ほどで「Healthy」になります。そのまま待ってください。
rule-gone =
    .expected = パスが「{ $path }」のルールが残っていないこと
    .actual = 残っていません
rule-gone-with-all =
    .expected = パスが「{ $path }」のルールが残っていないこと
    .actual = ロードバランサー「{ $name }」ごと残っていません
rule-left =
    .expected = パスが「{ $path }」のルールが残っていないこと
    .actual = 残っています（{ $left }）
    .hint = 「{ $name }」の「リスナーとルール」タブで「HTTP:80」を開き、ルールを選んで「アクション」→「ルールの削除」を押してください。

## ヘルスチェックの実験

health-kept-serving =
    .expected = 「{ $load_balancer }」のターゲットが1つunhealthyの間も、リクエストが成功し続けること
    .actual = { $group }の{ $targets }がunhealthy（{ $reasons }、{ $descriptions }）の間に、{ $of }回のリクエストが{ $good }回成功しました
health-one-target =
    .expected = 「{ $load_balancer }」のターゲットが1つunhealthyの間も、リクエストが成功し続けること
    .actual = ターゲットが2つ以上あるターゲットグループがありません（{ $groups }）
    .hint = 1台しかないと、引き受ける相手がいません。ターゲットをもう1台登録してください。
health-not-seen =
    .expected = 「{ $load_balancer }」のターゲットが1つunhealthyの間も、リクエストが成功し続けること
    .actual = いまはすべてhealthyです（{ $healthy }台）。まだ、unhealthyになったところを見ていません
    .hint = 1台をわざと不健康にして、その間にもう一度確認してください。この画面を開いておくか、`--watch`で見張らせると、その瞬間を記録します。
health-unused =
    .expected = 「{ $load_balancer }」のターゲットが1つunhealthyの間も、リクエストが成功し続けること
    .actual = `unused`のターゲットがあります。unhealthyとは別の状態です
    .hint = インスタンスを停止すると`unused`（Target.InvalidState）になり、ヘルスチェックの対象から外れます。停止せず、セキュリティグループを入れ替えて、ヘルスチェックに失敗させてみましょう。
health-initial =
    .expected = 「{ $load_balancer }」のターゲットが1つunhealthyの間も、リクエストが成功し続けること
    .actual = 最初のヘルスチェックの途中のターゲットがあります
    .hint = 間隔1回分ほどで結果が出ます。そのまま待ってください。
health-none-healthy =
    .expected = 「{ $load_balancer }」のターゲットが1つunhealthyの間も、リクエストが成功し続けること
    .actual = { $group }のターゲットが全部unhealthyです
    .hint = 全滅するとALBは全員に送ります（フェイルオープン）。応答があっても元気の証拠にはなりません。まず1台を元に戻し、1台だけがunhealthyの状態にしてください。
health-requests-failed =
    .expected = 「{ $load_balancer }」のターゲットが1つunhealthyの間も、リクエストが成功し続けること
    .actual = { $targets }がunhealthyの間に、{ $failed }回失敗しました（{ $of }回中{ $good }回成功）
    .hint = 残ったターゲットも、このリクエストに正しく応えていません。残りのターゲットのページを確かめてください。
health-requests-silent =
    .expected = 「{ $load_balancer }」のターゲットが1つunhealthyの間も、リクエストが成功し続けること
    .actual = { $targets }がunhealthyの間に、{ $silent }回は応答が返りませんでした（{ $of }回中{ $good }回成功）
    .hint = 手元のネットワークが原因かもしれません。もう一度確認してください。
health-group-unasked =
    .expected = 「{ $load_balancer }」のターゲットが1つunhealthyの間も、リクエストが成功し続けること
    .actual = unhealthyのターゲットがある{ $group }へ、ここから届くリクエストがありません
    .hint = デフォルトのルールか、パスのルールの先にあるターゲットグループで実験してください。
health-recovered =
    .expected = unhealthyだったターゲットが、もう一度healthyになること
    .actual = { $target }は{ $state }に戻りました
health-recovering =
    .expected = unhealthyだったターゲットが、もう一度healthyになること
    .actual = { $target }はヘルスチェックの途中です
    .hint = 成功が決まった回数続くと「Healthy」になります。そのまま待ってください。
health-still-broken =
    .expected = unhealthyだったターゲットが、もう一度healthyになること
    .actual = { $target }はまだ{ $state }です（{ $reason }）
    .hint = 変えたところを元に戻してください（入れ替えたセキュリティグループなど）。戻したあと、「間隔×正常のしきい値」の時間がかかります。
health-target-gone =
    .expected = unhealthyだったターゲットが、もう一度healthyになること
    .actual = { $target }は、もうターゲットグループにありません（{ $state }）
    .hint = 同じターゲットが戻るところを見る実験です。残っているターゲットで、もう一度「わざと不健康にする」から行ってください。
health-not-seen-before =
    .expected = unhealthyだったターゲットが、もう一度healthyになること
    .actual = 「{ $load_balancer }」のターゲットがunhealthyになったところを、まだ見ていません
    .hint = 先に、1台をわざと不健康にして確認してください。

## 割り振り

spread =
    .expected = 「{ $load_balancer }」へのリクエストが、2つ以上のターゲットに届くこと
    .actual = { $sent }回送り、次のように分かれました: { $shares }
spread-by-hand =
    .expected = リクエストが2つ以上のターゲットに届くことを、自分で確かめること
    .actual = どのターゲットが応えたかは、AWSの応答からは分かりません
    .hint = ページを何度か再読み込みし、応えるサーバーが変わることを確かめたら「確認済み」にしてください。ターゲットごとに違うヘッダーやページの文字があれば、`--set { $key }=…`で自動で確かめられます。
spread-one-registered =
    .expected = 「{ $load_balancer }」へのリクエストが、2つ以上のターゲットに届くこと
    .actual = 登録されたターゲットが{ $registered }台です（{ $shares }）
    .hint = 分ける相手がいません。ターゲットをもう1台登録してください。
spread-one-healthy =
    .expected = 「{ $load_balancer }」へのリクエストが、2つ以上のターゲットに届くこと
    .actual = 登録は{ $registered }台ですが、healthyは{ $healthy }台です（{ $shares }）
    .hint = ALBは元気なターゲットにだけ送ります。「ターゲット」タブで、Unhealthyの理由を確かめて直してください。
spread-one-mark =
    .expected = 「{ $load_balancer }」へのリクエストが、2つ以上のターゲットに届くこと
    .actual = healthyは{ $healthy }台あるのに、目印は1種類でした（{ $shares }）
    .hint = 目印が、ターゲットごとに違わないものかもしれません。サーバー名など、ターゲットごとに違うものを選んでください。

## スティッキー

stickiness-on =
    .expected = 「{ $load_balancer }」のターゲットグループで、維持設定（スティッキーセッション）がオンであること
    .actual = { $groups }でオンです
stickiness-not-on =
    .expected = 「{ $load_balancer }」のターゲットグループで、維持設定（スティッキーセッション）がオンであること
    .actual = オフです（{ $all }）
    .hint = 「ターゲットグループ」で選び、「属性」タブの「編集」で「維持設定をオンにする」を選んで「変更内容の保存」を押してください。
stickiness-no-group =
    .expected = 「{ $load_balancer }」のターゲットグループで、維持設定（スティッキーセッション）がオンであること
    .actual = このロードバランサーが使うターゲットグループがありません
    .hint = 先に、リスナーからターゲットグループへの転送を作ってください。
stickiness-between-groups =
    .expected = 「{ $load_balancer }」のターゲットグループで、維持設定（スティッキーセッション）がオンであること
    .actual = オンなのは、ターゲットグループどうしの維持設定です（{ $all }はオフ）
    .hint = リスナーのアクションにある設定は、お客さんを同じ「グループ」に留めるもので、同じ「サーバー」には留めません。「ターゲットグループ」の「属性」タブの「編集」で、維持設定をオンにしてください。
sticky-unreached =
    .expected = 維持設定がオンのターゲットグループに、ここから届くこと
    .actual = 「{ $load_balancer }」で、オンのターゲットグループへ届くリクエストを作れません
    .hint = デフォルトのルールか、パスのルールの先にあるターゲットグループでオンにしてください。
sticky-cookie =
    .expected = { $group }への応答に、維持のためのクッキーが付くこと
    .actual = { $cookie }が付きました（クッキー: { $names }）
sticky-no-cookie =
    .expected = { $group }への応答に、維持のためのクッキーが付くこと
    .actual = AWSALBが付いていません（クッキー: { $names }）
    .hint = 維持設定をオンにしたばかりなら、少し待ってもう一度確認してください。変わらなければ、{ $url }がそのターゲットグループに届いているかを確かめます。
sticky-no-application-cookie =
    .expected = { $group }への応答に、維持のためのクッキーが付くこと
    .actual = AWSALBAPP-…が付いていません（クッキー: { $names }）
    .hint = アプリケーションのクッキー「{ $wanted }」を、アプリ自身が付けたときにだけ、ALBのクッキーも付きます。名前が合っているかを確かめてください。
sticky-stays =
    .expected = { $group }で、クッキーがあれば1つのターゲットに留まり、なければ分かれること
    .actual = クッキーありの{ $sent }回はすべて{ $target }、なしでは分かれました: { $shares }
sticky-moves =
    .expected = { $group }で、クッキーがあれば1つのターゲットに留まり、なければ分かれること
    .actual = クッキーがあるのに分かれました: { $kept }
    .hint = 実験中にターゲットがunhealthyになったか、クッキーの有効期間がとても短くなっています。「属性」タブを確かめて、もう一度試してください。
sticky-moves-unhealthy =
    .expected = { $group }で、クッキーがあれば1つのターゲットに留まり、なければ分かれること
    .actual = クッキーがあるのに分かれました（{ $kept }）が、いまhealthyでないターゲットもあります
    .hint = クッキーの指すターゲットがunhealthyになると、ALBは別のターゲットに送ります。すべてhealthyになってから、もう一度確認してください。
sticky-unmarked =
    .expected = { $group }で、クッキーがあれば1つのターゲットに留まり、なければ分かれること
    .actual = クッキーありの応答に目印がありませんでした
    .hint = もう一度確認してください。
sticky-by-hand =
    .expected = クッキーがあれば同じターゲットに留まることを、自分で確かめること
    .actual = どのターゲットが応えたかは、AWSの応答からは分かりません
    .hint = ブラウザーで何度か再読み込みして同じサーバーのまま、シークレットウィンドウでは変わることを確かめたら「確認済み」にしてください。
stickiness-off =
    .expected = 「{ $name }」のターゲットグループの維持設定がオフに戻っていること
    .actual = オフです
stickiness-gone =
    .expected = 「{ $name }」のターゲットグループの維持設定がオフに戻っていること
    .actual = ロードバランサーごと残っていません
stickiness-left =
    .expected = 「{ $name }」のターゲットグループの維持設定がオフに戻っていること
    .actual = オンのままです（{ $groups }）
    .hint = 「ターゲットグループ」の「属性」タブの「編集」で、維持設定をオフにして保存してください。

## 確認問題

quiz-step-open =
    .expected = 「確認問題」のすべてに正解すること
    .actual = { $of }問中{ $given }問に答えました
    .hint = 本文の「確認問題」のタブを開き（→キー）、答えてください。間違えても、説明を読んで何度でも答え直せます。
quiz-step-wrong =
    .expected = 「確認問題」のすべてに正解すること
    .actual = { $of }問中{ $right }問正解です（{ $at }）
    .hint = 間違えた問題の説明を読んで、もう一度答えてみましょう。

## 助言

advice-map-without-listener = リスナーを作ると、リクエストの入口ができます。
advice-nlb-without-group = NLB「{ $name }」にはセキュリティグループが付いていません。作成時に1つも付けなかったNLBには、あとから付けられません（付けられるようになったのは2023年8月から）。
advice-rule-status = { $url }への答えはステータス{ $status }でした。ターゲットには届いていますが、そのパスのページはないようです。
advice-load-balancer-costs = ロードバランサー「{ $name }」は残っています。使っていなくても1時間ごとに料金がかかります。この講座のためだけに作ったものなら、ページの「残すもの」を読んで削除してください。
