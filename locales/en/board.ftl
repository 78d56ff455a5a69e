# The class board: the command and the web page.

## Command

command-board =
    .about = Open the class board: how far everybody is, who is stuck, whose hand is up, on one web page.
    .usage = hanamaru board [OPTIONS]
arg-board-listen = Address and port to listen on (127.0.0.1:8420 unless given; 0.0.0.0:8420 opens it to the classroom's network)
arg-board-course = The course that the class takes (ec-site unless given)
arg-address = Host name or address for the joining code (chosen by itself unless given)
arg-state = File that keeps the class
arg-fresh = Begin a new class instead of going on with the last one
arg-tls-cert = Certificate to use (PEM; a self-signed one is made unless given)
arg-tls-key = The certificate's private key (PEM)

board-open = The class board is open (course: { $course }).
board-join = Learners join with this command (in the trainer: the c key, then the joining code):
board-join-code = Joining code: { $code }
board-look = The class's page (for the projector and phones):
board-instruct = The instructor's page (messages, pointing, export; show it to nobody):
board-fingerprint = SHA-256 of the certificate: { $fingerprint }
board-self-signed = The certificate is self-signed, so a browser warns at first: compare the SHA-256 above before going on. A learner's hanamaru knows the certificate by the joining code and does not warn.
board-only-here = It can be opened from this machine only. To open it to the classroom's network: hanamaru board --listen 0.0.0.0:{ $port }
board-kept = The class is kept in { $path } and goes on when the board is opened again (--fresh begins anew).
board-unkept = There is no place to keep the class: it is lost when the board ends. --state names a file.
board-end = Press Ctrl-C to end.
board-ended = The class board is closed.
board-write-failed = The class cannot be kept ({ $reason }). The board goes on.
board-write-again = The class can be kept again.
board-set-aside = { $path } could not be read; it was moved to { $backup }, and a new class begins.

board-bad-listen = Nothing can listen on “{ $given }”
    .remedy = Write ADDRESS:PORT, for example --listen 0.0.0.0:8420
board-cannot-listen = Nothing can listen on { $address } ({ $reason })
    .remedy = Give another port with --listen, or end the program that uses it.
board-bad-address = “{ $given }” is no host name or address
    .remedy = Give a name or IP address without a port, for example --address board.example.com
board-in-use = Another hanamaru board has { $path } open
    .remedy = End that one, or give another file with --state.
board-newer = { $path } was written by a newer version (format { $version })
    .remedy = Open it with that version, or give another file with --state.
board-other-course = { $path } belongs to a class of the course “{ $kept }”
    .remedy = Give that course with --course, or another file with --state.
board-no-randomness = This machine gives no random numbers, so no joining code can be made
board-certificate-none = There is no certificate (PEM) in { $path }
board-certificate-key = There is no private key (PEM) in { $path }
board-certificate-fit = Certificate and key do not belong together, or the key is of a kind that is not supported

## Headings of the exported table

board-csv-name = Nickname
board-csv-joined = Joined
board-csv-seen = Last seen
board-csv-step = Current step
board-csv-done = Steps done
board-csv-failing = Failing checks
board-csv-proved = Identity proved

## Web page

board-page-entry-label = Joining code, or the instructor's code
board-page-entry-button = Open
board-page-wrong-code = The code is wrong. Please check it.
board-page-too-many = Too many wrong codes: nothing is accepted for a while. Please wait a minute.
board-page-linked = Connected
board-page-away-board = Not connected. Trying again…
board-page-unlinked = Please enter the code
board-page-other-language = 日本語
board-page-theme = Light/dark
board-page-larger = Text size
board-page-close = Close
board-page-copy = Copy
board-page-join-button = How to join
board-page-join-heading = Join the class
board-page-join-how = Run this command in a terminal, or press c in hanamaru and enter the joining code.
board-page-join-look = The QR code opens this page on a phone.
board-page-name = Name
board-page-where = At which step, stuck on what
board-page-minutes = { $n } min
board-page-hours = { $h } h { $n } min
board-page-people = { $n }
board-page-everybody = To everybody
board-page-sum-people = learners
board-page-sum-finished = done
board-page-sum-stuck = stuck
board-page-sum-hands = hands up
board-page-sum-loads = load tests
board-page-failed-heading = Checks that most fail
board-page-hand = Hand up
board-page-load = Load test
board-page-proved = Identity proved
board-page-away = Silent since { $since }
board-page-all-done = All done
board-page-elsewhere = Not in the course
board-page-nobody = Nobody has joined yet. Show “How to join”.
board-page-pointed = Please look at: { $step }
board-page-seen = Last seen: { $at }
board-page-sort-label = Order
board-page-sort-attention = Hands, then stuck
board-page-sort-order = As they joined
board-page-patience-label = Stuck after
board-page-say-to = To
board-page-say-placeholder = Message to the learners
board-page-say-button = Send
board-page-point-button = Point to this step
board-page-point-stop = Stop pointing
board-page-csv = Save table (CSV)
board-page-json = Save record (JSON)
board-page-closed = Let nobody new in
board-page-wrong = Wrong joining codes: { $n }
board-page-done = Done ({ $at })
board-page-not-done = That did not work. Check the connection and try again.
board-page-learner-say = Write a message
board-page-hand-down = Take the hand down
board-page-remove = Take off the board
board-page-remove-sure = Take { $name } off the board? The same terminal cannot join again.
board-page-mark-p = Pass
board-page-mark-f = Fail
board-page-mark-w = Waiting
board-page-mark-i = Cannot tell
board-page-mark-b = Blocked
board-page-mark-m = By hand
board-page-mark-none = Not checked
