# Two regions of one server. `step` is 1 at first; 2 changes what can be changed in place.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "endpoint" {
  type = string
}

variable "snapshot" {
  type = string
}

variable "step" {
  type    = number
  default = 1
}

locals {
  team = var.step == 1 ? "images" : "golden images"
}

provider "aws" {
  region                      = "us-east-1"
  skip_metadata_api_check     = true
  skip_requesting_account_id  = false
  skip_credentials_validation = false
  endpoints {
    cloudwatchlogs = var.endpoint
    ec2            = var.endpoint
    iam            = var.endpoint
    imagebuilder   = var.endpoint
    kms            = var.endpoint
    organizations  = var.endpoint
    ssm            = var.endpoint
    sts            = var.endpoint
  }
  default_tags {
    tags = {
      by = "terraform"
    }
  }
}

provider "aws" {
  alias                   = "west"
  region                  = "eu-west-1"
  skip_metadata_api_check = true
  endpoints {
    ec2 = var.endpoint
    iam = var.endpoint
    kms = var.endpoint
    ssm = var.endpoint
    sts = var.endpoint
  }
}

data "aws_caller_identity" "self" {}

data "aws_region" "home" {}
