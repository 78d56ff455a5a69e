"""Builds finished accounts of zenn-clone, aws-hands-on, day13 and lb-basics through boto3, each changed as asked.

Usage: other_courses.py ENDPOINT ACCOUNT < LINES

A line is `COURSE` or `COURSE CHANGE`; each is built in an account of its own, numbered from ACCOUNT on. For each one
JSON object is printed: temporary credentials of the account and the ids that were made. Each course is a class below,
built in the curriculum's order; a change is a method named after it (with `_` for `-`).
"""

import datetime
import json
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ec_site import World, group_permission, http_from, tags

TOKYO = "ap-northeast-1"


def everywhere(port, v6=False):
    permission = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    if v6:
        permission["Ipv6Ranges"] = [{"CidrIpv6": "::/0"}]
    return [permission]


def forward(target_group, **config):
    if config:
        return [{"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": target_group, **config}]}}]
    return [{"Type": "forward", "TargetGroupArn": target_group}]


def certificate(names):
    """A self-signed certificate and its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.timezone.utc)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=300))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False)
            .sign(key, hashes.SHA256()))
    return (made.public_bytes(serialization.Encoding.PEM),
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                              serialization.NoEncryption()))


class Course:
    """What the courses have in common: a VPC with public subnets, groups, a balancer."""

    def __init__(self, world):
        self.w, self.ec2, self.elb, self.id = world, world.ec2, world.elb, world.id
        self.acm = world.client("acm")

    def vpc(self, name, subnets, gateway=True):
        self.id["vpc"] = self.ec2.create_vpc(
            CidrBlock="10.0.0.0/16", TagSpecifications=tags("vpc", name))["Vpc"]["VpcId"]
        table = self.ec2.create_route_table(VpcId=self.id["vpc"])["RouteTable"]["RouteTableId"]
        self.id["table"] = table
        if gateway:
            self.id["igw"] = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
            self.ec2.attach_internet_gateway(InternetGatewayId=self.id["igw"], VpcId=self.id["vpc"])
            self.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=self.id["igw"])
        for third, (zone, subnet) in enumerate(subnets):
            made = self.ec2.create_subnet(
                VpcId=self.id["vpc"], CidrBlock=f"10.0.{third}.0/24", AvailabilityZone=f"{TOKYO}{zone}",
                TagSpecifications=tags("subnet", subnet))["Subnet"]["SubnetId"]
            self.ec2.associate_route_table(SubnetId=made, RouteTableId=table)
            self.id[f"subnet_{zone}"] = made

    def group(self, key, name, description="made for the course", vpc=None):
        self.id[key] = self.ec2.create_security_group(
            GroupName=name, Description=description, VpcId=vpc or self.id["vpc"])["GroupId"]
        return self.id[key]

    def admit(self, key, permissions):
        self.ec2.authorize_security_group_ingress(GroupId=self.id[key], IpPermissions=permissions)

    def close(self, key):
        found = self.ec2.describe_security_groups(GroupIds=[self.id[key]])["SecurityGroups"][0]["IpPermissions"]
        if found:
            self.ec2.revoke_security_group_ingress(GroupId=self.id[key], IpPermissions=found)

    def close_out(self, key):
        found = self.ec2.describe_security_groups(GroupIds=[self.id[key]])["SecurityGroups"][0]["IpPermissionsEgress"]
        if found:
            self.ec2.revoke_security_group_egress(GroupId=self.id[key], IpPermissions=found)

    def only(self, key, permissions):
        self.close(key)
        self.admit(key, permissions)

    def image(self):
        return self.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]

    def instance(self, key, name, group, subnet):
        self.id[key] = self.ec2.run_instances(
            ImageId=self.image(), MinCount=1, MaxCount=1, InstanceType="t3.micro", SubnetId=subnet,
            SecurityGroupIds=[self.id[group]], TagSpecifications=tags("instance", name))["Instances"][0]["InstanceId"]

    def balancer(self, name, subnets, groups, scheme="internet-facing", kind="application", key="alb"):
        made = self.elb.create_load_balancer(
            Name=name, Subnets=subnets, Scheme=scheme, Type=kind,
            **({"SecurityGroups": [self.id[each] for each in groups]} if groups else {}))["LoadBalancers"][0]
        self.id[key] = made["LoadBalancerArn"]

    def target_group(self, name, key="tg", **settings):
        made = self.elb.create_target_group(Name=name, VpcId=settings.pop("VpcId", self.id["vpc"]), **settings)
        self.id[key] = made["TargetGroups"][0]["TargetGroupArn"]

    def listener(self, port=80, protocol="HTTP", key="http", **more):
        actions = more.pop("actions", None) or forward(self.id["tg"])
        self.id[key] = self.elb.create_listener(
            LoadBalancerArn=self.id["alb"], Protocol=protocol, Port=port, DefaultActions=actions,
            **more)["Listeners"][0]["ListenerArn"]

    def other_group(self, **settings):
        made = self.elb.create_target_group(**{"Name": "somebody-else", "Protocol": "HTTP", "Port": 80,
                                               "VpcId": self.id["vpc"], **settings})
        return made["TargetGroups"][0]["TargetGroupArn"]

    def remade_group(self, name, registered=(), **settings):
        """The settings of a target group are fixed: it is made again, and its listeners led there."""
        listeners = self.elb.describe_listeners(LoadBalancerArn=self.id["alb"])["Listeners"]
        aside = self.other_group(Name="aside")
        for listener in listeners:
            self.elb.modify_listener(ListenerArn=listener["ListenerArn"], DefaultActions=forward(aside))
        self.elb.delete_target_group(TargetGroupArn=self.id["tg"])
        self.target_group(name, **settings)
        if registered:
            self.elb.register_targets(TargetGroupArn=self.id["tg"], Targets=list(registered))
        for listener in listeners:
            self.elb.modify_listener(ListenerArn=listener["ListenerArn"], DefaultActions=forward(self.id["tg"]))

    def lead(self, actions, key="http"):
        self.elb.modify_listener(ListenerArn=self.id[key], DefaultActions=actions)

    def remade_balancer(self, name, subnets, groups, **settings):
        """The scheme of a load balancer is fixed: it is made again with its listeners."""
        listeners = self.elb.describe_listeners(LoadBalancerArn=self.id["alb"])["Listeners"]
        self.elb.delete_load_balancer(LoadBalancerArn=self.id["alb"])
        self.balancer(name, subnets, groups, **settings)
        for listener in listeners:
            more = {key: listener[key] for key in ("SslPolicy", "Certificates") if listener.get(key)}
            self.listener(listener["Port"], listener["Protocol"], **more)

    def twin_vpc(self, names):
        """Another VPC whose groups carry the same names, wide open."""
        vpc = self.ec2.create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=tags("vpc", "another"))["Vpc"]["VpcId"]
        for name in names:
            self.group("twin", name, vpc=vpc)
            self.admit("twin", [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])


class ZennClone(Course):
    DOMAIN = "api.example.com"
    POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    ALB, TG = "zenn-clone-alb-backend", "zenn-clone-alb-backend-tg"
    GROUP = {"TargetType": "ip", "Protocol": "HTTP", "Port": 80, "IpAddressType": "ipv4", "ProtocolVersion": "HTTP1",
             "HealthCheckProtocol": "HTTP", "HealthCheckPath": "/api/v1/health_check"}

    def build(self):
        self.vpc("zenn-clone-vpc", [("a", "zenn-clone-subnet-public1-ap-northeast-1a"),
                                    ("c", "zenn-clone-subnet-public2-ap-northeast-1c")])
        self.group("ecs_sg", "zenn-clone-ecs-backend-security-group")
        self.id["certificate"] = self.imported([self.DOMAIN])
        self.group("alb_sg", "zenn-clone-alb-backend-security-group")
        self.admit("alb_sg", everywhere(80, True) + everywhere(443, True))
        self.close_out("alb_sg")
        self.let_out(UserIdGroupPairs=[{"GroupId": self.id["ecs_sg"]}])
        self.target_group(self.TG, **self.GROUP)
        self.balancer(self.ALB, self.subnets(), ["alb_sg"])
        self.listener()
        self.listener(443, "HTTPS", "https", SslPolicy=self.POLICY,
                      Certificates=[{"CertificateArn": self.id["certificate"]}])

    def subnets(self):
        return [self.id["subnet_a"], self.id["subnet_c"]]

    def imported(self, names):
        pem, key = certificate(names)
        return self.acm.import_certificate(Certificate=pem, PrivateKey=key)["CertificateArn"]

    def let_out(self, first=80, last=80, protocol="tcp", **to):
        permission = {"IpProtocol": protocol, **to}
        if protocol != "-1":
            permission.update(FromPort=first, ToPort=last)
        self.ec2.authorize_security_group_egress(GroupId=self.id["alb_sg"], IpPermissions=[permission])

    def present(self, arn):
        self.elb.modify_listener(ListenerArn=self.id["https"], Certificates=[{"CertificateArn": arn}])

    # faults
    def sg_v4_only(self):
        self.only("alb_sg", everywhere(80) + everywhere(443))

    def sg_no_https(self):
        self.only("alb_sg", everywhere(80, True))

    def sg_https_v4_only(self):
        self.only("alb_sg", everywhere(80, True) + everywhere(443))

    def sg_out_closed(self):
        self.close_out("alb_sg")

    def sg_out_443(self):
        self.close_out("alb_sg")
        self.let_out(443, 443, UserIdGroupPairs=[{"GroupId": self.id["ecs_sg"]}])

    def sg_out_to_itself(self):
        self.close_out("alb_sg")
        self.let_out(UserIdGroupPairs=[{"GroupId": self.id["alb_sg"]}])

    def sg_out_half_vpc(self):
        self.close_out("alb_sg")
        self.let_out(IpRanges=[{"CidrIp": "10.0.0.0/17"}])

    def tg_instance(self):
        self.remade_group(self.TG, **{**self.GROUP, "TargetType": "instance"})

    def tg_8080(self):
        self.remade_group(self.TG, **{**self.GROUP, "Port": 8080})

    def tg_http2(self):
        self.remade_group(self.TG, **{**self.GROUP, "ProtocolVersion": "HTTP2"})

    def tg_path(self):
        self.elb.modify_target_group(TargetGroupArn=self.id["tg"], HealthCheckPath="/")

    def tg_path_slash(self):
        self.elb.modify_target_group(TargetGroupArn=self.id["tg"], HealthCheckPath="/api/v1/health_check/")

    def alb_internal(self):
        self.remade_balancer(self.ALB, self.subnets(), ["alb_sg"], scheme="internal")

    def alb_other_group(self):
        self.elb.set_security_groups(LoadBalancerArn=self.id["alb"], SecurityGroups=[self.id["ecs_sg"]])

    def no_gateway(self):
        self.ec2.delete_route(RouteTableId=self.id["table"], DestinationCidrBlock="0.0.0.0/0")

    def http_gone(self):
        self.elb.delete_listener(ListenerArn=self.id["http"])

    def https_gone(self):
        self.elb.delete_listener(ListenerArn=self.id["https"])

    def https_fixed(self):
        self.lead([{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}], "https")

    def http_redirect_elsewhere(self):
        self.lead([{"Type": "redirect", "RedirectConfig": {
            "Protocol": "HTTPS", "Port": "443", "Host": "www.example.org", "StatusCode": "HTTP_301"}}])

    def http_redirect_http(self):
        self.lead([{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTP", "Port": "8080", "StatusCode": "HTTP_301"}}])

    def policy_2016(self):
        self.elb.modify_listener(ListenerArn=self.id["https"], SslPolicy="ELBSecurityPolicy-2016-08")

    def policy_tls11(self):
        self.elb.modify_listener(ListenerArn=self.id["https"], SslPolicy="ELBSecurityPolicy-TLS-1-1-2017-01")

    def cert_other_name(self):
        self.present(self.imported(["www.example.com"]))

    def cert_two_labels(self):
        self.present(self.imported(["*.com"]))

    def cert_parent_wildcard_deep(self):
        self.present(self.imported(["*.api.example.com"]))

    # odd, but right
    def odd_wildcard(self):
        self.present(self.imported(["*.example.com"]))

    def odd_second_name(self):
        self.present(self.imported(["www.example.org", self.DOMAIN]))

    def odd_upper_case(self):
        self.present(self.imported(["API.Example.COM"]))

    def odd_non_default(self):
        self.present(self.imported(["www.example.com"]))
        self.elb.add_listener_certificates(ListenerArn=self.id["https"],
                                           Certificates=[{"CertificateArn": self.id["certificate"]}])

    def odd_redirect(self):
        self.lead([{"Type": "redirect", "RedirectConfig": {
            "Protocol": "HTTPS", "Port": "443", "Host": "#{host}", "Path": "/#{path}", "Query": "#{query}",
            "StatusCode": "HTTP_301"}}])

    def odd_redirect_bare(self):
        self.lead([{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_302"}}])

    def odd_out_cidr(self):
        self.close_out("alb_sg")
        self.let_out(IpRanges=[{"CidrIp": "10.0.0.0/16"}])

    def odd_out_all(self):
        self.close_out("alb_sg")
        self.let_out(protocol="-1", IpRanges=[{"CidrIp": "0.0.0.0/0"}])

    def odd_out_range(self):
        self.close_out("alb_sg")
        self.let_out(1, 1024, UserIdGroupPairs=[{"GroupId": self.id["ecs_sg"]}])

    def odd_ranges(self):
        self.only("alb_sg", [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
                              "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}])

    def odd_halves(self):
        self.only("alb_sg", [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 443, "IpRanges": [
            {"CidrIp": "0.0.0.0/1"}, {"CidrIp": "128.0.0.0/1"}],
            "Ipv6Ranges": [{"CidrIpv6": "::/1"}, {"CidrIpv6": "8000::/1"}]}])

    def odd_registered(self):
        self.elb.register_targets(TargetGroupArn=self.id["tg"], Targets=[{"Id": "10.0.0.20", "Port": 80}])

    def odd_policy_res(self):
        self.elb.modify_listener(ListenerArn=self.id["https"], SslPolicy="ELBSecurityPolicy-FS-1-2-Res-2020-10")

    def odd_weight(self):
        self.lead(forward(self.id["tg"], Weight=7), "https")

    def odd_twin(self):
        self.twin_vpc(["zenn-clone-alb-backend-security-group", "zenn-clone-ecs-backend-security-group"])


class AwsHandsOn(Course):
    SETTINGS = {"Protocol": "HTTP", "Port": 8000, "TargetType": "instance"}

    def build(self):
        self.id["vpc"] = self.ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
        self.gateway_of_default_vpc()
        subnets = self.ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [self.id["vpc"]]}])["Subnets"]
        self.all = [subnet["SubnetId"] for subnet in subnets][:3]
        self.group("ec2_sg", "aws-hands-on-ec2")
        self.instance("instance", "aws-hands-on", "ec2_sg", self.all[0])
        self.balancer("aws-hands-on", self.all, [])
        self.group("alb_sg", "aws-hands-on-alb")
        self.admit("alb_sg", everywhere(80))
        self.elb.set_security_groups(LoadBalancerArn=self.id["alb"], SecurityGroups=[self.id["alb_sg"]])
        self.target_group("aws-hands-on", **self.SETTINGS)
        self.elb.register_targets(TargetGroupArn=self.id["tg"], Targets=[{"Id": self.id["instance"]}])
        self.listener()
        self.admit("ec2_sg", group_permission(self.id["alb_sg"], 8000))

    def gateway_of_default_vpc(self):
        """A default VPC has an internet gateway and a route to it; the endpoint may not make them."""
        attached = self.ec2.describe_internet_gateways(
            Filters=[{"Name": "attachment.vpc-id", "Values": [self.id["vpc"]]}])["InternetGateways"]
        if attached:
            gateway = attached[0]["InternetGatewayId"]
        else:
            gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
            self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=self.id["vpc"])
        table = self.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [self.id["vpc"]]}])["RouteTables"][0]
        self.id["table"] = table["RouteTableId"]
        if not any(route.get("DestinationCidrBlock") == "0.0.0.0/0" for route in table["Routes"]):
            self.ec2.create_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)

    def attach(self, *keys):
        self.elb.set_security_groups(LoadBalancerArn=self.id["alb"], SecurityGroups=[self.id[key] for key in keys])

    # faults
    def two_zones(self):
        self.remade_balancer("aws-hands-on", self.all[:2], ["alb_sg"])

    def internal(self):
        self.remade_balancer("aws-hands-on", self.all, ["alb_sg"], scheme="internal")

    def network_type(self):
        self.elb.delete_load_balancer(LoadBalancerArn=self.id["alb"])
        self.balancer("aws-hands-on", self.all, [], kind="network")

    def alb_closed(self):
        self.close("alb_sg")

    def alb_443(self):
        self.only("alb_sg", everywhere(443))

    def alb_my_address(self):
        self.only("alb_sg", http_from("203.0.113.9/32"))

    def tg_80(self):
        self.remade_group("aws-hands-on", [{"Id": self.id["instance"]}], **{**self.SETTINGS, "Port": 80})

    def tg_https(self):
        self.remade_group("aws-hands-on", [{"Id": self.id["instance"]}], **{**self.SETTINGS, "Protocol": "HTTPS"})

    def not_registered(self):
        self.elb.deregister_targets(TargetGroupArn=self.id["tg"], Targets=[{"Id": self.id["instance"]}])

    def listener_8000(self):
        self.elb.delete_listener(ListenerArn=self.id["http"])
        self.listener(8000)

    def listener_elsewhere(self):
        self.lead(forward(self.other_group()))

    def ec2_still_open(self):
        self.admit("ec2_sg", everywhere(8000))

    def ec2_open_v6(self):
        self.admit("ec2_sg", [{"IpProtocol": "tcp", "FromPort": 8000, "ToPort": 8000, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}])

    def ec2_range_open(self):
        self.admit("ec2_sg", [{"IpProtocol": "tcp", "FromPort": 7000, "ToPort": 9000, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}])

    def ec2_from_80(self):
        self.only("ec2_sg", group_permission(self.id["alb_sg"], 80))

    def ec2_by_cidr(self):
        self.only("ec2_sg", http_from("172.31.0.0/16", 8000))

    def ec2_closed(self):
        self.close("ec2_sg")

    # odd, but right
    def odd_wizard_group(self):
        """The console's wizard names the group itself."""
        self.group("wizard", "aws-hands-on-alb-1a2b3c")
        self.admit("wizard", everywhere(80))
        self.attach("wizard")
        self.only("ec2_sg", group_permission(self.id["wizard"], 8000))
        self.ec2.delete_security_group(GroupId=self.id["alb_sg"])

    def odd_two_groups(self):
        self.group("second", "second")
        self.close("alb_sg")
        self.admit("second", everywhere(80))
        self.attach("alb_sg", "second")

    def odd_target_port(self):
        self.remade_group("aws-hands-on", [{"Id": self.id["instance"], "Port": 8000}], **{**self.SETTINGS, "Port": 80})

    def odd_ssh(self):
        self.admit("ec2_sg", everywhere(22))

    def odd_range(self):
        self.only("ec2_sg", [{"IpProtocol": "tcp", "FromPort": 8000, "ToPort": 8010,
                              "UserIdGroupPairs": [{"GroupId": self.id["alb_sg"]}]}])

    def odd_listener_rule(self):
        self.elb.create_rule(ListenerArn=self.id["http"], Priority=5,
                             Conditions=[{"Field": "path-pattern", "Values": ["/elsewhere/*"]}],
                             Actions=forward(self.other_group()))

    def odd_halves(self):
        self.only("alb_sg", [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80,
                              "IpRanges": [{"CidrIp": "0.0.0.0/1"}, {"CidrIp": "128.0.0.0/1"}]}])


