# Checks of the course with a domain of one's own and HTTPS: the way out, listeners, TLS, certificates, handshakes.

## Network

public-subnets-zone-missing =
    .expected = VPC { $vpc } has a public subnet in { $zone }
    .actual = There is no public subnet in { $zone } (there are: { $found })
    .hint = In the VPC console, open the route table of your subnet in { $zone } and see whether 0.0.0.0/0 leads to an internet gateway (igw-…). If there is no such subnet, create one under "Subnets".
load-balancer-zones =
    .expected = "{ $name }" is in { $zones }
    .actual = It is in { $enabled }
load-balancer-zones-absent =
    .expected = "{ $name }" is in { $zones }
    .actual = { $absent } is not enabled (enabled: { $enabled })
    .hint = Choose "{ $name }" under "Load Balancers", press "Edit subnets" in its "Network mapping" tab, choose the public subnet of { $absent } and save.

## Outbound

egress-reaches-group =
    .expected = "{ $group }" lets TCP port { $port } out to "{ $target }"
    .actual = An outbound rule names "{ $target }" as its destination
egress-covers-vpc =
    .expected = "{ $group }" lets TCP port { $port } out to "{ $target }"
    .actual = The outbound rules cover the whole VPC ({ $blocks })
egress-none =
    .expected = "{ $group }" lets TCP port { $port } out to "{ $target }"
    .actual = There is no outbound rule at all: nothing gets out
    .hint = Choose "{ $group }" under "Security Groups", and in its "Outbound rules" tab press "Edit outbound rules" → "Add rule". Choose type "HTTP", destination "Custom" and "{ $target }", then "Save rules".
egress-other-port =
    .expected = "{ $group }" lets TCP port { $port } out to "{ $target }"
    .actual = There is a rule for "{ $target }", but not for TCP port { $port } ({ $rules })
    .hint = Under "Edit outbound rules" of "{ $group }", change the type of that rule to "HTTP" (TCP, port { $port }) and press "Save rules".
egress-on-ingress =
    .expected = "{ $group }" lets TCP port { $port } out to "{ $target }"
    .actual = The rule for "{ $target }" is among the inbound rules, not the outbound ones
    .hint = Under "Edit outbound rules" of "{ $group }", add type "HTTP", destination "{ $target }". Delete the one that you put into "Edit inbound rules".
egress-closed =
    .expected = "{ $group }" lets TCP port { $port } out to "{ $target }"
    .actual = No outbound rule lets port { $port } out (there are: { $rules })
    .hint = In the "Outbound rules" tab of "{ $group }", press "Edit outbound rules" → "Add rule", choose type "HTTP" and destination "{ $target }", then "Save rules".
egress-elsewhere =
    .expected = "{ $group }" lets TCP port { $port } out to "{ $target }"
    .actual = Port { $port } leads neither to "{ $target }" nor to the whole VPC ({ $blocks }): { $rules }
    .hint = Under "Edit outbound rules" of "{ $group }", change the destination of the HTTP rule to "{ $target }" ({ $target_id }) and press "Save rules".
advice-egress-everything = "{ $group }" still has the default outbound rule that allows every destination. It works, but the ALB talks to ECS only: it is safer to delete the "All traffic" line under "Edit outbound rules".

## Target groups

target-group-wrong-version =
    .expected = The protocol version of "{ $name }" is { $wanted }
    .actual = It is { $found }
    .hint = A protocol version cannot be changed later. Create the target group again with { $wanted }, and point the listeners to the new one.
target-group-wrong-address-type =
    .expected = The IP address type of "{ $name }" is { $wanted }
    .actual = It is { $found }
    .hint = An IP address type cannot be changed later. Create the target group again with { $wanted }, and point the listeners to the new one.
target-group-setting-untold =
    .expected = The setting of "{ $name }" is { $wanted }
    .actual = AWS's answer does not contain this setting
    .hint = Nothing says that it is your doing. Wait a moment and check again.
