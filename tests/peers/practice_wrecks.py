"""Wrecks finished accounts of ec-site, each in one way, and tells what is seen then.

usage: practice_wrecks.py WRECK=ENDPOINT=STATE/REASON/STATUS…

Each endpoint is an account of its own. After its wreck an account is asked until its targets' health is STATE and
REASON and a client of the load balancer gets STATUS (`none` for what is not there, `refused` for no connection),
or until no hope is left. Prints a line of JSON for each: the wreck, and what was seen in the end.
"""

import base64
import concurrent.futures
import http.client
import json
import sys
import time
import urllib.parse

import boto3
from botocore.config import Config

REGION = "us-east-1"
PATIENCE = 400


class Account:
    """The finished account, found by the course's names."""

    def __init__(self, endpoint):
        keys = {"aws_access_key_id": "practice", "aws_secret_access_key": "practice"}
        session = boto3.session.Session(region_name=REGION, **keys)
        config = Config(retries={"total_max_attempts": 1})
        self.ec2, self.elb, self.asg = (
            session.client(service, endpoint_url=endpoint, config=config)
            for service in ("ec2", "elbv2", "autoscaling"))
        self.address = urllib.parse.urlsplit(endpoint).netloc
        alb = self.elb.describe_load_balancers(Names=["ec-site-alb"])["LoadBalancers"][0]
        self.alb, self.dns, self.vpc = alb["LoadBalancerArn"], alb["DNSName"], alb["VpcId"]
        self.public = [zone["SubnetId"] for zone in alb["AvailabilityZones"]]
        self.target_group = self.elb.describe_target_groups(Names=["ec-site-web-tg"])["TargetGroups"][0][
            "TargetGroupArn"]
        self.listener = self.elb.describe_listeners(LoadBalancerArn=self.alb)["Listeners"][0]["ListenerArn"]

    def group(self, name):
        found = self.ec2.describe_security_groups(Filters=[
            {"Name": "group-name", "Values": [name]}, {"Name": "vpc-id", "Values": [self.vpc]}])
        return found["SecurityGroups"][0]

    def instances(self):
        group = self.asg.describe_auto_scaling_groups(AutoScalingGroupNames=["ec-site-asg"])["AutoScalingGroups"][0]
        return [one["InstanceId"] for one in group["Instances"]]

    def instance(self):
        found = self.ec2.describe_instances(InstanceIds=self.instances()[:1])
        return found["Reservations"][0]["Instances"][0]

    def replace_instances(self):
        """The group launches new instances from the template as it is now."""
        for one in self.instances():
            self.asg.terminate_instance_in_auto_scaling_group(InstanceId=one, ShouldDecrementDesiredCapacity=False)

    def new_version(self, **data):
        self.ec2.create_launch_template_version(LaunchTemplateName="ec-site-launch-template", SourceVersion="$Latest",
                                                LaunchTemplateData=data)

    def check(self, **settings):
        self.elb.modify_target_group(TargetGroupArn=self.target_group, **settings)

    def default_action(self, *actions):
        self.elb.modify_listener(ListenerArn=self.listener, DefaultActions=list(actions))

    def empty_group(self):
        made = self.elb.create_target_group(Name="nowhere", Protocol="HTTP", Port=80, VpcId=self.vpc)
        return made["TargetGroups"][0]["TargetGroupArn"]

    def lonely_acl(self, subnets):
        """A network ACL that denies everything, for these subnets."""
        acl = self.ec2.create_network_acl(VpcId=self.vpc)["NetworkAcl"]["NetworkAclId"]
        for subnet in subnets:
            found = self.ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])
            for one in found["NetworkAcls"][0]["Associations"]:
                if one["SubnetId"] == subnet:
                    self.ec2.replace_network_acl_association(AssociationId=one["NetworkAclAssociationId"],
                                                             NetworkAclId=acl)

    def main_route_table_of(self, subnet):
        found = self.ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])
        return found["RouteTables"][0]["RouteTableId"]

    # --- what is seen ---

    def health(self):
        seen = self.elb.describe_target_health(TargetGroupArn=self.target_group)["TargetHealthDescriptions"]
        health = [one["TargetHealth"] for one in seen]
        return sorted({(one["State"], one.get("Reason", "none")) for one in health}) or [("none", "none")]

    def status(self):
        connection = http.client.HTTPConnection(self.address, timeout=60)
        try:
            connection.request("GET", "/", headers={"Host": self.dns})
            return str(connection.getresponse().status)
        except (ConnectionError, http.client.HTTPException, OSError):
            return "refused"
        finally:
            connection.close()


# --- the wrecks: one function each ---

def alb_group_closed(a):
    group = a.group("ec-site-alb-sg")
    a.ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=group["IpPermissions"])


def alb_group_says_nothing(a):
    group = a.group("ec-site-alb-sg")
    a.ec2.revoke_security_group_egress(GroupId=group["GroupId"], IpPermissions=group["IpPermissionsEgress"])


def web_group_closed(a):
    group = a.group("ec-site-web-sg")
    a.ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=group["IpPermissions"])


def web_group_on_udp(a):
    web_group_closed(a)
    pair = [{"GroupId": a.group("ec-site-alb-sg")["GroupId"]}]
    a.ec2.authorize_security_group_ingress(GroupId=a.group("ec-site-web-sg")["GroupId"], IpPermissions=[
        {"IpProtocol": "udp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": pair}])


