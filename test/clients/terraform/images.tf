# AMIs and snapshots: registered, copied to another region and under a key, shared, found.

resource "aws_ami" "base" {
  name                = "terraform base"
  description         = "registered by ${local.team}"
  architecture        = "x86_64"
  virtualization_type = "hvm"
  root_device_name    = "/dev/xvda"
  ena_support         = true
  ebs_block_device {
    device_name = "/dev/xvda"
    snapshot_id = var.snapshot
    volume_size = 2
    volume_type = "gp3"
    iops        = 3000
    throughput  = 125
  }
  ebs_block_device {
    device_name           = "/dev/xvdb"
    volume_size           = 4
    volume_type           = "gp2"
    delete_on_termination = false
  }
  ephemeral_block_device {
    device_name  = "/dev/xvdc"
    virtual_name = "ephemeral0"
  }
  tags = {
    team = local.team
  }
}

resource "aws_ami" "small" {
  name                = "terraform small"
  virtualization_type = "hvm"
  root_device_name    = "/dev/xvda"
  ebs_block_device {
    device_name = "/dev/xvda"
    snapshot_id = var.snapshot
  }
}

resource "aws_ami_copy" "plain" {
  provider          = aws.west
  name              = "terraform copied"
  description       = "copied by terraform"
  source_ami_id     = aws_ami.base.id
  source_ami_region = data.aws_region.home.name
  tags = {
    team = local.team
  }
}

resource "aws_ami_copy" "sealed" {
  provider          = aws.west
  name              = "terraform sealed"
  source_ami_id     = aws_ami.small.id
  source_ami_region = data.aws_region.home.name
  encrypted         = true
  kms_key_id        = aws_kms_key.west.arn
}

resource "aws_ami_launch_permission" "member" {
  image_id   = aws_ami.base.id
  account_id = aws_organizations_account.member.id
}

resource "aws_ebs_snapshot_copy" "sealed" {
  provider           = aws.west
  source_snapshot_id = var.snapshot
  source_region      = data.aws_region.home.name
  description        = "copied by terraform"
  encrypted          = true
  kms_key_id         = aws_kms_key.west.arn
  tags = {
    team = local.team
  }
}

resource "aws_snapshot_create_volume_permission" "member" {
  snapshot_id = var.snapshot
  account_id  = aws_organizations_account.member.id
}

resource "aws_ebs_encryption_by_default" "west" {
  provider = aws.west
  enabled  = true
}

resource "aws_ebs_default_kms_key" "west" {
  provider = aws.west
  key_arn  = aws_kms_key.west.arn
}

resource "aws_ec2_tag" "stage" {
  resource_id = var.snapshot
  key         = "stage"
  value       = "step ${var.step}"
}

data "aws_ami" "newest" {
  depends_on  = [aws_ami.base, aws_ami.small]
  owners      = ["self"]
  most_recent = true
  name_regex  = "^terraform "
  filter {
    name   = "root-device-type"
    values = ["ebs"]
  }
}

data "aws_ami_ids" "copies" {
  provider   = aws.west
  depends_on = [aws_ami_copy.plain, aws_ami_copy.sealed]
  owners     = [data.aws_caller_identity.self.account_id]
}

data "aws_ebs_snapshot" "sealed" {
  provider     = aws.west
  snapshot_ids = [aws_ebs_snapshot_copy.sealed.id]
}

data "aws_ebs_snapshot_ids" "own" {
  depends_on = [aws_ami.base]
  owners     = ["self"]
}

output "plain" {
  value = aws_ami_copy.plain.id
}

output "sealed" {
  value = aws_ami_copy.sealed.id
}

output "sealed_snapshot" {
  value = data.aws_ebs_snapshot.sealed.id
}

output "copies" {
  value = data.aws_ami_ids.copies.ids
}

output "newest" {
  value = data.aws_ami.newest.id
}

output "base" {
  value = aws_ami.base.id
}

output "small" {
  value = aws_ami.small.id
}