targets-later =
    .expected = Every target registered in "{ $target_group }" is healthy
    .actual = There is no target yet, and so far that is as it should be
    .hint = In the next chapter you create an ECS service, and ECS registers the IP addresses of its tasks. Check again then. In the practice account the commands of this step register one.

## Listeners

listener-exists =
    .expected = "{ $load_balancer }" has a listener { $protocol }:{ $port }
    .actual = It has
listener-missing =
    .expected = "{ $load_balancer }" has a listener { $protocol }:{ $port }
    .actual = It has none (there are: { $others })
    .hint = Choose "{ $load_balancer }" under "Load Balancers", press "Add listener" in its "Listeners and rules" tab, and create one with protocol { $protocol } and port { $port }.
listener-missing-all =
    .expected = "{ $load_balancer }" has a listener { $protocol }:{ $port }
    .actual = It has no listener at all
    .hint = Choose "{ $load_balancer }" under "Load Balancers", press "Add listener" in its "Listeners and rules" tab, and create one with protocol { $protocol } and port { $port }.
listener-redirects-to-https =
    .expected = Listener { $protocol }:{ $port } forwards to "{ $target_group }", or redirects to HTTPS on the same host
    .actual = It redirects to HTTPS on the same host ({ $to })
advice-listener-redirects = Visitors who come by HTTP are sent on to HTTPS. That is better practice than forwarding both: leave it so. Only HTTPS requests will reach the targets.
https-listener-unseen =
    .expected = "{ $load_balancer }" has a listener HTTPS:{ $port }
    .actual = An earlier check found it, this one does not
    .hint = AWS's answers contradict each other. Wait a moment and check again.

## Security policies

tls-policy-sound =
    .expected = The security policy of HTTPS:{ $port } allows TLS 1.2 and later only
    .actual = It is { $policy } ({ $protocols })
tls-policy-old =
    .expected = The security policy of HTTPS:{ $port } allows TLS 1.2 and later only
    .actual = { $policy } also allows the old { $old }
    .hint = { $old } has known weaknesses and has been retired. Open "HTTPS:{ $port }" in the "Listeners and rules" tab of "{ $load_balancer }", press "Edit secure listener settings" in its "Security" tab, choose the policy marked "Recommended" (today { $recommended }) and save. The CLI takes the old policy unless you name one.
tls-policy-untold =
    .expected = The security policy of HTTPS:{ $port } allows TLS 1.2 and later only
    .actual = AWS's answer does not contain the policy, or what is in it ({ $policy })
    .hint = Nothing says that it is your doing. Wait a moment and check again.
advice-tls-policy-other = { $policy } allows TLS 1.2 and later only, so it is safe. What the console recommends today is { $recommended }.

## Certificates

domain-not-a-name =
    .expected = The value "{ $key }" holds your domain name
    .actual = "{ $given }" cannot be read as a domain name
    .hint = Give the host name alone, as in api.example.com: no https://, no slash, no port, no asterisk. Set it with --set { $key }=NAME.
certificate-issued =
    .expected = A certificate for { $domain } is issued and in date
    .actual = It is (names: { $names }, until { $until })
certificate-expired =
    .expected = The certificate for { $domain } is in date
    .actual = It has expired (names: { $names }, until { $until })
    .hint = Request a new certificate in Certificate Manager (ACM), and choose it for "HTTPS:443" in the "Listeners and rules" tab once it is issued. If you leave the CNAME record for its validation in DNS, it will be renewed automatically.
certificate-not-yet =
    .expected = The certificate for { $domain } is in date
    .actual = It is not valid yet (from { $from })
    .hint = Wait until then, or use a certificate that is valid now.
certificate-pending =
    .expected = The certificate for { $domain } is issued
    .actual = It waits for its validation (PENDING_VALIDATION; names: { $names })
    .hint = Open the certificate in ACM and add the CNAME record shown under "Domains" to the domain's DNS (with Route 53, press "Create records in Route 53"). It usually takes between a few minutes and half an hour.