def web_group_open(a):
    a.ec2.authorize_security_group_ingress(GroupId=a.group("ec-site-web-sg")["GroupId"], IpPermissions=[
        {"IpProtocol": "-1", "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}])


def alb_with_the_servers_groups(a):
    groups = [a.group("ec-site-web-sg")["GroupId"], a.group("ec2-rds-1")["GroupId"]]
    a.elb.set_security_groups(LoadBalancerArn=a.alb, SecurityGroups=groups)


def health_path_missing(a):
    a.check(HealthCheckPath="/no-such-page")


def health_code_other(a):
    a.check(Matcher={"HttpCode": "301"})


def health_port_other(a):
    a.check(HealthCheckPort="9999")


def health_over_tls(a):
    a.check(HealthCheckProtocol="HTTPS")


def listener_gone(a):
    a.elb.delete_listener(ListenerArn=a.listener)


def listener_on_8080(a):
    a.elb.modify_listener(ListenerArn=a.listener, Port=8080)


def listener_to_nowhere(a):
    a.default_action({"Type": "forward", "TargetGroupArn": a.empty_group()})


def listener_weight_zero(a):
    a.default_action({"Type": "forward", "ForwardConfig": {
        "TargetGroups": [{"TargetGroupArn": a.target_group, "Weight": 0}]}})


def listener_answers_itself(a):
    a.default_action({"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "418"}})


def rule_before_the_listener(a):
    a.elb.create_rule(ListenerArn=a.listener, Priority=1,
                      Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}],
                      Actions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}])


def balancer_gone(a):
    a.elb.delete_load_balancer(LoadBalancerArn=a.alb)


def zone_not_enabled(a):
    gateway = a.main_route_table_of(a.public[0])
    used = a.instance()["Placement"]["AvailabilityZone"]
    subnet = a.ec2.create_subnet(VpcId=a.vpc, AvailabilityZone=REGION + "b", CidrBlock="10.0.32.0/20")["Subnet"]
    a.ec2.associate_route_table(RouteTableId=gateway, SubnetId=subnet["SubnetId"])
    zones = {one["SubnetId"]: one["AvailabilityZone"]
             for one in a.ec2.describe_subnets(SubnetIds=a.public)["Subnets"]}
    others = [one for one, zone in zones.items() if zone != used]
    a.elb.set_subnets(LoadBalancerArn=a.alb, Subnets=[*others, subnet["SubnetId"]])


def public_route_gone(a):
    a.ec2.delete_route(RouteTableId=a.main_route_table_of(a.public[0]), DestinationCidrBlock="0.0.0.0/0")


def acl_around_the_servers(a):
    found = a.ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [a.vpc]}])["Subnets"]
    a.lonely_acl([one["SubnetId"] for one in found if one["SubnetId"] not in a.public])


def target_deregistered(a):
    a.elb.deregister_targets(TargetGroupArn=a.target_group, Targets=[{"Id": a.instances()[0]}])


def target_draining(a):
    a.elb.modify_target_group_attributes(TargetGroupArn=a.target_group, Attributes=[
        {"Key": "deregistration_delay.timeout_seconds", "Value": "3600"}])
    target_deregistered(a)


def target_on_another_port(a):
    one = a.instances()[0]
    a.elb.register_targets(TargetGroupArn=a.target_group, Targets=[{"Id": one, "Port": 8081}])
    a.elb.deregister_targets(TargetGroupArn=a.target_group, Targets=[{"Id": one, "Port": 80}])


def target_group_detached(a):
    a.asg.detach_load_balancer_target_groups(AutoScalingGroupName="ec-site-asg", TargetGroupARNs=[a.target_group])


def group_of_nobody(a):
    a.asg.update_auto_scaling_group(AutoScalingGroupName="ec-site-asg", MinSize=0, DesiredCapacity=0)


def group_at_default_version(a):
    template = {"LaunchTemplateName": "ec-site-launch-template", "Version": "$Default"}
    a.asg.update_auto_scaling_group(AutoScalingGroupName="ec-site-asg", LaunchTemplate=template)


def instance_stopped(a):
    a.asg.suspend_processes(AutoScalingGroupName="ec-site-asg")
    a.ec2.stop_instances(InstanceIds=a.instances())


def instance_terminated(a):
    a.asg.suspend_processes(AutoScalingGroupName="ec-site-asg")
    a.ec2.terminate_instances(InstanceIds=a.instances())


def template_image_gone(a):
    image = a.ec2.describe_images(Owners=["self"])["Images"][0]["ImageId"]
    a.ec2.deregister_image(ImageId=image)
    a.replace_instances()


def template_of_a_bare_image(a):
    """Without Node.js and pm2, the user data stops at its first own line."""
    bare = a.ec2.describe_images(Owners=["amazon"], Filters=[
        {"Name": "name", "Values": ["al2023-ami-2023.*"]}, {"Name": "architecture", "Values": ["x86_64"]}])["Images"]
    a.new_version(ImageId=bare[0]["ImageId"])
    a.replace_instances()


def template_that_clears_away(a):
    """The servers end what the image brought, and put nothing in its place."""
    script = b"#!/bin/bash\nexport HOME=/root\n/root/.local/share/pnpm/pm2 delete all\nexit 1\n"
    a.new_version(UserData=base64.b64encode(script).decode())
    a.replace_instances()


def template_without_web_group(a):
    a.new_version(SecurityGroupIds=[a.group("ec2-rds-1")["GroupId"]])
    a.replace_instances()


def as_it_was(_):
    pass


def wreck(argument):
    name, endpoint, expected = argument.split("=")
    state, reason, status = expected.split("/")
    account = Account(endpoint)
    globals()[name](account)
    seen = None
    for _ in range(PATIENCE):
        seen = {"health": account.health(), "status": account.status()}
        if seen == {"health": [(state, reason)], "status": status}:
            break
        time.sleep(0.1)
    return json.dumps({"wreck": name, **seen})


if __name__ == "__main__":
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for line in pool.map(wreck, sys.argv[1:]):
            print(line, flush=True)
