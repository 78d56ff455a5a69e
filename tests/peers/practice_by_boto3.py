"""Takes an empty account to the end of ec-site through boto3, from the curriculum alone.

usage: practice_by_boto3.py [REGION]

The account is the one of the environment (AWS_ENDPOINT_URL and keys); it should hold nothing. Where the API
offers more than one form, this takes another one than the lessons' commands do: permissions as IpPermissions,
groups and subnets in network interfaces, a mixed instances policy, ForwardConfig, capacity set afterwards.
Waits with boto3's own waiters, often, since practice time may run fast. Prints the ids made as one line of JSON.
"""

import base64
import json
import sys
import time

import boto3
from botocore.config import Config

OFTEN = {"Delay": 1, "MaxAttempts": 600}

USER_DATA = """#!/bin/bash -xe
export HOME=/root
cd "$HOME"
aws s3 cp s3://ec-site-practice-app/ecommerce-app-v3.zip app.zip
unzip -q app.zip -d ecommerce-app-v3
cd ecommerce-app-v3
cat > .env <<SETTINGS
AURORA_SECRET_ARN=arn:aws:secretsmanager:us-east-1:123456789012:secret:ec-site-aurora-a1B2c3
SETTINGS
/root/.local/share/pnpm/pnpm install
/root/.local/share/pnpm/pnpm build
/root/.local/share/pnpm/pm2 start "/root/.local/share/pnpm/pnpm start" --name shop
/root/.local/share/pnpm/pm2 save
/root/.local/share/pnpm/pm2 startup
"""

TRUST = json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": ["ec2.amazonaws.com"]}, "Action": ["sts:AssumeRole"]}],
})


def client(service, region):
    # A request that is sent twice must not make two things; none should be needed.
    return boto3.client(service, region_name=region, config=Config(retries={"total_max_attempts": 1}))


def named(kind, name):
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]


def tcp(port, **sources):
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **sources}


def network(ec2, region, made):
    vpc = ec2.create_vpc(CidrBlock="172.20.0.0/16", TagSpecifications=named("vpc", "ec-site-vpc"))["Vpc"]["VpcId"]
    ec2.get_waiter("vpc_available").wait(VpcIds=[vpc], WaiterConfig=OFTEN)
    made["vpc"] = vpc
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    main = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]},
                                              {"Name": "association.main", "Values": ["true"]}])
    # The public subnets keep the main route table: membership without an association of their own.
    ec2.create_route(RouteTableId=main["RouteTables"][0]["RouteTableId"], DestinationCidrBlock="0.0.0.0/0",
                     GatewayId=gateway)
    private = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    for number, zone in enumerate("ac"):
        for kind, third in (("public", number), ("private", 128 + number)):
            subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"172.20.{third}.0/24", AvailabilityZone=region + zone)
            made[f"{kind}_{zone}"] = subnet["Subnet"]["SubnetId"]
            ec2.create_tags(Resources=[made[f"{kind}_{zone}"]],
                            Tags=[{"Key": "Name", "Value": f"ec-site-{kind}-{region}{zone}"}])
        ec2.associate_route_table(RouteTableId=private, SubnetId=made[f"private_{zone}"])
        ec2.modify_subnet_attribute(SubnetId=made[f"public_{zone}"], MapPublicIpOnLaunch={"Value": True})
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=made["public_c"], AllocationId=address)["NatGateway"]["NatGatewayId"]
    ec2.get_waiter("nat_gateway_available").wait(NatGatewayIds=[nat], WaiterConfig=OFTEN)
    ec2.create_route(RouteTableId=private, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)


def groups(ec2, made):
    def group(name, description):
        answer = ec2.create_security_group(GroupName=name, Description=description, VpcId=made["vpc"])
        return answer["GroupId"]

    made["web_sg"] = group("ec-site-web-sg", "web server")
    made["db_sg"] = group("ec2-rds-1", "to the database")
    database = group("rds-ec2-1", "the database")
    ec2.authorize_security_group_ingress(GroupId=database, IpPermissions=[
        tcp(5432, UserIdGroupPairs=[{"GroupId": made["db_sg"], "Description": "from the servers"}])])
    ec2.authorize_security_group_ingress(GroupId=made["web_sg"], IpPermissions=[
        tcp(80, IpRanges=[{"CidrIp": "0.0.0.0/0", "Description": "everybody"}])])
    ec2.create_network_interface(SubnetId=made["private_c"], Groups=[database], Description="RDSNetworkInterface")


