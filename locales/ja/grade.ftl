# 大勢の採点（hanamaru grade、hanamaru doctor --class）で使う言葉。

command-grade =
    .about = 受講者の名簿にあるアカウントをまとめて確認し、点数を付けます。読み取るだけで、何も変更しません。
    .usage = hanamaru grade [オプション] ROSTER

arg-roster = 受講者の名簿（TOML）
arg-parallel = 同時に調べるアカウントの数（指定がなければ32）
arg-resume = 採点の途中経過を残すファイル。同じファイルを指定すると続きから始めます
arg-compare = 前回の結果（--format json）と比べて、変わったところを示します
arg-shard = 名簿のうちI番目の組（0から、全N組）だけを採点します。Nだけなら、番号は環境変数（AWS Batch、Kubernetes）から取ります
arg-merge = 分けて採点した結果（--format json）を1つにまとめます
arg-reports = 受講者が提出したレポート（report --format json）を、その中の観測内容から判定し直します
arg-role-template = 受講者のアカウントに作る、読み取り専用ロールのテンプレートを表示します
arg-class = 受講者の名簿を調べ、名前の重なりや上限を前もって知らせます

## 名簿の誤り

roster-refused = 名簿に{ $count }件の誤りがあるので、採点を始めませんでした。
roster-refused-class = 名簿に{ $count }件の誤りがあります。直してから、もう一度確かめてください。
roster-unknown-course = 「{ $given }」というコースはありません。「{ $nearest }」ではありませんか。
roster-unknown-course-far = 「{ $given }」というコースはありません。あるコース: { $known }
roster-empty = 受講者がいません。[[learner]]の表を1人に1つずつ書いてください。
roster-bad-id = idが空か、見えない文字を含んでいます。
roster-duplicate = id「{ $id }」は{ $first }行目の受講者と同じです。
roster-two-ways = profileとrole_arnの両方が書かれています。どちらか1つにしてください。
roster-external-id-alone = external_idは、role_arnのある受講者にだけ書けます。
roster-bad-role = 「{ $arn }」はIAMロールのARNではありません。arn:aws:iam::123456789012:role/名前 の形で書いてください。
roster-unknown-profile = 「{ $given }」というプロファイルはありません。「{ $nearest }」ではありませんか。
roster-unknown-profile-far = 「{ $given }」というプロファイルはありません。使えるプロファイル: { $known }
roster-bad-region = 「{ $region }」はリージョンの形をしていません。us-east-1のように書いてください。
roster-bad-endpoint = 「{ $url }」は問い合わせ先として使えません。http://かhttps://で始まるURLを書いてください。
roster-unknown-value = 「{ $given }」という値はこのコースにありません。「{ $nearest }」ではありませんか。
roster-unknown-value-far = 「{ $given }」という値はこのコースにありません。使える値: { $known }
roster-empty-value = { $name }の値が空です。AWSでの名前を書くか、この行を消してください。
roster-too-long = { $name }の「{ $value }」は{ $length }文字です。AWSでは{ $limit }文字までです。suffixを短くするか、setで短い名前を指定してください。
roster-characters = { $name }の「{ $value }」には、AWSが名前に使えない文字が含まれています。
roster-unknown-weight = 「{ $given }」というステップや確認項目はありません。「{ $nearest }」ではありませんか。
roster-unknown-weight-far = 「{ $given }」というステップや確認項目はありません。一覧は「hanamaru courses --format json」にあります。

## 進み具合と中断

grade-progress = 採点しています… { $done }/{ $total }人（調べている途中: { $running }人） { $slow }
grade-slow = { $id }に{ $seconds }秒
grade-stopped = 途中で止めました。まだ採点していない受講者は、判定していないものとして示します。次からは「--resume ファイル名」を付けると、続きから始められます。
grade-stopped-resume = 途中で止めました。同じ--resumeを付けてもう一度実行すると、続きから始まります。
grade-not-reached = 採点が途中で止まったので、まだ調べていません
grade-not-judged =
    .expected = アカウントを調べること
    .actual = まだ調べていません
    .hint = もう一度採点してください。
grade-bad-parallel = --parallelに「{ $given }」は使えません。1から{ $most }までの整数で指定してください。
grade-bad-shard = --shardの「{ $given }」を解釈できません。
    .remedy = 「2/8」のように、0から始まる番号と組の数を書いてください。「8」だけなら、番号は環境変数AWS_BATCH_JOB_ARRAY_INDEXかJOB_COMPLETION_INDEXから取ります。
