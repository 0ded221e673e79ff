# Keys, aliases, grants, and text under a key.

resource "aws_kms_key" "home" {
  description             = "of ${local.team}"
  deletion_window_in_days = 7
  enable_key_rotation     = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Account"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.self.account_id}:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
  tags = {
    team = local.team
  }
}

resource "aws_kms_key" "west" {
  provider    = aws.west
  description = "of copies"
}

resource "aws_kms_alias" "home" {
  name          = "alias/terraform"
  target_key_id = aws_kms_key.home.key_id
}

resource "aws_kms_grant" "distribution" {
  name              = "distribution"
  key_id            = aws_kms_key.home.key_id
  grantee_principal = aws_iam_role.distribution.arn
  operations        = ["Encrypt", "Decrypt", "GenerateDataKey"]
  constraints {
    encryption_context_equals = {
      purpose = "images"
    }
  }
}

resource "aws_kms_ciphertext" "secret" {
  key_id    = aws_kms_key.home.key_id
  plaintext = "a secret of terraform"
  context = {
    purpose = "images"
  }
}

data "aws_kms_secrets" "secret" {
  secret {
    name    = "it"
    payload = aws_kms_ciphertext.secret.ciphertext_blob
    context = {
      purpose = "images"
    }
  }
}

data "aws_kms_alias" "home" {
  name = aws_kms_alias.home.name
}

data "aws_kms_key" "home" {
  key_id = aws_kms_alias.home.name
}

output "secret" {
  value     = data.aws_kms_secrets.secret.plaintext["it"]
  sensitive = true
}

output "key_by_alias" {
  value = [data.aws_kms_alias.home.target_key_arn, data.aws_kms_key.home.arn, aws_kms_key.home.arn]
}
