"""Measures the practice account: start, requests through a load balancer, changes a second (each safe on the disk
before it is answered), a scale-out at the default speed, processor time at rest, memory.

usage: benches/practice.py [HANAMARU]     (default: target/release/hanamaru)

Linux, standard library only. The clients run on the same machine and take their share of it, so the requests a
second are a lower bound.
"""

import concurrent.futures
import datetime
import json
import multiprocessing
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

STARTS = 9
SECONDS = 5
CLIENTS = (1, 4, 16)


class Server:
    """`hanamaru practice`, with a home of its own."""

    def __init__(self, binary, *arguments):
        self.home = tempfile.TemporaryDirectory()
        environment = {"PATH": os.environ["PATH"], "HOME": self.home.name, "LANG": "en_US.UTF-8",
                       "HANAMARU_STATE_DIR": self.home.name}
        begun = time.perf_counter()
        self.process = subprocess.Popen([binary, "practice", "--listen", "127.0.0.1:0", *arguments],
                                        env=environment, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if found := re.match(r'export AWS_ENDPOINT_URL="http://(.*):(\d+)"', line):
                self.address = (found[1], int(found[2]))
                break
        else:
            sys.exit("it did not start")
        self.ready = time.perf_counter() - begun

    def ask(self, service, version, action, **parameters):
        """One request by the query protocol. Nobody checks the signature."""
        body = urllib.parse.urlencode({"Action": action, "Version": version, **parameters}).encode()
        authorization = ("AWS4-HMAC-SHA256 Credential=practice/20260101/us-east-1/" + service +
                         "/aws4_request, SignedHeaders=host, Signature=0")
        request = urllib.request.Request("http://%s:%d/" % self.address, body, {"Authorization": authorization})
        return urllib.request.urlopen(request, timeout=60).read().decode()

    def ec2(self, action, **parameters):
        return self.ask("ec2", "2016-11-15", action, **parameters)

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{self.process.pid}/status").read_text())[1]) / 1024

    def at_rest(self):
        """Processor time in percent of one core while nobody asks anything."""
        before = self.processor_seconds()
        time.sleep(SECONDS * 2)
        return (self.processor_seconds() - before) / (SECONDS * 2) * 100

    def end(self):
        self.process.terminate()
        self.process.wait()
        self.home.cleanup()


def client(address, host, until, count):
    """One connection that asks as fast as it is answered."""
    connection = socket.create_connection(address)
    request = f"GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    answered = 0
    while time.time() < until:
        connection.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += connection.recv(65536)
        head, body = answer.split(b"\r\n\r\n", 1)
        missing = int(re.search(rb"content-length: (\d+)", head)[1]) - len(body)
        while missing > 0:
            missing -= len(connection.recv(65536))
        answered += 1
    count.put(answered)


def requests_a_second(address, host, clients):
    count = multiprocessing.Queue()
    until = time.time() + SECONDS
    running = [multiprocessing.Process(target=client, args=(address, host, until, count)) for _ in range(clients)]
    for one in running:
        one.start()
    total = sum(count.get() for _ in running)
    for one in running:
        one.join()
    return total / SECONDS


def starts(binary, *arguments):
    taken = []
    for _ in range(STARTS):
        server = Server(binary, *arguments)
        taken.append(server.ready * 1000)
        server.end()
    return f"{statistics.median(taken):.0f} ms (of {STARTS}: {min(taken):.0f} to {max(taken):.0f})"


def changes_a_second(server, clients):
    """Security groups made, by so many clients at once that each wait for the answer."""
    vpc = re.search("<vpcId>(.*?)</vpcId>", server.ec2("DescribeVpcs"))[1]
    until = time.time() + SECONDS

    def change(client):
        made = 0
        while time.time() < until:
            server.ec2("CreateSecurityGroup", GroupName=f"{client}-{made}-{until}", GroupDescription="one", VpcId=vpc)
            made += 1
        return made

    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(change, range(clients))) / SECONDS


def scale_out(binary):
    """From the first request to a second healthy target: seconds of practice time and of this machine's."""
    server = Server(binary, "--course", "ec-site", "--at", "scale-out")
    ask = lambda action, **parameters: server.ask("elasticloadbalancing", "2015-12-01", action, **parameters)
    dns = re.search("<DNSName>(.*?)</DNSName>", ask("DescribeLoadBalancers"))[1]
    group = re.search("<TargetGroupArn>(.*?)</TargetGroupArn>", ask("DescribeTargetGroups"))[1]
    practice = lambda: datetime.datetime.fromisoformat(
        json.load(urllib.request.urlopen("http://%s:%d/health" % server.address))["now"][:19])
    begun, begun_there = time.perf_counter(), practice()
    while ask("DescribeTargetHealth", TargetGroupArn=group).count("<State>healthy<") < 2:
        for _ in range(5):
            request = urllib.request.Request("http://%s:%d/" % server.address, headers={"Host": dns})
            urllib.request.urlopen(request).read()
        time.sleep(0.2)
    taken = time.perf_counter() - begun, (practice() - begun_there).total_seconds()
    server.end()
    return taken


def main():
    binary = sys.argv[1] if len(sys.argv) > 1 else "target/release/hanamaru"
    print("start, nothing in it:      ", starts(binary, "--empty"))
    print("start, a default VPC:      ", starts(binary))
    print("start, ec-site at confirm: ", starts(binary, "--course", "ec-site", "--at", "confirm"))

    server = Server(binary, "--course", "ec-site", "--at", "scaling-policy")
    dns = re.search("<DNSName>(.*?)</DNSName>",
                    server.ask("elasticloadbalancing", "2015-12-01", "DescribeLoadBalancers"))[1]
    for clients in CLIENTS:
        print(f"requests/s, {clients:2} clients:    {requests_a_second(server.address, dns, clients):8.0f}")
    print(f"at rest, 2 instances:       {server.at_rest():.2f} % of a core, {server.memory():.0f} MB")
    server.end()

    wall, there = scale_out(binary)
    print(f"load to second healthy target: {there:.0f} s of practice time, {wall:.1f} s")

    for number in (4, 200):
        server = Server(binary)
        image = re.search("<imageId>(.*?)</imageId>", server.ec2("DescribeImages", **{"Owner.1": "amazon"}))[1]
        server.ec2("RunInstances", ImageId=image, InstanceType="t3.micro", MinCount=number, MaxCount=number)
        time.sleep(15)
        print(f"at rest, {number} instances:  {server.at_rest():.2f} % of a core, {server.memory():.0f} MB")
        for clients in (1, 4):
            print(f"changes/s, {number} instances, {clients} clients: {changes_a_second(server, clients):.0f}")
        server.end()


if __name__ == "__main__":
    main()
