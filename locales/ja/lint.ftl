# コースのディレクトリーについて、hanamaru lintが伝える言葉。

## TOMLの型

lint-type-string = 文字列
lint-type-integer = 整数
lint-type-number = 数値
lint-type-boolean = trueかfalse
lint-type-array = リスト
lint-type-object = テーブル
lint-type-date = 日付

## course.tomlの形

lint-no-course-file = このディレクトリーにcourse.tomlがありません。コースには、course.tomlと、全ステップのページ（ja/とen/）が必要です。
lint-toml-syntax = TOMLとして読めません: { $detail }
lint-unknown-key = ここに「{ $given }」というキーはありません。「{ $nearest }」ではありませんか。
lint-unknown-key-of = ここに「{ $given }」というキーはありません。使えるキー: { $candidates }
lint-missing-key = キー「{ $name }」がありません。
lint-wrong-type = ここには{ $expected }を書きますが、{ $found }になっています。
lint-out-of-range = ここに書ける数は{ $least }から{ $most }までです。
lint-unknown-kind = 「{ $given }」という種類の確認はありません。「{ $nearest }」ではありませんか。
lint-unknown-kind-of = 「{ $given }」という種類の確認はありません。使える種類: { $candidates }
lint-unknown-choice = ここに「{ $given }」は書けません。「{ $nearest }」ではありませんか。
lint-unknown-choice-of = ここに「{ $given }」は書けません。書けるもの: { $candidates }

## course.tomlの意味

lint-schema-version = schemaは1でなければなりませんが、{ $given }になっています。
lint-id-directory = id「{ $given }」が、ディレクトリーの名前「{ $directory }」と違います。
lint-bad-region = 「{ $given }」はリージョンの名前に見えません。例: us-east-1
lint-empty-text = 文が空です。両方の言語で書いてください。
lint-not-japanese = 「{ $given }」に日本語がありません。jaは日本語で読む人のための版です。
lint-missing-step = ステップ「{ $step }」がありません。どのコースにもprereq、quiz、diagram、cleanupが必要です。
lint-bad-value-name = 「{ $given }」は名前にできません。英小文字で始め、英小文字、数字、_だけを使ってください。
lint-text-not-shared = 文字列の値「{ $value }」にはshared = trueが必要です。文字列に接尾辞は付きません。
lint-name-too-long = 「{ $given }」は長すぎます。AWSの上限は{ $limit }文字です。
lint-name-characters = 「{ $given }」に、AWSがこの名前に許さない文字があります。
lint-bad-id = 「{ $given }」はidにできません。英小文字で始め、英小文字、数字、ハイフン（続けては使えません）だけを使ってください。
lint-duplicate-id = id「{ $given }」はすでに使われています。
lint-unknown-value = 「{ $given }」という値はありません。「{ $nearest }」ではありませんか。
lint-unknown-value-of = 「{ $given }」という値はありません。ある値: { $candidates }
lint-value-kind = 値「{ $given }」の種類は{ $found }ですが、ここには{ $expected }が必要です。
lint-unknown-step = 「{ $given }」というステップはありません。「{ $nearest }」ではありませんか。
lint-unknown-step-of = 「{ $given }」というステップはありません。あるステップ: { $candidates }
lint-unknown-check = 「{ $given }」という確認はありません。「{ $nearest }」ではありませんか。
lint-unknown-check-of = 「{ $given }」という確認はありません。ある確認: { $candidates }
lint-later-check = 確認「{ $given }」は、これより前にありません。前提にできるのは、前にある確認だけです。
lint-later-provider = この確認には、リソースの存在を確かめる「{ $check }」が先に必要ですが、後ろにあります。順番を入れ替えてください。
lint-quiz-without-questions = この確認はクイズの答えを数えますが、[[quiz]]の問題がひとつもありません。
lint-bad-pattern = 「{ $given }」は正規表現として正しくありません。
lint-bad-cidr = 「{ $given }」はCIDRブロックではありません。例: 0.0.0.0/0、::/0
lint-bad-port = ポートは1から65535までの数です。
lint-bad-status = HTTPのステータスは100から599までの数です。
lint-bad-version = 「{ $given }」は起動テンプレートのバージョンではありません。$Latest、$Default、または番号を書いてください。
lint-bad-url = 「{ $given }」はURLではありません。http://かhttps://で始め、ロードバランサーのDNS名は{"{dns}"}と書いてください。
lint-empty-list = リストが空です。
lint-query-and-capture = 「{ $option }」は、captureがあるときに自動で付きます。runから消すか、captureをやめてください。
lint-not-captured = 「{ $given }」を、これより前のコマンドが取り出していません。

