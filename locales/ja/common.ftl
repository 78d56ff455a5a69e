# すべての画面と出力で使う言葉。

## 時間

duration-day = { $n }日
duration-hour = { $n }時間
duration-minute = { $n }分
duration-second = { $n }秒
# 単位のあいだに入れる文字。
duration-joint =
    .text = {""}

## 判定

status-pass = 合格
status-fail = 不合格
status-inconclusive = 確認できません
status-blocked = 前の確認待ち
status-manual = 自分で確認
status-manual-confirmed = 自分で確認済み
status-waiting = 処理の完了待ち

## 項目の見出し

label-expected = 期待
label-actual = 現状
label-hint = ヒント
label-advice = 助言
label-evidence = 根拠
label-observed-at = 観測日時
label-held-by = 前提となる確認
label-until = 完了の見込み
label-confirmed = 本人が確認
label-recorded-at = 記録日時
label-account = アカウント
label-region = リージョン
label-account-unknown = 不明
person-unnamed = 受講者
