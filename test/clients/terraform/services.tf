# Parameters, log groups, launch templates and a distribution.

resource "aws_ssm_parameter" "image" {
  name        = "/terraform/golden"
  description = "of ${local.team}"
  type        = "String"
  data_type   = "aws:ec2:image"
  value       = aws_ami.base.id
  tags = {
    team = local.team
  }
}

resource "aws_ssm_parameter" "list" {
  name  = "/terraform/regions"
  type  = "StringList"
  value = var.step == 1 ? "us-east-1,eu-west-1" : "us-east-1"
}

resource "aws_ssm_parameter" "secret" {
  name   = "/terraform/secret"
  type   = "SecureString"
  key_id = aws_kms_key.home.arn
  value  = "secret ${var.step}"
}

data "aws_ssm_parameter" "secret" {
  name       = aws_ssm_parameter.secret.name
  depends_on = [aws_ssm_parameter.secret]
}

resource "aws_cloudwatch_log_group" "builds" {
  name              = "/terraform/builds"
  retention_in_days = var.step == 1 ? 7 : 30
  tags = {
    team = local.team
  }
}

resource "aws_cloudwatch_log_stream" "builds" {
  name           = "one"
  log_group_name = aws_cloudwatch_log_group.builds.name
}

data "aws_cloudwatch_log_group" "builds" {
  name = aws_cloudwatch_log_group.builds.name
}

resource "aws_launch_template" "web" {
  name                    = "terraform-web"
  description             = "version ${var.step}"
  update_default_version  = true
  image_id                = aws_ami.base.id
  instance_type           = var.step == 1 ? "t3.micro" : "t3.small"
  ebs_optimized           = "true"
  disable_api_termination = true
  user_data               = base64encode("#!/bin/sh\n")
  iam_instance_profile {
    name = aws_iam_instance_profile.builder.name
  }
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size           = 8
      volume_type           = "gp3"
      encrypted             = "true"
      kms_key_id            = aws_kms_key.home.arn
      delete_on_termination = "true"
    }
  }
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
  monitoring {
    enabled = true
  }
  network_interfaces {
    associate_public_ip_address = "true"
    device_index                = 0
  }
  placement {
    availability_zone = "us-east-1a"
  }
  tag_specifications {
    resource_type = "instance"
    tags = {
      team = local.team
    }
  }
  tags = {
    team = local.team
  }
}

data "aws_launch_template" "web" {
  name       = aws_launch_template.web.name
  depends_on = [aws_launch_template.web]
}

resource "aws_imagebuilder_distribution_configuration" "everywhere" {
  name        = "terraform-everywhere"
  description = "of ${local.team}"
  distribution {
    region = "us-east-1"
    ami_distribution_configuration {
      name        = "web {{ imagebuilder:buildDate }}"
      description = "distributed"
      kms_key_id  = aws_kms_key.home.arn
      ami_tags = {
        team = local.team
      }
      launch_permission {
        user_ids = [aws_organizations_account.member.id]
      }
    }
  }
  distribution {
    region = "eu-west-1"
    ami_distribution_configuration {
      target_account_ids = [aws_organizations_account.member.id]
    }
  }
  tags = {
    team = local.team
  }
}

data "aws_imagebuilder_distribution_configuration" "everywhere" {
  arn = aws_imagebuilder_distribution_configuration.everywhere.arn
}

output "parameter" {
  value     = data.aws_ssm_parameter.secret.value
  sensitive = true
}
