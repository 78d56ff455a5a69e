"""An AWS endpoint for measuring: the answers of an independent endpoint, replayed from memory with a delay.

The first time a question is asked, it is passed on and the answer kept. What that endpoint cannot play
(alarms, their history, metrics, scaling activities) is answered here in AWS's documented shapes, so that the
account is complete. Every request is timed, so that the longest chain of dependent calls can be read off.
"""

import asyncio
import re
import struct
import time

GROUP = "ec-site-asg"
ALARM = f"TargetTracking-{GROUP}-Alarm"


def cbor(value):
    """The few shapes of CBOR that CloudWatch's answers use."""
    def head(major, number):
        for size, code, form in ((24, number, None), (256, 24, ">B"), (65536, 25, ">H"), (2 ** 32, 26, ">I")):
            if number < size:
                return bytes([major << 5 | code]) + (struct.pack(form, number) if form else b"")
        return bytes([major << 5 | 27]) + struct.pack(">Q", number)
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, Time):
        return b"\xc1" + cbor(float(value.seconds))
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(cbor(key) + cbor(item) for key, item in value.items())
    raise TypeError(type(value))


class Time:
    def __init__(self, seconds):
        self.seconds = seconds


class Overlay:
    def __init__(self, upstream_port, delay):
        self.upstream_port, self.delay = upstream_port, delay
        self.kept, self.calls = {}, []
        self.policy_arn = ""

    async def serve(self):
        server = await asyncio.start_server(self.client, "127.0.0.1", 0)
        return server.sockets[0].getsockname()[1]

    async def client(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: *(\d+)", head)
                body = await reader.readexactly(int(length[1])) if length else b""
                action = re.search(rb"Action=(\w+)", body) or re.search(rb"/operation/(\w+)", head)
                action = action[1].decode() if action else "?"
                start = time.monotonic()
                status, kind, answer = await self.answer(action, head, body)
                await asyncio.sleep(self.delay)
                extra = "smithy-protocol: rpc-v2-cbor\r\n" if "cbor" in kind else ""
                writer.write(f"HTTP/1.1 {status} X\r\nDate: {self.date()}\r\nContent-Type: {kind}\r\n{extra}"
                             f"Content-Length: {len(answer)}\r\n\r\n".encode() + answer)
                await writer.drain()
                self.calls.append((action, start, time.monotonic()))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def date(self):
        return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())

    async def answer(self, action, head, body):
        played = getattr(self, f"play_{action}", None)
        if played:
            return 200, *played()
        key = (action, re.sub(rb"Version=[^&]*", b"", body))
        if key not in self.kept:
            self.kept[key] = await self.ask(head, body)
        status, kind, answer = self.kept[key]
        if action == "DescribePolicies":
            arn = re.search(rb"<PolicyARN>([^<]+)", answer)
            self.policy_arn = arn[1].decode() if arn else ""
            alarms = "".join(f"<member><AlarmName>{ALARM}{side}-1</AlarmName><AlarmARN>arn:aws:cloudwatch:us-east-1:"
                             f"1:alarm:{ALARM}{side}-1</AlarmARN></member>" for side in ("High", "Low"))
            answer = re.sub(rb"<Alarms ?/>|<Alarms>.*?</Alarms>", b"", answer, flags=re.S)
            answer = answer.replace(b"</PolicyName>", f"</PolicyName><Alarms>{alarms}</Alarms>".encode())
        return status, kind, answer

    async def ask(self, head, body):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream_port)
        head = re.sub(rb"(?i)\r\nconnection:[^\r]*", b"", head)
        writer.write(head[:-2] + b"Connection: close\r\n\r\n" + body)
        answer = await reader.read()
        writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        self.told = re.search(rb"(?i)\r\ndate: *([^\r]+)", head)
        kind = re.search(rb"(?i)content-type: *([^\r]+)", head)
        return int(head.split()[1]), kind[1].decode() if kind else "text/xml", body

    # --- what the independent endpoint cannot play -----------------------------------------------------

    def play_DescribeScalingActivities(self):
        now = time.gmtime()  # after the group was made
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", now)
        cause = (f"At {at} a monitor alarm {ALARM}High-1 in state ALARM triggered policy RequestCountPolicy changing "
                 f"the desired capacity from 1 to 2.  At {at} an instance was started in response to a difference "
                 "between desired and actual capacity, increasing the capacity from 1 to 2.")
        body = (f"<DescribeScalingActivitiesResponse xmlns=\"http://autoscaling.amazonaws.com/doc/2011-01-01/\">"
                f"<DescribeScalingActivitiesResult><Activities><member><ActivityId>1</ActivityId>"
                f"<AutoScalingGroupName>{GROUP}</AutoScalingGroupName><Cause>{cause}</Cause>"
                f"<Description>Launching a new EC2 instance: i-0123456789abcdef0</Description>"
                f"<StartTime>{at}</StartTime><EndTime>{at}</EndTime><StatusCode>Successful</StatusCode>"
                f"<Progress>100</Progress></member></Activities></DescribeScalingActivitiesResult>"
                f"<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeScalingActivitiesResponse>")
        return "text/xml", body.encode()

    def play_DescribeAlarms(self):
        def alarm(side, comparison, threshold, periods):
            return {"AlarmName": f"{ALARM}{side}-1", "AlarmArn": f"arn:aws:cloudwatch:us-east-1:1:alarm:{ALARM}{side}-1",
                    "StateValue": "OK", "ActionsEnabled": True, "AlarmActions": [self.policy_arn],
                    "MetricName": "RequestCountPerTarget", "Namespace": "AWS/ApplicationELB", "Statistic": "Sum",
                    "Period": 60, "EvaluationPeriods": periods, "Threshold": threshold,
                    "ComparisonOperator": comparison, "Dimensions": []}
        alarms = [alarm("High", "GreaterThanThreshold", 25.0, 3), alarm("Low", "LessThanThreshold", 22.5, 15)]
        return "application/cbor", cbor({"MetricAlarms": alarms, "CompositeAlarms": []})

    def play_DescribeAlarmHistory(self):
        data = ('{"version":"1.0","oldState":{"stateValue":"OK"},"newState":{"stateValue":"ALARM"}}')
        item = {"AlarmName": f"{ALARM}High-1", "AlarmType": "MetricAlarm", "Timestamp": Time(int(time.time()) - 660),
                "HistoryItemType": "StateUpdate", "HistorySummary": "Alarm updated from OK to ALARM",
                "HistoryData": data}
        return "application/cbor", cbor({"AlarmHistoryItems": [item]})

    def play_GetMetricData(self):
        minute = int(time.time()) // 60 * 60 - 900
        times = [Time(minute + 60 * i) for i in range(5)]
        result = {"Id": "requests", "Label": "x", "StatusCode": "Complete", "Timestamps": times,
                  "Values": [10.0, 480.0, 490.0, 500.0, 250.0]}
        return "application/cbor", cbor({"MetricDataResults": [result], "Messages": []})

    def longest_chain(self):
        """The most calls that followed one another: each began after the one before had been answered."""
        best = []
        for action, start, end in sorted(self.calls, key=lambda call: call[1]):
            before = max((length for length, ended in best if ended <= start), default=0)
            best.append((before + 1, end))
        return max((length for length, _ in best), default=0)


class Delay(Overlay):
    """Nothing is kept or played: every question goes on, and its answer comes back later, dated as it was."""

    told = None

    def date(self):
        return self.told[1].decode() if self.told else super().date()

    async def answer(self, action, head, body):
        return await self.ask(head, body)