certificate-validation-timed-out =
    .expected = The certificate for { $domain } is issued
    .actual = It could not be validated within 72 hours (VALIDATION_TIMED_OUT)
    .hint = This certificate is of no more use. Delete it, request one again in ACM, and add the CNAME record to DNS straight away.
certificate-revoked =
    .expected = The certificate for { $domain } is issued
    .actual = It has been revoked (REVOKED, reason: { $reason })
    .hint = This cannot be undone. Request a new certificate in ACM and choose it for the HTTPS listener.
certificate-failed =
    .expected = The certificate for { $domain } is issued
    .actual = It could not be issued (FAILED, reason: { $reason })
    .hint = For CAA_ERROR, add amazon.com to the domain's CAA records. Other reasons are explained on the certificate's page in ACM; see to it and request a certificate again.
certificate-inactive =
    .expected = The certificate for { $domain } can be used
    .actual = It cannot ({ $status })
    .hint = Look at the certificate's status in ACM, and use one that is issued.
certificate-status-unknown =
    .expected = The certificate for { $domain } is issued
    .actual = Its status is one that this program does not know: { $status }
    .hint = Look at the status under "List certificates" in ACM.
advice-certificate-ends = This certificate ends at { $until }. It is not renewed automatically: prepare a new one in good time.
advice-certificate-renewal = This certificate ends at { $until }. ACM renews it automatically; only see that its CNAME record is still in DNS.
certificate-absent =
    .expected = ACM in { $region } has a certificate for { $domain }
    .actual = There is none (there are: { $names })
    .hint = First look at the region at the top right of the ACM console: it has to be { $region }. A certificate made in us-east-1 for CloudFront cannot be used by an ALB here. If there is none, press "Request" → "Request a public certificate", give { $domain }, and see to its DNS validation. If the domain given is wrong, set it with --set { $key }=NAME.
certificate-wildcard-one-label =
    .expected = ACM in { $region } has a certificate for { $domain }
    .actual = There is one that is near, but not for { $domain } (there are: { $names })
    .hint = The asterisk of *.example.com stands for exactly one label: neither for example.com itself nor for a.b.example.com. Request a certificate in ACM that has { $domain } among its names.
certificate-names-cut =
    .expected = ACM in { $region } has a certificate for { $domain }
    .actual = A certificate has more names than the list shows
    .hint = Open the certificate in ACM and see whether { $domain } is among its domains.
listener-certificate-other =
    .expected = The certificate of HTTPS:{ $port } is for { $domain }
    .actual = It is for other names: { $names }
    .hint = Open "HTTPS:{ $port }" in the "Listeners and rules" tab of "{ $load_balancer }", press "Change default" in its "Certificates" tab, choose the certificate for { $domain } and save. If the domain given is wrong, set it with --set { $key }=NAME.
listener-certificate-one-label =
    .expected = The certificate of HTTPS:{ $port } is for { $domain }
    .actual = It is for names that are near, but not for { $domain }: { $names }
    .hint = The asterisk of *.example.com stands for exactly one label: neither for example.com itself nor for a.b.example.com. Request a certificate in ACM that has { $domain } among its names, and choose it with "Change default" in the "Certificates" tab.
certificate-none-told =
    .expected = The certificate of HTTPS:{ $port } is for { $domain }
    .actual = AWS's answer does not contain the listener's certificates
    .hint = Nothing says that it is your doing. Wait a moment and check again.
certificate-of-another-service =
    .expected = The certificate of HTTPS:{ $port } is for { $domain }
    .actual = ACM does not hold the certificate, so what is in it cannot be seen: { $arns }
    .hint = It seems to be a server certificate in IAM. That need not be wrong. To follow this course, choose a certificate of ACM with "Change default" in the "Certificates" tab.
certificate-presented =
    .expected = The certificate of HTTPS:{ $port } is for { $domain }
    .actual = A handshake showed that it is (names: { $names }, until { $until })
