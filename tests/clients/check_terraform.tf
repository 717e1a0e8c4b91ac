# A stack with a running fleet. kinds.py applies, plans and destroys it with AWS's provider.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

# The environment provides the region, the keys and AppStream's endpoint.
provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

resource "aws_appstream_fleet" "office" {
  name          = "terraform"
  instance_type = "stream.standard.medium"
  image_name    = "AppStream-WinServer2022-07-12-2026"
  fleet_type    = "ALWAYS_ON"

  compute_capacity {
    desired_instances = 1
  }

  tags = {
    team = "tax"
  }
}

resource "aws_appstream_stack" "office" {
  name         = "terraform"
  display_name = "Office"
}

resource "aws_appstream_fleet_stack_association" "office" {
  fleet_name = aws_appstream_fleet.office.name
  stack_name = aws_appstream_stack.office.name
}
