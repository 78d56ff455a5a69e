# hanamaru: a read-only role with which the instructor grades this account.

variable "instructor_principal" {
  type        = string
  description = "ARN of the instructor's user or role, or the instructor's account (arn:aws:iam::111122223333:root)"
}

variable "external_id" {
  type        = string
  description = "The word that the instructor gave this class (external_id of the roster)"
}

variable "role_name" {
  type    = string
  default = "@ROLE_NAME@"
}

data "aws_iam_policy_document" "hanamaru_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [var.instructor_principal]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }
}

data "aws_iam_policy_document" "hanamaru_verify" {
  statement {
    sid       = "HanamaruVerify"
    resources = ["*"]
    actions = [
@ACTIONS@    ]
  }
}

resource "aws_iam_role" "hanamaru_grade" {
  name                 = var.role_name
  max_session_duration = 3600
  assume_role_policy   = data.aws_iam_policy_document.hanamaru_trust.json
}

resource "aws_iam_role_policy" "hanamaru_verify" {
  name   = "HanamaruVerify"
  role   = aws_iam_role.hanamaru_grade.id
  policy = data.aws_iam_policy_document.hanamaru_verify.json
}

output "role_arn" {
  value = aws_iam_role.hanamaru_grade.arn
}
