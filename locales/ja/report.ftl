# 確認結果の文書（端末・Markdown・HTML）と、コースの一覧。

report-head = アカウント{ $account }・リージョン{ $region }
report-observed = 観測日時: { $at }（AWSへの問い合わせ{ $calls }回）

summary-count = { $status }{ $n }
summary-joint =
    .text = ・
summary-good = 花丸です。自動で確認できる項目はすべて合格しました（{ $counts }）。
summary-failed = 直すところがあります（{ $counts }）。
summary-open = 不合格はありませんが、まだ判定できない項目があります（{ $counts }）。

confirmed-by = { $by }さん（{ $at }）
evidence-list = { $items }

column-step = ステップ
column-status = 判定

courses-line = { $title }（{ $region }、{ $steps }ステップ・確認{ $checks }項目）
courses-next = 確認するには: hanamaru verify コース名