grade-state-foreign = { $path }は採点の途中経過のファイルではありません。
    .remedy = --resumeには、新しいファイル名か、前に--resumeで作ったファイルを指定してください。
grade-state-other = { $path }は、別のコース・別の版・別のステップの採点の途中経過です。
    .remedy = 別のファイル名を指定してください。

## 結果の表

grade-learner = 受講者
grade-score = 点数
grade-steps = ステップ
grade-learners = { $count }人
grade-most-failed = つまずきの多い確認項目
grade-changes = 前回からの変化
grade-changes-none = 変わったところはありません。
grade-details = 受講者ごとの内容
grade-all-pass = すべて合格です。
grade-totals = { $learners }人のうち{ $judged }人に点数が付きました（平均{ $mean }点）。
grade-score-rule = 点数は、判定できた確認項目のうち合格した割合です（100点満点）。確認できなかったものと処理の完了待ちは、どちらにも数えません。「前の確認待ち」は、足りないものがあるので未達として数えます。本人にしか確認できないものは、名簿で指定しないかぎり点数に入りません。
grade-difference = { $check }: レポートでは「{ $claimed }」、観測内容から判定すると「{ $judged }」です
grade-shares = { $others }{ $more ->
        [0] { "" }
       *[other] （ほか{ $more }人）
    }と同じリソースを使っています

## ファイル

grade-file-broken = { $path }をJSONとして読めません（{ $line }行目、{ $column }文字目）。
grade-file-foreign = { $path }は「hanamaru grade --format json」の結果ではありません。
grade-file-newer = { $path }は、新しい版のhanamaruで作られています。
    .remedy = hanamaruを新しくしてください。
grade-merge-course = { $path }はコース「{ $course }」の結果なので、「{ $other }」の結果とはまとめられません。
grade-merge-twice = { $path }の受講者「{ $id }」は、ほかのファイルにもいます。
grade-merge-shards = 全{ $one }組に分けた結果と、全{ $other }組に分けた結果が混ざっています。
grade-merge-nothing = まとめるファイルがありません。
grade-merge-missing = まだ足りない組があります: { $shards }{ $more ->
        [0] { "" }
       *[other] （ほか{ $more }組）
    }

## 名簿の下調べ（doctor --class）

class-good = { $learners }人の名簿に誤りはなく、名前の重なりもありません
class-clash = { $learners }{ $more ->
        [0] { "" }
       *[other] （ほか{ $more }人）
    }が、同じリソース（{ $names }）を使うことになります（アカウント: { $account }、名簿の{ $line }行目まで）
    .remedy = suffixを1人ずつ変えるか、setで別の名前を指定してください。
class-limit = { $kind }が{ $learners }人分で{ $wanted }個必要です{ $others ->
        [0] { "" }
       *[other] （ほかにすでに{ $others }個あります）
    }。アカウント{ $account }の初期の上限は1リージョンに{ $limit }個です
    .remedy = Service Quotasの画面で今の上限を確かめ、足りなければ引き上げを申請するか、リージョンやアカウントを分けてください。
class-limit-vcpus = { $learners }人が全員スケールアウトすると、アカウント{ $account }で約{ $wanted }vCPUを使います。新しいアカウントの上限は{ $limit }vCPUからです
    .remedy = Service Quotasの「Running On-Demand Standard instances」を確かめ、足りなければ早めに引き上げを申請してください。
class-kind-load-balancer = ロードバランサー
class-kind-target-group = ターゲットグループ
class-kind-auto-scaling-group = Auto Scalingグループ
class-kind-security-group = セキュリティグループ
class-kind-launch-template = 起動テンプレート
class-kind-vpc = VPC
class-account-good = { $learners }{ $more ->
        [0] { "" }
       *[other] （ほか{ $more }人）
    }のアカウント{ $account }に接続できます
class-account-bad = { $learners }{ $more ->
        [0] { "" }
       *[other] （ほか{ $more }人）
    }のアカウントに接続できません（{ $code }）
    .remedy = 名簿のprofileやrole_arn、external_idを確かめてください。ロールを使うときは、受講者が信頼ポリシーに講師のARNを書いているかも確かめます。
