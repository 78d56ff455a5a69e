"""moto_server that ends with the process that started it: when its standard input closes.

Usage: endpoint.py PORT
"""

import os
import pathlib
import sys
import threading

# Read while moto is imported. Without it every new account loads thousands of images, for seconds.
os.environ["MOTO_AMIS_PATH"] = str(pathlib.Path(__file__).with_name("images.json"))

from moto.server import main  # noqa: E402


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()
main(["-H", "127.0.0.1", "-p", sys.argv[1]])