## ページ

lint-no-page = ページ{ $path }がありません。どのステップにも、ja/とen/に1枚ずつ必要です。
lint-stray-page = このページのステップ「{ $given }」がありません。「{ $nearest }」ではありませんか。
lint-stray-page-of = このページのステップ「{ $given }」がありません。あるステップ: { $candidates }
lint-no-anchor = 見出し「{ $title }」にアンカーがありません。{"{#goal}"}や{"{#why}"}などを後ろに書いてください。
lint-unknown-anchor = 「{ $given }」という節はありません。「{ $nearest }」ではありませんか。
lint-unknown-anchor-of = 「{ $given }」という節はありません。使える節: { $candidates }
lint-duplicate-anchor = 節「{ $given }」は、このページにすでにあります。
lint-empty-section = 節「{ $given }」が空です。
lint-missing-section = 節{"{#"}{ $anchor }{"}"}がありません。
lint-hints-without-list = ヒントはリストで書き、1項目が1つのヒントになります。ここにリストがありません。
lint-unknown-placeholder = 「{ $given }」という置き換えはありません。「{ $nearest }」ではありませんか。
lint-unknown-placeholder-of = 「{ $given }」という置き換えはありません。使えるもの: { $candidates }
lint-unknown-command = このステップに「{ $given }」というコマンドはありません。「{ $nearest }」ではありませんか。
lint-unknown-command-of = このステップに「{ $given }」というコマンドはありません。あるコマンド: { $candidates }
lint-command-not-alone = コマンド「{ $given }」は、それだけの行に書いてください。
lint-command-not-shown = このステップのコマンド「{ $given }」が、このページに出てきません。

## クイズ

lint-why-with-answers = 「{ $question }」は理由を書く問題なので、選ぶ答えはありません。
lint-single-answer = 「{ $question }」は1つを選ぶ問題なので、答えはちょうど1つです。
lint-no-answers = 「{ $question }」に答えがありません。
lint-duplicate-answer = 「{ $question }」に同じ答えが2度あります。
lint-unknown-question = course.tomlに「{ $given }」という問題はありません。「{ $nearest }」ではありませんか。
lint-unknown-question-of = course.tomlに「{ $given }」という問題はありません。ある問題: { $candidates }
lint-no-question = 問題「{ $question }」がありません。アンカー{"{#"}{ $question }{"}"}の見出しの下に書いてください。
lint-no-answer-section = 「{ $question }」の解答がありません。アンカー{"{#"}{ $question }-answer{"}"}を付けた3段目の見出しの下に書いてください。
lint-no-choices = 「{ $question }」には、番号付きリストで2つ以上の選択肢が必要です。
lint-answer-beyond-choices = course.tomlでは{ $answer }番が正解ですが、ここの選択肢は{ $choices }個です。
lint-choices-differ = 「{ $question }」の選択肢が、英語版は{ $en }個、日本語版は{ $ja }個です。

## 練習用アカウントでの実行

lint-unproven-before = ステップ「{ $step }」は、コマンドで何も変えないうちに合格してしまいます（練習用アカウントで実行しました）。
lint-unproven-after = ステップ「{ $step }」のコマンドを実行しても、チェック「{ $check }」が合格しません: { $status }（練習用アカウントで実行しました）。
lint-unproven-fault = チェック「{ $check }」は、練習用アカウントにどの不具合を仕込んでも合格しました。何も証明していません。
lint-answer-by-number = 「{ $question }」の解説が、選択肢を番号（{ $number }）で指しています。選択肢の順は受講者ごとに変わるので、言葉で書いてください。
