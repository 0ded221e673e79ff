# Roles, policies, users and groups; the organization with its units, accounts and policies.

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["imagebuilder.amazonaws.com", "ec2.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "distribute" {
  statement {
    actions   = var.step == 1 ? ["ec2:CopyImage"] : ["ec2:CopyImage", "ec2:DescribeImages"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "distribution" {
  name                 = "terraform-distribution"
  path                 = "/images/"
  description          = "of ${local.team}"
  max_session_duration = 7200
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = aws_iam_policy.boundary.arn
  inline_policy {
    name   = "inline"
    policy = data.aws_iam_policy_document.distribute.json
  }
  tags = {
    team = local.team
  }
}

resource "aws_iam_role" "builder" {
  name               = "terraform-builder"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_policy" "boundary" {
  name   = "terraform-boundary"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}

resource "aws_iam_policy" "distribute" {
  name        = "terraform-distribute"
  path        = "/images/"
  description = "what a distribution needs"
  policy      = data.aws_iam_policy_document.distribute.json
  tags = {
    team = local.team
  }
}

resource "aws_iam_role_policy_attachment" "own" {
  role       = aws_iam_role.builder.name
  policy_arn = aws_iam_policy.distribute.arn
}

resource "aws_iam_role_policy_attachment" "vendor" {
  role       = aws_iam_role.builder.name
  policy_arn = "arn:aws:iam::aws:policy/EC2InstanceProfileForImageBuilder"
}

resource "aws_iam_role_policy" "builder" {
  name   = "more"
  role   = aws_iam_role.builder.id
  policy = data.aws_iam_policy_document.distribute.json
}

resource "aws_iam_instance_profile" "builder" {
  name = "terraform-builder"
  role = aws_iam_role.builder.name
  tags = {
    team = local.team
  }
}

resource "aws_iam_user" "robot" {
  name = "terraform-robot"
  path = "/robots/"
  tags = {
    team = local.team
  }
}

resource "aws_iam_access_key" "robot" {
  user   = aws_iam_user.robot.name
  status = var.step == 1 ? "Active" : "Inactive"
}

resource "aws_iam_user_policy" "robot" {
  name   = "robot"
  user   = aws_iam_user.robot.name
  policy = data.aws_iam_policy_document.distribute.json
}

resource "aws_iam_user_policy_attachment" "robot" {
  user       = aws_iam_user.robot.name
  policy_arn = aws_iam_policy.distribute.arn
}

resource "aws_iam_group" "robots" {
  name = "terraform-robots"
}

resource "aws_iam_group_policy" "robots" {
  name   = "robots"
  group  = aws_iam_group.robots.name
  policy = data.aws_iam_policy_document.distribute.json
}

resource "aws_iam_group_policy_attachment" "robots" {
  group      = aws_iam_group.robots.name
  policy_arn = aws_iam_policy.distribute.arn
}

resource "aws_iam_group_membership" "robots" {
  name  = "robots"
  group = aws_iam_group.robots.name
  users = [aws_iam_user.robot.name]
}

resource "aws_iam_account_alias" "own" {
  account_alias = "terraform-images-${var.step}"
}

data "aws_iam_role" "builder" {
  name = aws_iam_role.builder.name
}

data "aws_iam_user" "robot" {
  user_name = aws_iam_user.robot.name
}

data "aws_iam_group" "robots" {
  group_name = aws_iam_group_membership.robots.group
}

data "aws_iam_policy" "vendor" {
  arn = "arn:aws:iam::aws:policy/EC2InstanceProfileForImageBuilder"
}

data "aws_iam_instance_profile" "builder" {
  name = aws_iam_instance_profile.builder.name
}

resource "aws_organizations_organization" "own" {
  feature_set                   = "ALL"
  aws_service_access_principals = var.step == 1 ? ["ram.amazonaws.com"] : ["license-manager.amazonaws.com"]
  lifecycle {
    # A new organization has them enabled, and the provider enables again what it finds in its configuration.
    ignore_changes = [enabled_policy_types]
  }
}

resource "aws_organizations_organizational_unit" "builders" {
  name      = local.team
  parent_id = aws_organizations_organization.own.roots[0].id
}

resource "aws_organizations_account" "member" {
  name      = "terraform member"
  email     = "terraform@example.com"
  parent_id = var.step == 1 ? aws_organizations_organization.own.roots[0].id : aws_organizations_organizational_unit.builders.id
  tags = {
    team = local.team
  }
}

resource "aws_organizations_policy" "regions" {
  depends_on  = [aws_organizations_organization.own]
  name        = "terraform regions"
  description = "of ${local.team}"
  content = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "ec2:RunInstances", Resource = "*" }]
  })
}

resource "aws_organizations_policy_attachment" "builders" {
  policy_id = aws_organizations_policy.regions.id
  target_id = aws_organizations_organizational_unit.builders.id
}

data "aws_organizations_organization" "own" {
  depends_on = [aws_organizations_organization.own]
}

data "aws_organizations_organizational_units" "top" {
  parent_id  = aws_organizations_organization.own.roots[0].id
  depends_on = [aws_organizations_organizational_unit.builders]
}
