"""Builds the finished account of the course ec-site through boto3, then changes it as asked.

Usage: ec_site.py ENDPOINT ACCOUNT [CHANGE…]

Prints one JSON object: temporary credentials of the account and the ids that were made. Each account number
is a world of its own, so many can live in one endpoint. A change is a function below named after it.
"""

import base64
import json
import sys

import boto3

REGION = "us-east-1"

USER_DATA = """#!/bin/bash
export HOME=/root
cd /root
aws s3 cp s3://shop-source/ec-site.zip .
unzip -o ec-site.zip && cd ec-site
echo "AURORA_SECRET_ARN=arn:aws:secretsmanager:us-east-1:210987654321:secret:rds-db-credentials-AbCdEf" > .env
/root/.local/share/pnpm/pnpm install
/root/.local/share/pnpm/pm2 start npm --name shop -- start
/root/.local/share/pnpm/pm2 save
/root/.local/share/pnpm/pm2 startup
"""


class World:
    """The account under construction: clients and the ids made so far."""

    def __init__(self, endpoint, account, region=REGION):
        self.endpoint, self.region = endpoint, region
        base = boto3.client("sts", endpoint_url=endpoint, region_name=region,
                            aws_access_key_id="test", aws_secret_access_key="test")
        self.keys = base.assume_role(RoleArn=f"arn:aws:iam::{account}:role/builder",
                                     RoleSessionName="builder")["Credentials"]
        self.ec2 = self.client("ec2")
        self.elb = self.client("elbv2")
        self.asg = self.client("autoscaling")
        self.id = {}

    def client(self, service, region=None):
        return boto3.client(service, endpoint_url=self.endpoint, region_name=region or self.region,
                            aws_access_key_id=self.keys["AccessKeyId"],
                            aws_secret_access_key=self.keys["SecretAccessKey"],
                            aws_session_token=self.keys["SessionToken"])


def tags(kind, name):
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]


def http_from(cidr="0.0.0.0/0", port=80):
    return [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": cidr}]}]


def group_permission(group, port=80):
    return [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "UserIdGroupPairs": [{"GroupId": group}]}]


# --- the finished account ---------------------------------------------------------------------------