def role(iam):
    iam.create_role(RoleName="ec-site-web-SSMRole", AssumeRolePolicyDocument=TRUST)
    iam.attach_role_policy(RoleName="ec-site-web-SSMRole",
                           PolicyArn="arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")
    profile = iam.create_instance_profile(InstanceProfileName="ec-site-web-SSMRole")["InstanceProfile"]["Arn"]
    iam.add_role_to_instance_profile(InstanceProfileName="ec-site-web-SSMRole", RoleName="ec-site-web-SSMRole")
    return profile


def first_server(ec2, made):
    images = ec2.describe_images(Filters=[{"Name": "name", "Values": ["hanamaru-ec-site-shop-*"]}])["Images"]
    # Elsewhere than in the practice account, any image of Amazon's stands for the shop's.
    images = images or ec2.describe_images(Owners=["amazon"])["Images"]
    instance = ec2.run_instances(
        ImageId=images[0]["ImageId"], InstanceType="t3.small", MinCount=1, MaxCount=1,
        NetworkInterfaces=[{"DeviceIndex": 0, "SubnetId": made["public_c"], "AssociatePublicIpAddress": True,
                            "Groups": [made["web_sg"], made["db_sg"]], "DeleteOnTermination": True}],
        TagSpecifications=named("instance", "ec-site-web"))["Instances"][0]["InstanceId"]
    ec2.get_waiter("instance_running").wait(InstanceIds=[instance], WaiterConfig=OFTEN)
    made["instance"] = instance


def security(ec2, made):
    made["alb_sg"] = ec2.create_security_group(
        GroupName="ec-site-alb-sg", Description="for ec-site ALB", VpcId=made["vpc"],
        TagSpecifications=named("security-group", "ec-site-alb-sg"))["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=made["alb_sg"], IpPermissions=[
        tcp(80, IpRanges=[{"CidrIp": "0.0.0.0/0"}])])
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [made["web_sg"]]}])
    wide = [rule["SecurityGroupRuleId"] for rule in rules["SecurityGroupRules"]
            if not rule["IsEgress"] and rule.get("CidrIpv4") == "0.0.0.0/0"]
    ec2.revoke_security_group_ingress(GroupId=made["web_sg"], SecurityGroupRuleIds=wide)
    ec2.authorize_security_group_ingress(GroupId=made["web_sg"], IpPermissions=[
        tcp(80, UserIdGroupPairs=[{"GroupId": made["alb_sg"]}])])


def image(ec2, made):
    made["image"] = ec2.create_image(InstanceId=made["instance"], Name="ec-site-web-ami", NoReboot=True,
                                     Description="lets hosting ec site")["ImageId"]
    ec2.get_waiter("image_available").wait(ImageIds=[made["image"]], WaiterConfig=OFTEN)


def template(ec2, made, profile):
    data = {
        "ImageId": made["image"], "InstanceType": "t3.small", "IamInstanceProfile": {"Arn": profile},
        "NetworkInterfaces": [{"DeviceIndex": 0, "Groups": [made["db_sg"], made["web_sg"]]}],
        "TagSpecifications": named("instance", "ec-site-AutoScaling-Instance"),
        "UserData": base64.b64encode(USER_DATA.encode()).decode(),
    }
    # A first version with less in it: the latest one counts.
    made["template"] = ec2.create_launch_template(
        LaunchTemplateName="ec-site-launch-template", VersionDescription="draft",
        LaunchTemplateData={"InstanceType": "t3.micro", "ImageId": made["image"]},
    )["LaunchTemplate"]["LaunchTemplateId"]
    ec2.create_launch_template_version(LaunchTemplateId=made["template"], LaunchTemplateData=data,
                                       VersionDescription="ec-site-launch-template-1")


