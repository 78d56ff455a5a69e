# 提出物（hanamaru report）と、その判定のやり直し（hanamaru grade --reports）で使う言葉。

command-report =
    .about = 提出用のレポートを作ります。チェック項目の判定と、あとから誰でも判定し直せる観測内容が入ります。
    .usage = hanamaru report [オプション] COURSE

arg-name = レポートに書く名前
arg-nonce = クラスの合言葉。ロードバランサーのタグ「hanamaru-class」に同じ値を付けておきます
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
handin-diagram = 構成図
handin-class-identity = クラスと身元
handin-identity-not-proved = 身元は証明されていません（クラスのボードを通さずに作られたレポートです）。

handin-proves = このレポートで言えること
handin-proves-verdicts = 中に入っている観測内容から、このコースの基準で、この判定になること（hanamaru grade --reportsで誰でも判定し直せます）。
handin-proves-whole = 作られたあとで、うっかり書き換わったり欠けたりしていないこと（ダイジェストで確かめられます）。
handin-proves-class = 観測内容の中で、ロードバランサーのタグにクラスの合言葉があるかどうか。
handin-cannot = このレポートだけでは言えないこと
handin-cannot-facts = 観測内容が本物であること。受講者のパソコンが報告した内容なので、作り替えることもできます。確実に確かめるには、hanamaru grade 名簿 でアカウントを直接採点してください。
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
handin-nonce-not = クラスの合言葉「{ $nonce }」がロードバランサーのタグ{ $tag }に見当たりません
