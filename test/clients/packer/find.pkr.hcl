# Looks for AMIs and parameters, and writes what it found into a file.

variable "endpoint" {
  type = string
}

variable "role" {
  type = string
}

variable "report" {
  type = string
}

data "amazon-ami" "newest" {
  region      = "us-east-1"
  owners      = ["self"]
  most_recent = true
  filters = {
    name                = "packer base *"
    root-device-type    = "ebs"
    virtualization-type = "hvm"
    "tag:team"          = "images"
  }
}

# In another region, at an endpoint of its own and as another principal.
data "amazon-ami" "elsewhere" {
  region              = "eu-west-1"
  owners              = ["self"]
  custom_endpoint_ec2 = var.endpoint
  filters = {
    name = "packer base copied"
  }
  assume_role {
    role_arn     = var.role
    session_name = "packer"
  }
}

data "amazon-parameterstore" "golden" {
  region          = "us-east-1"
  name            = "/packer/golden"
  with_decryption = true
}

source "file" "report" {
  target = var.report
  content = jsonencode({
    newest    = data.amazon-ami.newest
    elsewhere = data.amazon-ami.elsewhere
    golden    = data.amazon-parameterstore.golden
  })
}

build {
  sources = ["source.file.report"]
}
