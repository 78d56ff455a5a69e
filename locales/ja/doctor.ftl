# hanamaru doctor: 値は「分かったこと」、.remedy は「直し方」。

doctor-data-good = 学習の記録を保存できます（{ $path }）
doctor-data-bad = 学習の記録を保存できません（{ $path }）
    .remedy = フォルダーの権限を確認するか、環境変数HANAMARU_STATE_DIRに書き込めるフォルダーを指定してください。記録は残りませんが、検査そのものはできます。

doctor-region-good = リージョンは{ $region }です
doctor-region-of-course = リージョンの指定がないので、コースのリージョン（{ $region }）を使います
    .remedy = このままで問題ありません。別のリージョンで進めるときは--regionで指定してください。
doctor-region-differs = リージョンは{ $region }ですが、このコースは{ $course }で進めます
    .remedy = 手順どおり{ $course }に作っているなら、--region { $course }を付けてください。
doctor-endpoint-given = AWS本体ではなく{ $host }に問い合わせます（リージョンは{ $region }）
    .remedy = 意図したものなら、このままで問題ありません。AWS本体に問い合わせるには、--endpoint-urlと環境変数AWS_ENDPOINT_URLを外してください。

doctor-roots-good = このパソコンのルート証明書を{ $count }個読み込めます
doctor-roots-replaced = このパソコンのルート証明書の代わりに{ $variables }が使われています（{ $count }個）
    .remedy = 意図したものなら、このままで問題ありません。AWSに接続できないときは、この環境変数を外して試してください。
doctor-roots-none = このパソコンにルート証明書が見つかりません
    .remedy = このままではhttpsで接続できません。OSのca-certificatesパッケージを入れるか、証明書の束の場所を環境変数SSL_CERT_FILEで指定してください。
doctor-roots-replaced-none = { $variables }が指定されていますが、そこから証明書を1つも読み込めません
    .remedy = 環境変数を外すか、PEM形式の証明書がある場所に直してください。
doctor-roots-given = --cacertの{ $path }も信頼します（このパソコンからのアクセスの検査では、これだけを信頼します）
    .remedy = 意図したものなら、このままで問題ありません。

doctor-identity-good = アカウント{ $account }に{ $arn }として接続できます
doctor-identity-credentials = 認証情報がないか、期限が切れています（{ $code }）
    .remedy = IAM Identity Center（SSO）なら「aws sso login」を、アクセスキーなら「aws configure」を実行してください。別のプロファイルを使うときは--profileで指定します。
doctor-identity-unreachable = { $host }に接続できません（{ $code }）
    .remedy = インターネット接続とプロキシの設定（HTTPS_PROXY）、--endpoint-urlの綴りを確認してください。
doctor-identity-untrusted = { $host }の証明書を信頼できません: { $why }
    .remedy = 問い合わせ先が独自の証明書を使っているなら、発行元の証明書を--cacertで指定してください。
doctor-identity-timed-out = { $host }が時間内に応答しません
    .remedy = ネットワークが混んでいるか、途中で遮断されています。少し待って、もう一度試してください。
doctor-identity-failed = 身元を確認できません（{ $code }）
    .remedy = エラーコードをもとに、認証情報と問い合わせ先を確認してください。

doctor-permissions-good = 検査に必要な{ $count }個の読み取り操作は、どれも拒否されませんでした
doctor-permission-denied = { $action }が許可されていません
    .remedy = 「hanamaru policy」が表示するIAMポリシーを、使っているユーザーかロールに付けてください。
doctor-permission-unknown = { $action }が使えるか確かめられませんでした（{ $code }）
    .remedy = 少し待って、もう一度試してください。

doctor-clock-good = このパソコンの時計は合っています（差は{ $seconds }秒）
doctor-clock-off = このパソコンの時計が{ $seconds }秒ずれています
    .remedy = 5分以上ずれるとAWSに拒否されます。OSの設定で時刻を自動で合わせてください。
doctor-clock-bad = このパソコンの時計が{ $seconds }秒ずれています
    .remedy = AWSは5分以上ずれた要求を拒否します。OSの設定で時刻を自動で合わせてください。
doctor-clock-unknown = 応答がないので、時計のずれを調べられません
    .remedy = 接続できるようになってから、もう一度試してください。

# AWSの設定が使えないとき
open-no-profiles = 「{ $name }」というプロファイルはありません（プロファイルは1つも設定されていません）
    .remedy = 「aws configure --profile { $name }」で作るか、--profileと環境変数AWS_PROFILEを外してください。
open-unknown-profile = 「{ $name }」というプロファイルはありません
    .remedy = 使えるプロファイルは次のとおりです: { $known }。新しく作るには「aws configure --profile { $name }」を実行してください。
open-unknown-profile-near = 「{ $name }」というプロファイルはありません。「{ $nearest }」のことですか？
    .remedy = 使えるプロファイルは次のとおりです: { $known }。
open-config-file = AWSの設定ファイルを読めません（{ $reason }）
    .remedy = ~/.aws/configと~/.aws/credentialsの、示された行を直してください。
open-no-practice = 練習用アカウントを開けませんでした
    .remedy = ほかのウィンドウで開いていないかを確かめて、もう一度選んでください。
open-no-region = リージョンが分かりません
    .remedy = --regionで指定するか、「aws configure set region us-east-1」のように設定してください。
open-bad-region = 「{ $region }」はリージョンの形をしていません
    .remedy = us-east-1やap-northeast-1のように書いてください。
open-bad-endpoint = 「{ $url }」は問い合わせ先として使えません
    .remedy = --endpoint-url（または環境変数AWS_ENDPOINT_URL）には、http://かhttps://で始まるURLを書いてください。
open-bad-ca-file = 証明書ファイル{ $path }が使えません（{ $reason }）
    .remedy = PEM形式の証明書が入ったファイルを--cacertに指定してください。
open-unwritable-log = { $path }に書き込めません（{ $reason }）
    .remedy = --log-callsに、書き込める場所を指定してください。