class Day13(Course):
    SETTINGS = {"Protocol": "HTTP", "Port": 80, "TargetType": "instance", "HealthCheckProtocol": "HTTP",
                "HealthCheckPath": "/"}

    def build(self, vpc="my-vpc"):
        self.vpc(vpc, [("a", "my-vpc-public-subnet-a"), ("c", "my-vpc-public-subnet-c")])
        self.group("web_sg", "web-server-sg")
        self.instance("instance", "MyWebServer01", "web_sg", self.id["subnet_a"])
        self.target_group("my-web-target-group", **self.SETTINGS)
        self.elb.register_targets(TargetGroupArn=self.id["tg"], Targets=[{"Id": self.id["instance"]}])
        self.group("alb_sg", "my-alb-sg", "Allow HTTP/HTTPS to ALB")
        self.admit("alb_sg", everywhere(80) + everywhere(443))
        self.balancer("my-alb", [self.id["subnet_a"], self.id["subnet_c"]], ["alb_sg"])
        self.listener()
        for port in (80, 443):
            self.admit("web_sg", group_permission(self.id["alb_sg"], port))

    # faults
    def tg_path(self):
        self.elb.modify_target_group(TargetGroupArn=self.id["tg"], HealthCheckPath="/health")

    def tg_8080(self):
        self.remade_group("my-web-target-group", [{"Id": self.id["instance"]}], **{**self.SETTINGS, "Port": 8080})

    def tg_ip(self):
        self.remade_group("my-web-target-group", [{"Id": "10.0.0.10"}], **{**self.SETTINGS, "TargetType": "ip"})

    def not_registered(self):
        self.elb.deregister_targets(TargetGroupArn=self.id["tg"], Targets=[{"Id": self.id["instance"]}])

    def alb_443_closed(self):
        self.only("alb_sg", everywhere(80))

    def alb_80_closed(self):
        self.only("alb_sg", everywhere(443))

    def alb_group_not_attached(self):
        self.elb.set_security_groups(LoadBalancerArn=self.id["alb"], SecurityGroups=[self.id["web_sg"]])

    def internal(self):
        self.remade_balancer("my-alb", [self.id["subnet_a"], self.id["subnet_c"]], ["alb_sg"], scheme="internal")

    def no_route(self):
        self.ec2.delete_route(RouteTableId=self.id["table"], DestinationCidrBlock="0.0.0.0/0")

    def listener_gone(self):
        self.elb.delete_listener(ListenerArn=self.id["http"])

    def listener_weight_0(self):
        self.lead([{"Type": "forward", "ForwardConfig": {"TargetGroups": [
            {"TargetGroupArn": self.id["tg"], "Weight": 0},
            {"TargetGroupArn": self.other_group(), "Weight": 1}]}}])

    def backend_443_missing(self):
        self.only("web_sg", group_permission(self.id["alb_sg"], 80))

    def backend_open(self):
        self.admit("web_sg", everywhere(80))

    def backend_443_open(self):
        self.admit("web_sg", everywhere(443))

    def backend_all_traffic(self):
        self.admit("web_sg", [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": self.id["web_sg"]}]}])

    # odd, but right
    def odd_thresholds(self):
        self.elb.modify_target_group(TargetGroupArn=self.id["tg"], HealthyThresholdCount=2,
                                     HealthCheckIntervalSeconds=10, HealthCheckTimeoutSeconds=5)

    def odd_range(self):
        self.only("web_sg", [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 443,
                              "UserIdGroupPairs": [{"GroupId": self.id["alb_sg"]}]}])

    def odd_description(self):
        self.elb.delete_load_balancer(LoadBalancerArn=self.id["alb"])
        self.close("web_sg")
        self.ec2.delete_security_group(GroupId=self.id["alb_sg"])
        self.group("alb_sg", "my-alb-sg", "something else")
        self.admit("alb_sg", everywhere(80) + everywhere(443))
        self.balancer("my-alb", [self.id["subnet_a"], self.id["subnet_c"]], ["alb_sg"])
        self.listener()
        for port in (80, 443):
            self.admit("web_sg", group_permission(self.id["alb_sg"], port))

    def odd_twin(self):
        self.twin_vpc(["web-server-sg", "my-alb-sg"])

    def odd_second_group(self):
        self.group("extra", "extra")
        self.elb.set_security_groups(LoadBalancerArn=self.id["alb"],
                                     SecurityGroups=[self.id["alb_sg"], self.id["extra"]])

    def odd_https_listener(self):
        pem, key = certificate(["shop.example.com"])
        arn = self.acm.import_certificate(Certificate=pem, PrivateKey=key)["CertificateArn"]
        self.listener(443, "HTTPS", "https", Certificates=[{"CertificateArn": arn}])

    def odd_more_targets(self):
        self.instance("second", "MyWebServer02", "web_sg", self.id["subnet_c"])
        self.elb.register_targets(TargetGroupArn=self.id["tg"], Targets=[{"Id": self.id["second"]}])

    def odd_all_open(self):
        self.only("alb_sg", [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])


class Day13OtherVpc(Day13):
    def build(self):
        super().build("network-course")


class LbBasics(Course):
    def build(self):
        self.vpc("lb-basics-vpc", [("a", "lb-basics-public-a"), ("c", "lb-basics-public-c")])
        self.group("alb_sg", "lb-basics-alb-sg")
        self.admit("alb_sg", everywhere(80))
        self.group("web_sg", "lb-basics-web-sg")
        self.admit("web_sg", group_permission(self.id["alb_sg"]))
        for key, name, zone in (("web1", "lb-basics-web-1", "a"), ("web2", "lb-basics-web-2", "c"),
                                ("api1", "lb-basics-api-1", "a"), ("api2", "lb-basics-api-2", "c")):
            self.instance(key, name, "web_sg", self.id[f"subnet_{zone}"])
        self.target_group("lb-basics-api", "api", Protocol="HTTP", Port=80, TargetType="instance")
        self.elb.register_targets(TargetGroupArn=self.id["api"], Targets=[{"Id": self.id["api1"]}, {"Id": self.id["api2"]}])
        self.target_group("lb-basics-web", Protocol="HTTP", Port=80, TargetType="instance")
        self.elb.register_targets(TargetGroupArn=self.id["tg"], Targets=[{"Id": self.id["web1"]}, {"Id": self.id["web2"]}])
        self.balancer("lb-basics-alb", [self.id["subnet_a"], self.id["subnet_c"]], ["alb_sg"])
        self.listener()
        self.rule([{"Field": "path-pattern", "Values": ["/api/*"]}])
        self.sticky("true")

    def rule(self, conditions, actions=None):
        self.id["rule"] = self.elb.create_rule(
            ListenerArn=self.id["http"], Priority=10, Conditions=conditions,
            Actions=actions or forward(self.id["api"]))["Rules"][0]["RuleArn"]

    def only_rule(self, conditions, actions=None):
        self.elb.delete_rule(RuleArn=self.id["rule"])
        self.rule(conditions, actions)

    def sticky(self, on, kind="lb_cookie", key="tg"):
        settings = [{"Key": "stickiness.enabled", "Value": on}, {"Key": "stickiness.type", "Value": kind}]
        if kind == "app_cookie":
            settings.append({"Key": "stickiness.app_cookie.cookie_name", "Value": "SESSION"})
        self.elb.modify_target_group_attributes(TargetGroupArn=self.id[key], Attributes=settings)

    # faults
    def no_rule(self):
        self.elb.delete_rule(RuleArn=self.id["rule"])

    def rule_fixed(self):
        self.only_rule([{"Field": "path-pattern", "Values": ["/api/*"]}],
                       [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}])

    def one_target(self):
        self.elb.deregister_targets(TargetGroupArn=self.id["tg"], Targets=[{"Id": self.id["web2"]}])

    def not_sticky(self):
        self.sticky("false")

    # odd, but right
    def odd_host_rule(self):
        self.only_rule([{"Field": "host-header", "Values": ["api.example.com"]}])

    def odd_source_rule(self):
        self.only_rule([{"Field": "source-ip", "SourceIpConfig": {"Values": ["192.0.2.0/24"]}}])

    def odd_app_cookie(self):
        self.sticky("true", "app_cookie")

    def odd_network(self):
        self.balancer("lb-basics-nlb", [self.id["subnet_a"]], [], kind="network", key="nlb")
        made = self.elb.create_target_group(Name="lb-basics-tcp", Protocol="TCP", Port=80, VpcId=self.id["vpc"],
                                            TargetType="instance")["TargetGroups"][0]["TargetGroupArn"]
        self.elb.create_listener(LoadBalancerArn=self.id["nlb"], Protocol="TCP", Port=80, DefaultActions=forward(made))


COURSES = {"zenn-clone": ZennClone, "aws-hands-on": AwsHandsOn, "day13": Day13, "day13-other-vpc": Day13OtherVpc,
           "lb-basics": LbBasics}


def main():
    endpoint, first = sys.argv[1], int(sys.argv[2])
    for number, line in enumerate(sys.stdin, first):
        course, *changes = line.split()
        made = COURSES[course](World(endpoint, str(number), TOKYO))
        made.build()
        for name in changes:
            getattr(made, name.replace("-", "_"))()
        print(json.dumps({"keys": {key: str(value) for key, value in made.w.keys.items()}, "ids": made.id}), flush=True)


if __name__ == "__main__":
    main()
