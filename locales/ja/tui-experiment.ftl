# 実験の結果の図。

## 実験の図

tui-shares-front = { $sent }回のリクエスト（成功{ $good }回）
tui-shares-without = クッキーなしの{ $sent }回（成功{ $good }回）
tui-shares-with = クッキーありの{ $sent }回（成功{ $good }回）
tui-shares-cookies = 受け取ったクッキー: { $names }
