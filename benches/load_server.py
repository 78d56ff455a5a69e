"""A server that writes down when each request arrives, on a core of its own; it can stand still for a while.

Run by load.py: `python3 load_server.py FILE [STALL_AT STALL_FOR]` prints its port and answers every request at once.
Arrival times (seconds, monotonic clock) go to FILE when it is told to end.
"""

import array
import contextlib
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\nContent-Type: text/plain\r\nConnection: keep-alive\r\n\r\nhello, world\n"


@contextlib.contextmanager
def recording(core, stall_at=0.0, stall_for=0.0):
    """The server in a process of its own, on that core; gives its port and the file that `arrivals` reads."""
    with tempfile.TemporaryDirectory() as directory:
        file = f"{directory}/arrivals"
        command = ["taskset", "-c", str(core), sys.executable, __file__, file, str(stall_at), str(stall_for)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                yield int(server.stdout.readline()), (server, file)
            finally:
                server.terminate()


def arrivals(recorded):
    """Ends the server and reads what it wrote down."""
    server, file = recorded
    server.terminate()
    server.wait()
    times = array.array("d")
    with open(file, "rb") as opened:
        times.frombytes(opened.read())
    return times


def serve(file, stall_at, stall_for):
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    listener.setblocking(False)
    poll = select.epoll()
    poll.register(listener.fileno(), select.EPOLLIN)
    sockets, times = {}, array.array("d")
    ended = []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(True))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print(listener.getsockname()[1], flush=True)
    stalled = stall_for <= 0
    listening, clock = listener.fileno(), time.monotonic
    while not ended:
        for number, _ in poll.poll(0.1):
            if number == listening:
                with contextlib.suppress(BlockingIOError):
                    while True:
                        accepted, _ = listener.accept()
                        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                        sockets[accepted.fileno()] = accepted
                        poll.register(accepted.fileno(), select.EPOLLIN)
                continue
            try:
                data = sockets[number].recv(65536)
                if data:
                    now = clock()
                    times.append(now)
                    if not stalled and now - times[0] >= stall_at:
                        stalled = True
                        time.sleep(stall_for)
                    sockets[number].send(ANSWER)
                    continue
            except OSError:
                pass
            poll.unregister(number)
            sockets.pop(number).close()
    with open(file, "wb") as opened:
        times.tofile(opened)


if __name__ == "__main__":
    serve(sys.argv[1], *map(float, sys.argv[2:4] or (0, 0)))
