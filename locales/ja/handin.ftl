# 提出物（hanamaru report）と、その判定のやり直し（hanamaru grade --reports）で使う言葉。

command-report =
    .about = 提出用のレポートを作ります。チェック項目の判定と、あとから誰でも判定し直せる観測内容が入ります。
    .usage = hanamaru report [オプション] COURSE

arg-name = レポートに書く名前
arg-nonce = クラスの合言葉。ロードバランサーのタグ「hanamaru-class」に同じ値を付けておきます
arg-hand-in = クラスのボードに提出します。いま参加しているクラスに、または参加コードのクラスに（--nameが必要です）
arg-board = クラスのボードの状態ファイル、または講師の画面で保存した記録（JSON）。身元の確認結果と合言葉を読みます
arg-show-account = アカウントIDを伏せずに書きます（指定がなければ下4桁だけ）

handin-title = 提出レポート: { $course }
handin-learner = 提出者
handin-caller = 確認に使った身元
handin-made-at = 作成日時
handin-course = コース
handin-program = プログラム
handin-digest = レポートのダイジェスト
handin-points = チェック項目
handin-point = 項目
handin-seen = 観測した内容
handin-when = いつ
handin-by-hand = 本人が確認する項目（自動では確かめていません）
handin-unconfirmed = まだ確認していません
handin-all-steps = 全ステップ
handin-diagram = 構成図（観測した内容から）
handin-diagram-goal = 構成図（コースの完成形）
handin-class-identity = クラスと身元
handin-identity-by-board = このファイルだけでは、身元は証明されません。クラスのボードに提出すると（--hand-in）、ボードがAWSに確かめます。
handin-identity-not-proved = 身元は証明されていません（クラスのボードを通して確かめられたレポートではありません）。
handin-identity-proved = 身元は証明されています: { $arn }（{ $at }に、クラスのボードがAWSに確かめました）
handin-identity-other-account = 提出した人のアカウント（{ $account }）は、レポートが観測したアカウントと違います
handin-identity-shared = 同じ身元（{ $arn }）で、{ $others }も提出しています

handin-proves = このレポートで言えること
handin-proves-verdicts = 中に入っている観測内容から、このコースの基準で、この判定になること（hanamaru grade --reportsで誰でも判定し直せます）。
handin-proves-whole = 作られたあとで、うっかり書き換わったり欠けたりしていないこと（ダイジェストで確かめられます）。
handin-proves-class = 観測内容の中で、ロードバランサーのタグにクラスの合言葉があるかどうか。
handin-cannot = このレポートだけでは言えないこと
handin-cannot-facts = 観測内容が本物であること。受講者のパソコンが報告した内容なので、作り替えることもできます。確実に確かめるには、「hanamaru grade 名簿」でアカウントを直接採点してください。
handin-cannot-manual = 「本人が確認」の項目や記録済みの項目が、本当に行われたこと。
handin-cannot-class = このクラスのために作られたこと（合言葉が指定されていません）。
handin-cannot-identity = 誰のアカウントか。

nonce-title = クラスの合言葉がロードバランサーのタグにある
nonce-there =
    .expected = ロードバランサー「{ $name }」のタグ{ $tag }が「{ $nonce }」であること
    .actual = タグ{ $tag }は「{ $nonce }」です
nonce-other =
    .expected = ロードバランサー「{ $name }」のタグ{ $tag }が「{ $nonce }」であること
    .actual = タグ{ $tag }は「{ $seen }」です
    .hint = EC2のコンソールの「ロードバランサー」で「{ $name }」を選び、「タグ」タブの「タグを管理」で、{ $tag }の値を「{ $nonce }」に直してください。
nonce-missing =
    .expected = ロードバランサー「{ $name }」のタグ{ $tag }が「{ $nonce }」であること
    .actual = タグ{ $tag }がありません
    .hint = EC2のコンソールの「ロードバランサー」で「{ $name }」を選び、「タグ」タブの「タグを管理」で、キー{ $tag }、値「{ $nonce }」のタグを追加してください。
nonce-no-load-balancer =
    .expected = ロードバランサー「{ $name }」のタグ{ $tag }が「{ $nonce }」であること
    .actual = ロードバランサー「{ $name }」がありません
    .hint = ロードバランサーを作ってから、タグを付けてください。
nonce-no-place =
    .expected = クラスの合言葉を付けるロードバランサーがあること
    .actual = このコースにはロードバランサーの名前がありません
    .hint = --setでロードバランサーの名前を指定してください。

handin-bad-nonce = 合言葉「{ $given }」は使えません。
    .remedy = 64文字までの英数字、かな漢字、空白、_ . : / = + - @ で書いてください（AWSのタグに付けられる文字です）。
