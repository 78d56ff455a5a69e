# Words of the practice account (hanamaru practice).

command-practice =
    .about = Serve the practice account: the AWS CLI and SDKs use it as they use AWS. It costs nothing.
    .usage = hanamaru practice [OPTIONS]
arg-listen = Address and port to listen on (otherwise this machine only, from port 4599 on the first that is free)
arg-speed = How fast practice time passes (1 is real time; at first it is 8)
arg-practice-course = Open the account that this course starts from
arg-at = Begin at this step of the course (those before it are done)
arg-break = Put a fault into the account, to be found (may be repeated; "list" shows them all)
arg-empty = Begin with nothing at all (not even a default VPC)

practice-serving = The practice account is running: { $url }
practice-account = Account: { $account } (practice: nothing costs anything)
practice-clock = Practice time: { $now } (passing { $speed } times as fast)
practice-detour = Port { $ports } cannot be used here, so load balancers are reached by way of HANAMARU_CONNECT_TO (give curl the same value with --connect-to).
practice-root = Root certificate to trust for HTTPS: { $url }
practice-validation = To complete the validation of an ACM certificate: curl -d DOMAIN { $url }/certificates/issue (to let it expire: /certificates/expire)
practice-bash = In bash or zsh, paste these lines:
practice-powershell = In PowerShell, paste these lines:
practice-end = Press Ctrl-C to end. The state is kept, and the next start goes on from there.
practice-end-unkept = Press Ctrl-C to end. Nothing is kept.
practice-ended-unkept = The practice account is closed.
practice-ended = The practice account is saved and closed.
practice-open-to-all = Listening on { $address }: everybody who reaches this machine can use the practice account (signatures are not checked).
    .remedy = Leave --listen out to keep it to yourself.
practice-page-title = hanamaru practice account
practice-page-what = This address answers as AWS's API. The AWS CLI, the SDKs and hanamaru use it with the environment below. It never talks to the real AWS, and nothing costs anything.
practice-page-root = Root certificate to trust for HTTPS (ca.pem)

practice-bad-listen = --listen cannot be { $given }.
    .remedy = Give an address and a port, for example 127.0.0.1:4599.
practice-bad-speed = --speed cannot be { $given }: give a number from { $least } to { $most }.
practice-state-set-aside = The practice account that was kept ({ $path }) was damaged; it begins anew.
    .remedy = The file is kept as { $backup }.
practice-state-newer = { $path } is a practice account written by a newer hanamaru and is left alone; this one begins anew and is not kept.
    .remedy = Update hanamaru to go on from there.
practice-state-unwritable = The practice account's state cannot be saved to { $path } ({ $reason }). It is lost when it ends.
    .remedy = Check the folder's permissions, or name a writable folder in the environment variable HANAMARU_STATE_DIR.
practice-cannot-listen = { $address } cannot be listened on ({ $reason }).
    .remedy = See whether another program uses that port, or start with --listen 127.0.0.1:ANOTHER-PORT.
practice-in-use = Another hanamaru has this practice account open ({ $path }).
    .remedy = End that one first, or open another course with --course.
practice-unknown-course = There is no course { $given }.
practice-broken-off = Preparing the practice account was broken off.
    .remedy = Start it again.
practice-command-unreadable = The course's command { $command } cannot be read.
    .remedy = hanamaru lint says where it is wrong.
practice-command-refused = The course's command { $command } was refused ({ $code }: { $message }).
practice-command-captured-nothing = The answer to the course's command { $command } has nothing for { $name }.
practice-command-never-came = What the course's command { $command } waits for did not come.

practice-broken = Put in: { $faults }
practice-unknown-fault = There is no fault { $given }.
    .remedy = hanamaru practice --break list shows them all.
practice-nothing-to-break = The fault { $fault } finds nothing to break: the account has no { $missing }.
    .remedy = Begin where there is one: --course ec-site --at scaling-policy, for example.
