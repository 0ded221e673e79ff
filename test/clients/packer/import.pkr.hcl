# A disk image becomes an AMI: put into a bucket, imported from there, copied under its name and key, tagged and shared.

variable "disk" {
  type = string
}

variable "directory" {
  type = string
}

variable "format" {
  type = string
}

variable "name" {
  type = string
}

variable "boot_mode" {
  type    = string
  default = null
}

variable "platform" {
  type    = string
  default = null
}

variable "kms_key" {
  type    = string
  default = null
}

variable "users" {
  type    = list(string)
  default = []
}

variable "organization" {
  type    = list(string)
  default = []
}

variable "unit" {
  type    = list(string)
  default = []
}

source "file" "disk" {
  source = var.disk
  target = "${var.directory}/golden.${var.format}"
}

build {
  sources = ["source.file.disk"]

  post-processors {
    post-processor "amazon-import" {
      region          = "us-east-1"
      s3_bucket_name  = "disks"
      s3_key_name     = "packer/${var.name}.${var.format}"
      format          = var.format
      boot_mode       = var.boot_mode
      platform        = var.platform
      license_type    = "BYOL"
      ami_name        = var.name
      ami_description = "imported by packer"
      ami_encrypt     = var.kms_key != null
      ami_kms_key     = var.kms_key
      ami_users       = var.users
      ami_org_arns    = var.organization
      ami_ou_arns     = var.unit
      imds_support    = "v2.0"
      tags = {
        team = "images"
        by   = "packer"
      }
      aws_polling {
        delay_seconds = 1
        max_attempts  = 120
      }
    }
    post-processor "manifest" {
      output = "${var.directory}/manifest.json"
    }
  }
}
