# hanamaru doctor: the value says what was found, .remedy what to do.

doctor-data-good = Your progress can be saved ({ $path })
doctor-data-bad = Your progress cannot be saved ({ $path })
    .remedy = Check the folder's permissions, or name a writable one in the environment variable HANAMARU_STATE_DIR. Checks still work; nothing is remembered.

doctor-region-good = The region is { $region }
doctor-region-of-course = No region is configured, so the course's own ({ $region }) is used
    .remedy = This is fine. To work in another region, pass --region.
doctor-region-differs = The region is { $region }, but this course is written for { $course }
    .remedy = If you follow the course in { $course }, pass --region { $course }.
doctor-endpoint-given = { $host } is asked instead of AWS itself (region { $region })
    .remedy = Fine if you mean it. To ask AWS, drop --endpoint-url and the environment variable AWS_ENDPOINT_URL.

doctor-roots-good = { $count } root certificates of this machine can be read
doctor-roots-replaced = { $variables } stands in the place of this machine's root certificates ({ $count } of them)
    .remedy = If that is meant, all is well. If AWS cannot be reached, try without the variable.
doctor-roots-none = No root certificates were found on this machine
    .remedy = Connections over https will fail. Install the package ca-certificates of your system, or name a bundle with the environment variable SSL_CERT_FILE.
doctor-roots-replaced-none = { $variables } is set, but not one certificate can be read there
    .remedy = Remove the variable, or let it name a place with certificates in PEM form.
doctor-roots-given = { $path } of --cacert is trusted, too (probes from this machine trust it alone)
    .remedy = If that is meant, all is well.

doctor-identity-good = Connected to account { $account } as { $arn }
doctor-identity-credentials = There are no credentials, or they have expired ({ $code })
    .remedy = With IAM Identity Center (SSO), run “aws sso login”; with access keys, “aws configure”. Another profile is chosen by --profile.
doctor-identity-unreachable = No connection to { $host } ({ $code })
    .remedy = Check your internet connection, the proxy settings (HTTPS_PROXY) and the spelling of --endpoint-url.
doctor-identity-untrusted = The certificate of { $host } is not trusted: { $why }
    .remedy = If the endpoint has a certificate of its own, give the certificate of its authority with --cacert.
doctor-identity-timed-out = { $host } did not answer in time
    .remedy = The network is slow or something drops the connection. Wait a moment and try again.
doctor-identity-failed = Your identity could not be confirmed ({ $code })
    .remedy = Check the credentials and the endpoint in the light of the error code.

doctor-permissions-good = None of the { $count } read operations that the checks need was refused
doctor-permission-denied = { $action } is not allowed
    .remedy = Attach the IAM policy that “hanamaru policy” prints to the user or role that you use.
doctor-permission-unknown = Whether { $action } is allowed could not be told ({ $code })
    .remedy = Wait a moment and try again.

doctor-clock-good = This machine's clock is right (off by { $seconds } s)
doctor-clock-off = This machine's clock is off by { $seconds } s
    .remedy = From five minutes on AWS refuses requests. Let the system set its clock automatically.
doctor-clock-bad = This machine's clock is off by { $seconds } s
    .remedy = AWS refuses requests that are more than five minutes off. Let the system set its clock automatically.
doctor-clock-unknown = Without an answer the clock cannot be compared
    .remedy = Try again once there is a connection.

# An AWS configuration that cannot be used
open-no-profiles = There is no profile { $name } (no profile is configured at all)
    .remedy = Make it with “aws configure --profile { $name }”, or leave out --profile and AWS_PROFILE.
open-unknown-profile = There is no profile “{ $name }”
    .remedy = These can be used: { $known }. To make a new one, run “aws configure --profile { $name }”.
open-unknown-profile-near = There is no profile “{ $name }”. Did you mean “{ $nearest }”?
    .remedy = These can be used: { $known }.
open-config-file = The AWS configuration file cannot be read ({ $reason })
    .remedy = Mend the line named in ~/.aws/config or ~/.aws/credentials.
open-no-practice = The practice account could not be opened
    .remedy = Check that no other window has it open, and choose it again.
open-no-region = No region is known
    .remedy = Pass --region, or set one with “aws configure set region us-east-1”.
open-bad-region = “{ $region }” does not look like a region
    .remedy = Write it like us-east-1 or ap-northeast-1.
open-bad-endpoint = “{ $url }” cannot be used as an endpoint
    .remedy = --endpoint-url (or the environment variable AWS_ENDPOINT_URL) takes a URL that begins with http:// or https://.
open-bad-ca-file = The certificate file { $path } cannot be used ({ $reason })
    .remedy = Give --cacert a file with certificates in PEM form.
open-unwritable-log = { $path } cannot be written ({ $reason })
    .remedy = Give --log-calls a place that can be written.