def network(w):
    w.id["vpc"] = w.ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tags("vpc", "ec-site-vpc"))["Vpc"]["VpcId"]
    gateway = w.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    w.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=w.id["vpc"])
    w.id["igw"] = gateway
    public = w.ec2.create_route_table(VpcId=w.id["vpc"])["RouteTable"]["RouteTableId"]
    w.ec2.create_route(RouteTableId=public, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    private = w.ec2.create_route_table(VpcId=w.id["vpc"])["RouteTable"]["RouteTableId"]
    w.id["public_rt"], w.id["private_rt"] = public, private
    for zone, third in (("a", 0), ("c", 1)):
        for kind, table, offset in (("public", public, 0), ("private", private, 10)):
            subnet = w.ec2.create_subnet(
                VpcId=w.id["vpc"], CidrBlock=f"10.0.{third + offset}.0/24", AvailabilityZone=f"{w.region}{zone}",
                TagSpecifications=tags("subnet", f"ec-site-{kind}-us-east-1{zone}"))["Subnet"]["SubnetId"]
            w.ec2.associate_route_table(SubnetId=subnet, RouteTableId=table)
            w.id[f"{kind}_{zone}"] = subnet
    address = w.ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = w.ec2.create_nat_gateway(SubnetId=w.id["public_a"], AllocationId=address)["NatGateway"]["NatGatewayId"]
    w.ec2.create_route(RouteTableId=private, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)


def groups(w):
    def group(name, description):
        return w.ec2.create_security_group(GroupName=name, Description=description, VpcId=w.id["vpc"])["GroupId"]
    w.id["db_sg"] = group("ec2-rds-1", "to the database")
    w.id["web_sg"] = group("ec-site-web-sg", "web")
    w.id["alb_sg"] = group("ec-site-alb-sg", "for ec-site ALB")
    w.ec2.authorize_security_group_ingress(GroupId=w.id["alb_sg"], IpPermissions=http_from())
    w.ec2.authorize_security_group_ingress(GroupId=w.id["web_sg"], IpPermissions=group_permission(w.id["alb_sg"]))


def server_and_image(w):
    base = w.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    w.id["instance"] = w.ec2.run_instances(
        ImageId=base, MinCount=1, MaxCount=1, InstanceType="t3.small", SubnetId=w.id["public_a"],
        SecurityGroupIds=[w.id["web_sg"], w.id["db_sg"]],
        TagSpecifications=tags("instance", "ec-site-web"))["Instances"][0]["InstanceId"]
    w.id["image"] = w.ec2.create_image(InstanceId=w.id["instance"], Name="ec-site-web-ami",
                                       Description="lets hosting ec site")["ImageId"]


def template_data(w, **changes):
    data = {
        "ImageId": w.id["image"], "InstanceType": "t3.small",
        "SecurityGroupIds": [w.id["web_sg"], w.id["db_sg"]],
        "IamInstanceProfile": {"Name": "ec-site-web-SSMRole"},
        "TagSpecifications": tags("instance", "ec-site-AutoScaling-Instance"),
        "UserData": base64.b64encode(USER_DATA.encode()).decode(),
    }
    data.update(changes)
    return {key: value for key, value in data.items() if value is not None}


def launch_template(w):
    w.id["template"] = w.ec2.create_launch_template(
        LaunchTemplateName="ec-site-launch-template", VersionDescription="ec-site-launch-template-1",
        LaunchTemplateData=template_data(w))["LaunchTemplate"]["LaunchTemplateId"]


def balancer(w):
    w.id["tg"] = w.elb.create_target_group(
        Name="ec-site-web-tg", Protocol="HTTP", Port=80, VpcId=w.id["vpc"], TargetType="instance",
        HealthCheckPath="/")["TargetGroups"][0]["TargetGroupArn"]
    made = w.elb.create_load_balancer(
        Name="ec-site-alb", Subnets=[w.id["public_a"], w.id["public_c"]], SecurityGroups=[w.id["alb_sg"]],
        Scheme="internet-facing", Type="application")["LoadBalancers"][0]
    w.id["alb"], w.id["dns"] = made["LoadBalancerArn"], made["DNSName"]
    w.id["listener"] = w.elb.create_listener(
        LoadBalancerArn=w.id["alb"], Protocol="HTTP", Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": w.id["tg"]}])["Listeners"][0]["ListenerArn"]


def scaling_group(w, version="$Latest"):
    w.asg.create_auto_scaling_group(
        AutoScalingGroupName="ec-site-asg",
        LaunchTemplate={"LaunchTemplateName": "ec-site-launch-template", "Version": version},
        MinSize=1, MaxSize=4, DesiredCapacity=1, TargetGroupARNs=[w.id["tg"]],
        VPCZoneIdentifier=f"{w.id['private_a']},{w.id['private_c']}",
        HealthCheckType="ELB", HealthCheckGracePeriod=300)


def label(w):
    return w.id["alb"].split("loadbalancer/")[1] + "/" + w.id["tg"].split(":")[-1]


def policy(w, name="RequestCountPolicy", **changes):
    tracking = {
        "PredefinedMetricSpecification": {"PredefinedMetricType": "ALBRequestCountPerTarget",
                                          "ResourceLabel": label(w)},
        "TargetValue": 25.0,
    }
    tracking.update(changes)
    w.asg.put_scaling_policy(AutoScalingGroupName="ec-site-asg", PolicyName=name,
                             PolicyType="TargetTrackingScaling", TargetTrackingConfiguration=tracking)


def finish(w):
    w.ec2.stop_instances(InstanceIds=[w.id["instance"]])


STAGES = [network, groups, server_and_image, launch_template, balancer, scaling_group, policy, finish]


# --- changes: faults ---------------------------------------------------------------------------------

def new_version(w, **changes):
    w.ec2.create_launch_template_version(LaunchTemplateName="ec-site-launch-template",
                                         LaunchTemplateData=template_data(w, **changes))


def user_data(w, text):
    new_version(w, UserData=base64.b64encode(text.encode()).decode())


def ingress(w, group, permissions):
    w.ec2.authorize_security_group_ingress(GroupId=w.id[group], IpPermissions=permissions)


def no_ingress(w, group):
    found = w.ec2.describe_security_groups(GroupIds=[w.id[group]])["SecurityGroups"][0]["IpPermissions"]
    if found:
        w.ec2.revoke_security_group_ingress(GroupId=w.id[group], IpPermissions=found)


def group_update(w, **changes):
    w.asg.update_auto_scaling_group(AutoScalingGroupName="ec-site-asg", **changes)


def replace_policy(w, **changes):
    w.asg.delete_policy(AutoScalingGroupName="ec-site-asg", PolicyName="RequestCountPolicy")
    policy(w, **changes)


def only_instance(w):
    return w.asg.describe_auto_scaling_groups(AutoScalingGroupNames=["ec-site-asg"])["AutoScalingGroups"][0]["Instances"][0]["InstanceId"]


def twin_vpc(w):
    """Another VPC whose groups carry the same names, wide open."""
    vpc = w.ec2.create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=tags("vpc", "other-vpc"))["Vpc"]["VpcId"]
    for name in ("ec-site-alb-sg", "ec-site-web-sg", "ec2-rds-1"):
        made = w.ec2.create_security_group(GroupName=name, Description="twin", VpcId=vpc)["GroupId"]
        w.ec2.authorize_security_group_ingress(GroupId=made, IpPermissions=http_from())


def crowd(w):
    """A thousand groups that have nothing to do with the course."""
    vpc = w.ec2.create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
    for number in range(1000):
        w.ec2.create_security_group(GroupName=f"crowd-{number}", Description="crowd", VpcId=vpc)


def mixed_instances(w):
    w.asg.delete_auto_scaling_group(AutoScalingGroupName="ec-site-asg", ForceDelete=True)
    w.asg.create_auto_scaling_group(
        AutoScalingGroupName="ec-site-asg", MinSize=1, MaxSize=4, DesiredCapacity=1, TargetGroupARNs=[w.id["tg"]],
        MixedInstancesPolicy={"LaunchTemplate": {"LaunchTemplateSpecification": {
            "LaunchTemplateName": "ec-site-launch-template", "Version": "$Latest"}}},
        VPCZoneIdentifier=f"{w.id['private_a']},{w.id['private_c']}")
    policy(w)


def remake_group(w, version):
    w.asg.delete_auto_scaling_group(AutoScalingGroupName="ec-site-asg", ForceDelete=True)
    scaling_group(w, version)
    policy(w)


def listener_to(w, actions):
    w.elb.modify_listener(ListenerArn=w.id["listener"], DefaultActions=actions)


def target_group_on(w, port):
    """The port of a target group cannot be changed: it is made again, and everything that uses it is led there."""
    w.asg.detach_load_balancer_target_groups(AutoScalingGroupName="ec-site-asg", TargetGroupARNs=[w.id["tg"]])
    w.elb.delete_listener(ListenerArn=w.id["listener"])
    w.elb.delete_target_group(TargetGroupArn=w.id["tg"])
    w.id["tg"] = w.elb.create_target_group(
        Name="ec-site-web-tg", Protocol="HTTP", Port=port, VpcId=w.id["vpc"], TargetType="instance",
        HealthCheckPath="/")["TargetGroups"][0]["TargetGroupArn"]
    w.elb.create_listener(LoadBalancerArn=w.id["alb"], Protocol="HTTP", Port=80,
                          DefaultActions=[{"Type": "forward", "TargetGroupArn": w.id["tg"]}])
    w.asg.attach_load_balancer_target_groups(AutoScalingGroupName="ec-site-asg", TargetGroupARNs=[w.id["tg"]])
    replace_policy(w)


def other_target_group(w):
    return w.elb.create_target_group(Name="other-tg", Protocol="HTTP", Port=80, VpcId=w.id["vpc"],
                                     TargetType="instance")["TargetGroups"][0]["TargetGroupArn"]


def interface_groups(w):
    """The groups on the network interface instead of at the top level, as the console writes them."""
    new_version(w, SecurityGroupIds=None, NetworkInterfaces=[
        {"DeviceIndex": 0, "AssociatePublicIpAddress": False, "Groups": [w.id["db_sg"], w.id["web_sg"]]}])


CHANGES = {
    # faults: each breaks one step
    "no-igw-route": lambda w: w.ec2.delete_route(RouteTableId=w.id["public_rt"], DestinationCidrBlock="0.0.0.0/0"),
    "private-is-public": lambda w: (
        w.ec2.delete_route(RouteTableId=w.id["private_rt"], DestinationCidrBlock="0.0.0.0/0"),
        w.ec2.create_route(RouteTableId=w.id["private_rt"], DestinationCidrBlock="0.0.0.0/0", GatewayId=w.id["igw"])),
    "alb-sg-closed": lambda w: no_ingress(w, "alb_sg"),
    "alb-sg-half": lambda w: (no_ingress(w, "alb_sg"), ingress(w, "alb_sg", http_from("0.0.0.0/1"))),
    "alb-sg-my-ip": lambda w: (no_ingress(w, "alb_sg"), ingress(w, "alb_sg", http_from("203.0.113.5/32"))),
    "alb-sg-udp": lambda w: (no_ingress(w, "alb_sg"), ingress(w, "alb_sg", [
        {"IpProtocol": "udp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])),
    "alb-sg-443": lambda w: (no_ingress(w, "alb_sg"), ingress(w, "alb_sg", http_from(port=443))),
    "web-sg-open": lambda w: ingress(w, "web_sg", http_from()),
    "web-sg-open-v6": lambda w: ingress(w, "web_sg", [
        {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}]),
    "web-sg-all-traffic": lambda w: ingress(w, "web_sg", [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}]),
    "web-sg-range": lambda w: ingress(w, "web_sg", [
        {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 65535, "IpRanges": [{"CidrIp": "198.51.100.0/24"}]}]),
    "web-sg-other-group": lambda w: ingress(w, "web_sg", group_permission(w.id["db_sg"])),
    "web-sg-by-cidr": lambda w: (no_ingress(w, "web_sg"), ingress(w, "web_sg", http_from("10.0.0.0/23"))),
    "web-sg-closed": lambda w: no_ingress(w, "web_sg"),
    "no-ami": lambda w: w.ec2.deregister_image(ImageId=w.id["image"]),
    "lt-type": lambda w: new_version(w, InstanceType="t3.micro"),
    "lt-key": lambda w: new_version(w, KeyName="my-key"),
    "lt-one-group": lambda w: new_version(w, SecurityGroupIds=[w.id["web_sg"]]),
    "lt-no-tag": lambda w: new_version(w, TagSpecifications=None),
    "lt-no-profile": lambda w: new_version(w, IamInstanceProfile=None),
    "lt-other-profile": lambda w: new_version(w, IamInstanceProfile={"Name": "some-role"}),
    "lt-no-user-data": lambda w: new_version(w, UserData=None),
    "lt-placeholder": lambda w: user_data(w, USER_DATA.replace("210987654321", "xxxxxxxxxxxx")),
    "lt-commented-start": lambda w: user_data(w, USER_DATA.replace("/root/.local/share/pnpm/pm2 start", "# pm2 start")),
    "lt-base-image": lambda w: new_version(w, ImageId=w.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]),
    "asg-default-version": lambda w: remake_group(w, "$Default"),
    "asg-number-version": lambda w: remake_group(w, "1"),
    "asg-public-subnet": lambda w: group_update(w, VPCZoneIdentifier=f"{w.id['public_a']},{w.id['private_c']}"),
    "asg-one-subnet": lambda w: group_update(w, VPCZoneIdentifier=w.id["private_a"]),
    "asg-max": lambda w: group_update(w, MaxSize=3),
    "asg-detached": lambda w: w.asg.detach_load_balancer_target_groups(
        AutoScalingGroupName="ec-site-asg", TargetGroupARNs=[w.id["tg"]]),
    "tg-8080": lambda w: target_group_on(w, 8080),
    "listener-8080": lambda w: (w.elb.delete_listener(ListenerArn=w.id["listener"]), w.elb.create_listener(
        LoadBalancerArn=w.id["alb"], Protocol="HTTP", Port=8080,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": w.id["tg"]}])),
    "listener-gone": lambda w: w.elb.delete_listener(ListenerArn=w.id["listener"]),
    "listener-elsewhere": lambda w: listener_to(w, [{"Type": "forward", "TargetGroupArn": other_target_group(w)}]),
    "listener-fixed": lambda w: listener_to(w, [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}]),
    "listener-weight-0": lambda w: listener_to(w, [{"Type": "forward", "ForwardConfig": {"TargetGroups": [
        {"TargetGroupArn": w.id["tg"], "Weight": 0}, {"TargetGroupArn": other_target_group(w), "Weight": 1}]}}]),
    "alb-wrong-groups": lambda w: w.elb.set_security_groups(
        LoadBalancerArn=w.id["alb"], SecurityGroups=[w.id["alb_sg"], w.id["web_sg"]]),
    "target-foreign": lambda w: w.ec2.start_instances(InstanceIds=[w.id["instance"]]) and w.elb.register_targets(TargetGroupArn=w.id["tg"], Targets=[{"Id": w.id["instance"]}]),
    "target-missing": lambda w: w.elb.deregister_targets(TargetGroupArn=w.id["tg"], Targets=[{"Id": only_instance(w)}]),
    "policy-gone": lambda w: w.asg.delete_policy(AutoScalingGroupName="ec-site-asg", PolicyName="RequestCountPolicy"),
    "policy-cpu": lambda w: replace_policy(w, PredefinedMetricSpecification={"PredefinedMetricType": "ASGAverageCPUUtilization"}),
    "policy-50": lambda w: replace_policy(w, TargetValue=50.0),
    "policy-label": lambda w: replace_policy(w, PredefinedMetricSpecification={
        "PredefinedMetricType": "ALBRequestCountPerTarget",
        "ResourceLabel": "app/somebody/50dc6c495c0c9188/targetgroup/ec-site-web-tg/943f017f100becff"}),
    "policy-no-scale-in": lambda w: replace_policy(w, DisableScaleIn=True),
    "instance-running": lambda w: w.ec2.start_instances(InstanceIds=[w.id["instance"]]),
    # odd, but right
    "odd-twin-vpc": twin_vpc,
    "odd-crowd": crowd,
    "odd-two-halves": lambda w: (no_ingress(w, "alb_sg"), ingress(w, "alb_sg", [
        {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80,
         "IpRanges": [{"CidrIp": "0.0.0.0/1"}, {"CidrIp": "128.0.0.0/1"}]}])),
    "odd-range": lambda w: (no_ingress(w, "alb_sg"), ingress(w, "alb_sg", [
        {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1024, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])),
    "odd-all-traffic": lambda w: (no_ingress(w, "alb_sg"), ingress(w, "alb_sg", [
        {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])),
    "odd-ssh-open": lambda w: ingress(w, "web_sg", http_from(port=22)),
    "odd-interface-groups": interface_groups,
    "odd-role-arn": lambda w: new_version(w, IamInstanceProfile={"Arn": "arn:aws:iam::210987654321:instance-profile/EC2SSMRole"}),
    "odd-mixed-instances": mixed_instances,
    "odd-forward-config": lambda w: listener_to(w, [{"Type": "forward", "ForwardConfig": {"TargetGroups": [
        {"TargetGroupArn": w.id["tg"], "Weight": 5}]}}]),
    "odd-second-version": lambda w: new_version(w),
    "odd-policy-name": lambda w: (w.asg.delete_policy(AutoScalingGroupName="ec-site-asg", PolicyName="RequestCountPolicy"),
                                  policy(w, name="my-policy")),
    "odd-desired-2": lambda w: group_update(w, DesiredCapacity=2),
    "odd-instance-terminated": lambda w: w.ec2.terminate_instances(InstanceIds=[w.id["instance"]]),
}


def main():
    endpoint, account, changes = sys.argv[1], sys.argv[2], sys.argv[3:]
    stop_before = next((name[7:] for name in changes if name.startswith("before-")), None)
    region = next((name[7:] for name in changes if name.startswith("region-")), REGION)
    world = World(endpoint, account, region)
    for stage in STAGES:
        if stage.__name__ == stop_before:
            break
        stage(world)
    for name in changes:
        if name in CHANGES:
            CHANGES[name](world)
        elif not name.startswith(("before-", "region-")):
            sys.exit(f"unknown change: {name}")
    print(json.dumps({"keys": {key: str(value) for key, value in world.keys.items()}, "ids": world.id}))


if __name__ == "__main__":
    main()
