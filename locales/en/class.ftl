# The class as a learner sees it: the trainer's screen.

arg-join = Join a class board (joining code)
arg-nickname = Nickname to use in the class

class-heading = Join a class
class-code = Joining code
class-nickname = Nickname
class-sends = The class board is sent verdicts of steps and checks, times, whether your hand is up and whether a load test runs. Credentials, account ids, what your resources look like and quiz answers are never sent.
class-next = The next screen shows what would be sent before anything is.
class-code-no-address = A joining code has the form ADDRESS:PORT/CODE. Please enter all of it, as the board shows it.
class-code-port = Please check the port number.
class-code-characters = There is a character in it that no joining code has.
class-code-length = The joining code is too short or too long. Is a character missing?
class-code-no-fingerprint = The board of another machine needs the long joining code, with which its certificate is checked. Please enter all of it.
class-nickname-unusable = Please enter a nickname of up to 24 characters.

class-preview-heading = This is sent when you join
class-preview-to = To
class-preview-course = Course
class-preview-step = Current step
class-preview-checks = Checks
class-preview-rest = Also
class-preview-rest-text = when they were seen, how long you have been at the step, hand, load test
class-preview-none = (nothing yet)
class-preview-never = Credentials, account ids and what your resources look like are never sent; of another course than the class's, nothing is.
class-preview-then = It is sent again whenever it changes. You can leave at any time, and the board forgets you.

class-coming = Asking the board to let you in…
class-joined = You are in the class as { $name }. Press c for your hand and messages
class-left = You have left the class
class-in-heading = In the class as { $name }
class-linked = Connected to the board.
class-away = The board cannot be reached. You can carry on; the latest state is sent once it is back.
class-other-course = The class takes the course “{ $course }”. Nothing of the course that is open now is sent.
class-hand-up = Your hand is up.
class-hand-down = Stuck? Raise your hand with h.
class-said = From the instructor: { $text }
class-pointed = The instructor points to: { $step }
class-nothing-said = Messages from the instructor appear here.
class-nonce = The word of this class is “{ $nonce }” (for the load balancer’s tag { $tag }). “s” hands in a report.
class-handin-sure = Press “s” once more to hand in. What is sent: a report on a fresh look at the whole course (with the facts that were seen; of account ids the last four digits only) and a signed question that the board asks AWS once to learn whose it is. No secret key is sent.
class-handin-under-way = Looking at the account again and handing in…
class-handed-in = Handed in to the class. “c” shows what came of it
class-not-handed-in = Nothing was handed in. “c” shows why
class-leave-sure = Press x once more to leave; the board forgets you (but not a report that you handed in).

class-mark-coming = class…
class-mark-in = class
class-mark-hand = class, hand up
class-mark-away = class (waiting)

class-trouble-away = The board could not be reached.
class-trouble-impostor = The certificate does not match the joining code: another machine answers there, and nothing was sent. Please check the code with your instructor.
class-trouble-no-board = What answers at that address is no class board.
class-trouble-wrong-code = The joining code is wrong. Please check it.
class-trouble-removed = The instructor has taken you off the class board.
class-trouble-full = The class is full. Please tell your instructor.
class-trouble-closed = Nobody new is let in. Please tell your instructor.
class-trouble-version = The board and this program are of different versions. Please use the newer one for both.
class-trouble-too-many = Too much was sent in a short time. Wait for a minute.
class-trouble-no-report = The board could not read this as a report of its course.
class-trouble-not-kept = The board’s machine could not keep it. Tell the instructor.
class-trouble-too-large = It was too large, or took too long to arrive.
class-trouble-refused = The board did not accept it.

tui-key-class = Class: join, hand, messages
tui-key-class-next = next
tui-key-class-field = other field
tui-key-class-join = join
tui-key-class-data = see what is sent
    .short = data
tui-key-class-hand = hand up/down
    .short = hand
tui-key-class-go = go to the step pointed to
    .short = go
tui-key-class-hand-in = hand in a report
    .short = hand in
tui-key-class-leave = leave
    .short = leave
tui-help-class-form = Entering a joining code
tui-help-class-preview = Seeing what would be sent
tui-help-class-room = The class is open