handin-none = { $path }に、提出されたレポート（.json）がありません。
    .remedy = 受講者が「hanamaru report コース名 --format json --out ファイル名」で作ったファイルを集めてください。
handin-foreign = { $path }はhanamaruのレポートではありません。
handin-damaged = レポート{ $path }は途中で切れているか、壊れています（{ $line }行目、{ $column }文字目）。
    .remedy = もう一度提出してもらってください。
handin-newer = レポート{ $path }は、新しい版のhanamaruで作られています（形式{ $schema }）。
    .remedy = hanamaruを新しくしてください。
handin-too-large = { $path }は大きすぎて、レポートとは考えられません。
handin-unknown-course = レポート{ $path }のコース「{ $course }」がありません。
    .remedy = 自作のコースなら--lessonsで指定してください。
handin-edited = 作られたあとで書き換えられています（ダイジェストが合いません）。判定には使いません
handin-other-edition = コースの別の版で作られています。判定の違いは、版の違いによるものかもしれません
handin-settings = コースの設定を変えて作られています: { $settings }
handin-identity-several = 同じレポートを、複数の人が提出しています: { $names }
handin-contradicts = レポートの中で、互いに合わないところがあります（作り替えられた可能性があります）: { $parts }
handin-copied = 観測した内容が、{ $others }{ $more ->
        [0] { "" }
       *[other] （ほか{ $more }件）
    }のレポートとまったく同じです（写しの可能性があります）
handin-same-resources = { $others }{ $more ->
        [0] { "" }
       *[other] （ほか{ $more }件）
    }のレポートと同じリソースを観測しています（同じアカウントで作業したか、写しの可能性があります）
handin-steps-left-out = レポートに入っていないステップがあります（点数には数えていません）: { $steps }
handin-not-a-file = { $path }はファイルではないので、判定しません。
handin-others-passed-over = 名前が.jsonで終わらないものや隠しファイルは判定しません: { $names }{ $more ->
        [0] { "" }
       *[other] （ほか{ $more }件）
    }
    .remedy = 判定し直せるのは「hanamaru report コース名 --format json」のレポートです。
handin-nonce-not = クラスの合言葉「{ $nonce }」がロードバランサーのタグ{ $tag }に見当たりません
handin-no-board-file = { $path }は、クラスのボードの状態ファイルでも、保存した記録でもありません。
    .remedy = hanamaru boardを開いたときに表示される状態ファイルか、講師の画面の「記録（JSON）を保存」でできたファイルを指定してください。

handin-bad-code = 「{ $given }」は参加コードとして読めません。
    .remedy = ボードの画面に出ている「アドレス:ポート/コード」の全体を入力してください。
handin-no-name = クラスで使う名前がありません。
    .remedy = --nameで24文字以内の名前を付けてください。
handin-no-class = どのクラスにも参加していません。
    .remedy = 「hanamaru --join 参加コード」で参加するか、「--hand-in=参加コード --name 名前」を付けてください。
handin-other-course = このクラスのコースは「{ $course }」です。提出するコースを確かめてください。
handin-no-account = アカウントを見られないので、提出するものがありません。先にアカウントを選んでください。
handin-not-delivered = 提出できませんでした: { $why }
    .remedy = 時間をおいて、もう一度提出してください。ファイルに書いたレポート（--format json）を渡すこともできますが、その場合は身元を確かめられません。
handin-sending = 「{ $name }」としてクラスに提出します。送るのは、このレポート（観測した内容を含みます。アカウントIDは下4桁だけ）と、署名付きの問い合わせ（GetCallerIdentity）です。ボードはそれをAWSに送り、誰のものかを1度だけ確かめます。秘密のキーは送りません。
handin-sending-account = 「{ $name }」としてクラスに提出します。送るのは、このレポート（観測した内容とアカウントIDを含みます）と、署名付きの問い合わせ（GetCallerIdentity）です。ボードはそれをAWSに送り、誰のものかを1度だけ確かめます。秘密のキーは送りません。
handin-done-proved = 提出しました。身元も確かめられました: { $arn }
handin-done-unproved = 提出しました。身元は証明されていません（{ $why }）。
handin-unproved-not-signed = 認証情報がなく、署名できませんでした
handin-unproved-form = 署名付きの問い合わせの形が正しくありません
handin-unproved-expired = 署名の時刻が15分以上ずれています。このマシンの時計を確かめて、もう一度提出してください
handin-unproved-used = 同じ署名が、ほかの人から提出されています
handin-unproved-unreachable = ボードからAWSのSTSにつながりませんでした。あとでもう一度提出できます
handin-unproved-refused = AWSがこの署名を認めませんでした。本物のAWSアカウントの認証情報ではないか、期限が切れています
