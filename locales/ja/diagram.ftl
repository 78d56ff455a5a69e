# 構成図

diagram-client = お客さん（インターネット）
diagram-client-inside = VPCの中のクライアント
diagram-no-listener = リスナーがありません
diagram-target-group = ターゲットグループ
diagram-scaling-group = Auto Scalingグループ
diagram-sizes = 最小{ $min }・希望{ $desired }・最大{ $max }
diagram-sizes-goal = 最小{ $min }・最大{ $max }
diagram-public = パブリック
diagram-private = プライベート
diagram-subnet = サブネット
diagram-node = ロードバランサー
diagram-admits-nobody = どこからも入れません
diagram-admits-none = ここでは何も許可しません
diagram-stops-at = リクエストが止まるところ: { $hop }（理由と直し方はexplain、トレーナーではxで）
diagram-nothing = まだ描くものがありません。
diagram-unseen = 見えなかったもの:

# 画面
diagram-title = 構成図
diagram-now = いま
diagram-goal = 完成形
diagram-looking = 確認しています…
diagram-seen-at = { $time } に確認

# コマンド
command-diagram =
    .about = いまのアカウントの構成図を描きます（--goalで、コースの完成形）。
    .usage = hanamaru diagram [--goal] [--format human|svg] [--out FILE] COURSE
arg-goal = アカウントを見ずに、コースの完成形を描きます
error-no-goal = コース「{ $course }」には完成形の図がありません。