advice-certificate-of-another-service = This certificate is not one of ACM. With one of ACM, renewal is automatic.
advice-certificate-not-default = The certificate for { $domain } is an additional one, not the default. Browsers, which send the name (SNI), get the right one; a client that sends none gets the default.

## Handshakes

handshake-good =
    .expected = A TLS handshake that asks for { $domain } gets the right certificate
    .actual = { $protocol }, with a certificate for { $names } (until { $until })
handshake-wrong-name =
    .expected = A TLS handshake that asks for { $domain } gets the right certificate
    .actual = It got one for other names: { $names }
    .hint = Browsers say "Your connection is not private". Choose the certificate for { $domain } for "HTTPS:{ $port }" in the "Listeners and rules" tab.
handshake-expired =
    .expected = A TLS handshake that asks for { $domain } gets a certificate that is in date
    .actual = It got one that has expired (until { $until })
    .hint = Prepare a new certificate in ACM and choose it for "HTTPS:{ $port }" in the "Listeners and rules" tab.
handshake-not-yet-valid =
    .expected = A TLS handshake that asks for { $domain } gets a certificate that is in date
    .actual = It got one that is not valid yet (from { $from })
    .hint = Wait until then, or use a certificate that is valid now.
handshake-chain-expired =
    .expected = Every certificate of the chain is in date
    .actual = The certificate itself is, but something between it and its authority is not (issuer: { $issuer })
    .hint = If you imported the certificate, import it again with a current intermediate certificate ("Reimport certificate" in ACM).
handshake-untrusted =
    .expected = The certificate for { $domain } leads to a widely trusted authority
    .actual = It cannot be trusted (issuer: { $issuer })
    .hint = It seems to be self-signed, or imported without its intermediate certificate. Use one from "Request a public certificate" in ACM, or reimport it with its chain. If it is from your organisation's own authority, give that authority's certificate with --cacert.
handshake-root-unknown =
    .expected = The certificate for { $domain } leads to a trusted authority
    .actual = ACM issued it, but this machine does not know the authority ({ $issuer })
    .hint = Nothing says that it is your doing. Give the authority's root certificate with --cacert and check again. That of the practice account is at /ca.pem under its URL.
handshake-other-certificate =
    .expected = A TLS handshake that asks for { $domain } gets a certificate of the listener
    .actual = It got one that cannot be trusted and is none of the listener's (names: { $names }, issuer: { $issuer })
    .hint = If the certificate was changed a moment ago, wait some minutes and check again. A proxy or a security program may be answering in its place: check from another network, or give that authority's certificate with --cacert. Otherwise look at where --connect-to and --resolve lead.
handshake-unknown-certificate =
    .expected = A TLS handshake that asks for { $domain } gets the right certificate
    .actual = Whether what it got is the listener's cannot be told (names: { $names }, issuer: { $issuer })
    .hint = The permission to see the listener's certificates (such as acm:DescribeCertificate) is missing, or ACM does not hold them. Open { $domain } in a browser and look at the certificate behind the lock.
handshake-unreadable =
    .expected = A TLS handshake that asks for { $domain } gets the right certificate
    .actual = The certificate that it got cannot be read
    .hint = Open { $domain } in a browser and look at the certificate behind the lock.
handshake-clock =
    .expected = The certificate for { $domain } is in date by this machine's clock, too
    .actual = It is in date, but not by this machine's clock
    .hint = Set this machine's date and time, and check again.
handshake-provisioning =
    .expected = A TLS handshake with { $host } succeeds
    .actual = The load balancer "{ $load_balancer }" is still being created
    .hint = Wait two or three minutes until it is active.
handshake-stopped =
    .expected = A TLS handshake with { $host } succeeds
    .actual = It stopped at the stage: { $stage } ({ $stop }, { $elapsed } s)
    .hint = The settings show no cause. Look at your own network as well (a proxy, rules of your organisation) and check again.