def balancer(elb, made):
    made["target_group"] = elb.create_target_group(
        Name="ec-site-web-tg", Protocol="HTTP", Port=80, VpcId=made["vpc"], ProtocolVersion="HTTP1",
        Matcher={"HttpCode": "200-299"}, HealthCheckPath="/")["TargetGroups"][0]["TargetGroupArn"]
    balancer = elb.create_load_balancer(
        Name="ec-site-alb", SubnetMappings=[{"SubnetId": made["public_a"]}, {"SubnetId": made["public_c"]}],
        SecurityGroups=[made["web_sg"], made["db_sg"]], IpAddressType="ipv4")["LoadBalancers"][0]
    made["alb"], made["dns"] = balancer["LoadBalancerArn"], balancer["DNSName"]
    made["listener"] = elb.create_listener(
        LoadBalancerArn=made["alb"], Protocol="HTTP", Port=80,
        DefaultActions=[{"Type": "forward", "ForwardConfig": {
            "TargetGroups": [{"TargetGroupArn": made["target_group"], "Weight": 1}]}}],
    )["Listeners"][0]["ListenerArn"]


def scaling(autoscaling, elb, made):
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName="ec-site-asg", MinSize=0, MaxSize=4,
        VPCZoneIdentifier=f"{made['private_a']},{made['private_c']}",
        MixedInstancesPolicy={
            "LaunchTemplate": {
                "LaunchTemplateSpecification": {"LaunchTemplateId": made["template"], "Version": "$Latest"},
                "Overrides": [{"InstanceType": "t3.small"}, {"InstanceType": "t3.medium"}]},
            "InstancesDistribution": {"OnDemandPercentageAboveBaseCapacity": 100}},
        HealthCheckType="ELB", HealthCheckGracePeriod=300)
    autoscaling.attach_load_balancer_target_groups(AutoScalingGroupName="ec-site-asg",
                                                   TargetGroupARNs=[made["target_group"]])
    autoscaling.update_auto_scaling_group(AutoScalingGroupName="ec-site-asg", MinSize=1, DesiredCapacity=1)
    elb.set_security_groups(LoadBalancerArn=made["alb"], SecurityGroups=[made["alb_sg"]])
    elb.get_waiter("load_balancer_available").wait(LoadBalancerArns=[made["alb"]], WaiterConfig=OFTEN)


def healthy(elb, made):
    """Waits until there is a target and all are healthy: the waiter of boto3 takes none for enough."""
    for _ in range(600):
        seen = elb.describe_target_health(TargetGroupArn=made["target_group"])["TargetHealthDescriptions"]
        if seen and all(one["TargetHealth"]["State"] == "healthy" for one in seen):
            return
        time.sleep(0.2)
    sys.exit(f"the targets do not become healthy: {seen}")


def policy(autoscaling, made):
    label = made["alb"].split(":loadbalancer/")[1] + "/" + made["target_group"].rsplit(":", 1)[1]
    autoscaling.put_scaling_policy(
        AutoScalingGroupName="ec-site-asg", PolicyName="RequestCountPolicy", PolicyType="TargetTrackingScaling",
        EstimatedInstanceWarmup=120, TargetTrackingConfiguration={
            "PredefinedMetricSpecification": {"PredefinedMetricType": "ALBRequestCountPerTarget",
                                              "ResourceLabel": label}, "TargetValue": 25.0})


def build(region, wait=True):
    ec2, elb, autoscaling = (client(service, region) for service in ("ec2", "elbv2", "autoscaling"))
    made = {}
    network(ec2, region, made)
    groups(ec2, made)
    profile = role(client("iam", region))
    first_server(ec2, made)
    security(ec2, made)
    image(ec2, made)
    template(ec2, made, profile)
    balancer(elb, made)
    scaling(autoscaling, elb, made)
    if wait:
        healthy(elb, made)
    policy(autoscaling, made)
    ec2.stop_instances(InstanceIds=[made["instance"]])
    ec2.get_waiter("instance_stopped").wait(InstanceIds=[made["instance"]], WaiterConfig=OFTEN)
    return made


if __name__ == "__main__":
    print(json.dumps(build(sys.argv[1] if len(sys.argv) > 1 else "us-east-1")))
