# The results of an experiment.

## The picture of an experiment

tui-shares-front = { $sent } requests ({ $good } good)
tui-shares-without = { $sent } without a cookie ({ $good } good)
tui-shares-with = { $sent } with the cookie ({ $good } good)
tui-shares-cookies = Cookies set: { $names }
