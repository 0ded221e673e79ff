// The vendor's managed policies that concern Image Builder, as published: documents, versions and
// dates are AWS's own.
#include "iam/vendor_policies.h"

namespace amicast::iam {
namespace {

constexpr std::string_view aws_image_builder_full_access =
    R"({"Statement": [{"Action": ["imagebuilder:*"], "Effect": "Allow", "Resource": "*"}, {"Action":
["sns:ListTopics"], "Effect": "Allow", "Resource": "*"}, {"Action": ["sns:Publish"], "Effect":
"Allow", "Resource": "arn:aws:sns:*:*:*imagebuilder*"}, {"Action":
["license-manager:ListLicenseConfigurations",
"license-manager:ListLicenseSpecificationsForResource"], "Effect": "Allow", "Resource": "*"},
{"Action": ["iam:GetRole"], "Effect": "Allow", "Resource":
"arn:aws:iam::*:role/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder"},
{"Action": ["iam:GetInstanceProfile"], "Effect": "Allow", "Resource":
"arn:aws:iam::*:instance-profile/*imagebuilder*"}, {"Action": ["iam:ListInstanceProfiles",
"iam:ListRoles"], "Effect": "Allow", "Resource": "*"}, {"Action": ["iam:PassRole"], "Condition":
{"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}, "Effect": "Allow", "Resource":
["arn:aws:iam::*:instance-profile/*imagebuilder*", "arn:aws:iam::*:role/*imagebuilder*"]},
{"Action": ["s3:ListAllMyBuckets", "s3:GetBucketLocation"], "Effect": "Allow", "Resource": "*"},
{"Action": ["s3:ListBucket"], "Effect": "Allow", "Resource": "arn:aws:s3::*:*imagebuilder*"},
{"Action": ["iam:CreateServiceLinkedRole"], "Condition": {"StringLike": {"iam:AWSServiceName":
"imagebuilder.amazonaws.com"}}, "Effect": "Allow", "Resource":
"arn:aws:iam::*:role/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder"},
{"Action": ["ec2:DescribeImages", "ec2:DescribeSnapshots", "ec2:DescribeVpcs",
"ec2:DescribeRegions", "ec2:DescribeVolumes", "ec2:DescribeSubnets", "ec2:DescribeKeyPairs",
"ec2:DescribeSecurityGroups", "ec2:DescribeInstanceTypeOfferings",
"ec2:DescribeLaunchTemplates"], "Effect": "Allow", "Resource": "*"}], "Version": "2012-10-17"})";

constexpr std::string_view aws_image_builder_read_only_access =
    R"({"Statement": [{"Action": ["imagebuilder:Get*", "imagebuilder:List*"], "Effect": "Allow",
"Resource": "*"}, {"Action": ["iam:GetRole"], "Effect": "Allow", "Resource":
"arn:aws:iam::*:role/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder"}],
"Version": "2012-10-17"})";

constexpr std::string_view ec2_image_builder_execution_policy =
    R"({"Statement": [{"Action": ["ec2:RunInstances"], "Effect": "Allow", "Resource":
["arn:aws:ec2:*::image/*", "arn:aws:ec2:*::snapshot/*", "arn:aws:ec2:*:*:key-pair/*",
"arn:aws:ec2:*:*:launch-template/*", "arn:aws:ec2:*:*:network-interface/*",
"arn:aws:ec2:*:*:security-group/*", "arn:aws:ec2:*:*:subnet/*",
"arn:aws:license-manager:*:*:license-configuration:*"], "Sid": "RunInstancesPermissions"},
{"Action": ["ec2:RunInstances"], "Condition": {"StringEquals": {"aws:RequestTag/CreatedBy":
["EC2 Image Builder", "EC2 Fast Launch"]}}, "Effect": "Allow", "Resource":
["arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*:*:volume/*"], "Sid":
"RunInstancesWithEC2ImageBuilderRequestTagsPermissions"}, {"Action": ["iam:PassRole"],
"Condition": {"StringEquals": {"iam:PassedToService": ["ec2.amazonaws.com",
"ec2.amazonaws.com.cn", "vmie.amazonaws.com"]}}, "Effect": "Allow", "Resource":
["arn:aws:iam::*:role/*"], "Sid": "IAMPassRolePermissions"}, {"Action": ["ec2:StartInstances",
"ec2:StopInstances", "ec2:TerminateInstances"], "Condition": {"StringEquals":
{"aws:ResourceTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow", "Resource": "*", "Sid":
"EC2InstanceStateChangePermissions"}, {"Action": ["ec2:DescribeExportImageTasks",
"ec2:DescribeHosts", "ec2:DescribeImages", "ec2:DescribeImportImageTasks",
"ec2:DescribeInstanceAttribute", "ec2:DescribeInstances", "ec2:DescribeInstanceStatus",
"ec2:DescribeInstanceTypes", "ec2:DescribeInstanceTypeOfferings", "ec2:DescribeSnapshots",
"ec2:DescribeSubnets", "ec2:DescribeTags"], "Effect": "Allow", "Resource": "*", "Sid":
"EC2ReadOnlyPermissions"}, {"Action": ["ec2:CopyImage"], "Effect": "Allow", "Resource": "*",
"Sid": "EC2CopyPermissions"}, {"Action": ["ec2:CreateImage"], "Condition": {"StringEquals":
{"aws:RequestTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow", "Resource":
["arn:aws:ec2:*::image/*", "arn:aws:ec2:*::snapshot/*"], "Sid":
"EC2CreateImagePermissionsForImage"}, {"Action": ["ec2:CreateImage"], "Condition":
{"StringEquals": {"aws:ResourceTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow",
"Resource": ["arn:aws:ec2:*:*:instance/*"], "Sid": "EC2CreateImagePermissionsForInstance"},
{"Action": ["ec2:DeregisterImage"], "Condition": {"StringEquals": {"aws:ResourceTag/CreatedBy":
"EC2 Image Builder"}}, "Effect": "Allow", "Resource": ["arn:aws:ec2:*::image/*"], "Sid":
"EC2DeregisterImagePermissions"}, {"Action": ["ec2:RegisterImage"], "Condition":
{"StringEquals": {"aws:RequestTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow",
"Resource": ["arn:aws:ec2:*::image/*"], "Sid": "EC2RegisterImagePermissionsForImage"},
{"Action": ["ec2:RegisterImage"], "Condition": {"StringEquals": {"aws:ResourceTag/CreatedBy":
"EC2 Image Builder"}}, "Effect": "Allow", "Resource": ["arn:aws:ec2:*::snapshot/*"], "Sid":
"EC2RegisterImagePermissionsForSnapshot"}, {"Action": ["ec2:ModifyImageAttribute"], "Condition":
{"StringEquals": {"aws:ResourceTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow",
"Resource": "*", "Sid": "EC2ModifyImageAttributePermissions"}, {"Action":
["ec2:ModifySnapshotAttribute"], "Condition": {"StringEquals": {"aws:ResourceTag/CreatedBy":
"EC2 Image Builder"}}, "Effect": "Allow", "Resource": ["arn:aws:ec2:*::snapshot/*"], "Sid":
"EC2SnapshotAttributeModificationPermissions"}, {"Action": ["ec2:CreateTags"], "Condition":
{"StringEquals": {"aws:RequestTag/CreatedBy": ["EC2 Image Builder", "EC2 Fast Launch"],
"ec2:CreateAction": ["CreateImage", "RunInstances"]}}, "Effect": "Allow", "Resource": "*",
"Sid": "CreateTagsOnCreatePermissions"}, {"Action": ["ec2:CreateTags"], "Effect": "Allow",
"Resource": ["arn:aws:ec2:*::image/*", "arn:aws:ec2:*:*:export-image-task/*"], "Sid":
"CreateCustomerTagsPermissions"}, {"Action": ["ec2:CreateTags"], "Condition": {"StringEquals":
{"aws:RequestTag/CreatedBy": ["EC2 Image Builder", "EC2 Fast Launch"]}}, "Effect": "Allow",
"Resource": ["arn:aws:ec2:*::snapshot/*", "arn:aws:ec2:*:*:launch-template/*"], "Sid":
"CreateEC2ImageBuilderTagsPermissions"}, {"Action": ["ec2:AttachImageWatermark"], "Condition":
{"StringEquals": {"aws:ResourceTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow",
"Resource": ["arn:aws:ec2:*::image/*"], "Sid": "AttachImageWatermarkPermissions"}, {"Action":
["license-manager:UpdateLicenseSpecificationsForResource"], "Effect": "Allow", "Resource":
["arn:aws:license-manager:*:*:license-configuration:*"], "Sid":
"UpdateCustomerLicensePermissions"}, {"Action": ["sns:Publish"], "Condition": {"StringEquals":
{"aws:ResourceAccount": "${aws:PrincipalAccount}"}}, "Effect": "Allow", "Resource":
["arn:aws:sns:*:*:*"], "Sid": "PublishNotificationToCustomerSNSPermissions"}, {"Action":
["ssm:DescribeInstanceInformation", "ssm:GetCommandInvocation", "ssm:ListCommandInvocations",
"ssm:ListInventoryEntries"], "Effect": "Allow", "Resource": "*", "Sid":
"SystemsManagerPermissions"}, {"Action": ["ssm:DescribeAssociationExecutions"], "Effect":
"Allow", "Resource": ["arn:aws:ssm:*:*:association/*"], "Sid":
"SystemsManagerPermissionsForAssociation"}, {"Action":
["ssm:DescribeInstanceAssociationsStatus"], "Effect": "Allow", "Resource":
["arn:aws:ec2:*:*:instance/*"], "Sid": "SystemsManagerPermissionsForInstance"}, {"Action":
["ssm:SendCommand"], "Effect": "Allow", "Resource":
["arn:aws:ssm:*:*:document/AWS-RunPowerShellScript",
"arn:aws:ssm:*:*:document/AWS-RunShellScript", "arn:aws:ssm:*:*:document/AWSEC2-RunSysprep"],
"Sid": "SendCommandDocumentPermissions"}, {"Action": ["ssm:SendCommand"], "Condition":
{"StringEquals": {"aws:ResourceTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow",
"Resource": ["arn:aws:ec2:*:*:instance/*"], "Sid":
"SendCommandEC2ImageBuilderInstancePermissions"}, {"Action": ["ssm:CreateAssociation"],
"Effect": "Allow", "Resource": ["arn:aws:ssm:*:*:association/*",
"arn:aws:ssm:*:*:document/AWS-GatherSoftwareInventory"], "Sid":
"InventoryCollectionAssociationPermissions"}, {"Action": ["ssm:CreateAssociation"], "Condition":
{"StringEquals": {"aws:ResourceTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow",
"Resource": ["arn:aws:ec2:*:*:instance/*"], "Sid": "InventoryCollectionInstancePermissions"},
{"Action": ["ssm:AddTagsToResource"], "Condition": {"StringEquals": {"aws:RequestTag/CreatedBy":
"EC2 Image Builder"}}, "Effect": "Allow", "Resource": ["arn:aws:ssm:*:*:association/*"], "Sid":
"InventoryCollectionTagPermissions"}, {"Action": ["ssm:DeleteAssociation"], "Effect": "Allow",
"Resource": ["arn:aws:ssm:*:*:association/*"], "Sid":
"DeleteInventoryCollectionAssociationPermissions"}, {"Action": ["kms:Encrypt", "kms:Decrypt",
"kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKeyWithoutPlaintext"], "Condition":
{"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["aws:ebs:id"]}, "StringLike":
{"kms:ViaService": ["ec2.*.amazonaws.com"]}}, "Effect": "Allow", "Resource":
["arn:aws:kms:*:*:key/*"], "Sid": "EC2KMSPermissions"}, {"Action": ["kms:DescribeKey"],
"Condition": {"StringLike": {"kms:ViaService": ["ec2.*.amazonaws.com"]}}, "Effect": "Allow",
"Resource": ["arn:aws:kms:*:*:key/*"], "Sid": "EC2KMSDescribeKeyPermissions"}, {"Action":
["kms:CreateGrant"], "Condition": {"Bool": {"kms:GrantIsForAWSResource": true}, "StringLike":
{"kms:ViaService": ["ec2.*.amazonaws.com"]}}, "Effect": "Allow", "Resource":
["arn:aws:kms:*:*:key/*"], "Sid": "EC2KMSGrantKeyPermissions"}, {"Action": ["sts:AssumeRole"],
"Effect": "Allow", "Resource":
["arn:aws:iam::*:role/EC2ImageBuilderDistributionCrossAccountRole"], "Sid":
"CrossAccountAssumeRolePermissions"}, {"Action": ["logs:CreateLogGroup", "logs:CreateLogStream",
"logs:PutLogEvents"], "Effect": "Allow", "Resource":
["arn:aws:logs:*:*:log-group:/aws/imagebuilder/*"], "Sid": "CloudWatchLogsPermissions"},
{"Action": ["ec2:CreateLaunchTemplateVersion", "ec2:DescribeLaunchTemplateVersions",
"ec2:DescribeLaunchTemplates", "ec2:ModifyLaunchTemplate"], "Effect": "Allow", "Resource": "*",
"Sid": "LaunchTemplatePermissions"}, {"Action": ["ec2:ExportImage"], "Condition":
{"StringEquals": {"aws:ResourceTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow",
"Resource": ["arn:aws:ec2:*::image/*"], "Sid": "ExportImageBuilderImagePermissions"}, {"Action":
["ec2:ExportImage"], "Effect": "Allow", "Resource": ["arn:aws:ec2:*:*:export-image-task/*"],
"Sid": "CreateExportImageTaskPermissions"}, {"Action": ["ec2:CancelExportTask"], "Condition":
{"StringEquals": {"aws:ResourceTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow",
"Resource": ["arn:aws:ec2:*:*:export-image-task/*"], "Sid": "CancelExportImageTaskPermissions"},
{"Action": ["iam:CreateServiceLinkedRole"], "Condition": {"StringEquals": {"iam:AWSServiceName":
["ssm.amazonaws.com", "ec2fastlaunch.amazonaws.com"]}}, "Effect": "Allow", "Resource":
["arn:aws:iam::*:role/*"], "Sid": "CreateSLRForOtherServicesPermissions"}, {"Action":
["ec2:EnableFastLaunch"], "Condition": {"StringEquals": {"aws:ResourceTag/CreatedBy":
"EC2 Image Builder"}}, "Effect": "Allow", "Resource": ["arn:aws:ec2:*::image/*",
"arn:aws:ec2:*:*:launch-template/*"], "Sid": "EnableFastLaunchPermissions"}, {"Action":
["inspector2:ListCoverage", "inspector2:ListFindings"], "Effect": "Allow", "Resource": "*",
"Sid": "ListInspectorFindingsPermissions"}, {"Action": ["ecr:CreateRepository",
"ecr:TagResource"], "Condition": {"StringEquals": {"aws:RequestTag/CreatedBy":
"EC2 Image Builder"}}, "Effect": "Allow", "Resource":
["arn:aws:ecr:*:*:repository/image-builder-*"], "Sid":
"CreateECRImageForInspectorScanningPermissions"}, {"Action": ["ecr:BatchDeleteImage"],
"Condition": {"StringEquals": {"aws:ResourceTag/CreatedBy": "EC2 Image Builder"}}, "Effect":
"Allow", "Resource": ["arn:aws:ecr:*:*:repository/image-builder-*"], "Sid":
"DeleteECRImageForInspectorScanningPermissions"}, {"Action": ["events:DeleteRule",
"events:DescribeRule", "events:PutRule", "events:PutTargets", "events:RemoveTargets"], "Effect":
"Allow", "Resource": ["arn:aws:events:*:*:rule/ImageBuilder-*"], "Sid":
"EventBridgePermissionsForInspectorScanning"}, {"Action": ["ssm:GetParameter",
"ssm:PutParameter"], "Effect": "Allow", "Resource":
["arn:aws:ssm:*:*:parameter/imagebuilder/*"], "Sid":
"ParameterStorePermissionsForImageBuilderParameters"}, {"Action": ["ssm:GetParameter"],
"Effect": "Allow", "Resource": ["arn:aws:ssm:*::parameter/aws/service/*"], "Sid":
"ParameterStorePermissionsForServiceManagedParameters"}, {"Action":
["imagebuilder:StartImagePipelineExecution", "imagebuilder:TagResource"], "Condition":
{"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}, "Effect": "Allow",
"Resource": ["arn:aws:imagebuilder:*:*:image-pipeline/*"], "Sid":
"StartImagePipelineExecutionPermissions"}], "Version": "2012-10-17"})";

constexpr std::string_view ec2_instance_profile_for_image_builder =
    R"({"Statement": [{"Action": ["ec2:DescribeVolumes", "ec2:DescribeSnapshots"], "Effect": "Allow",
"Resource": "*"}, {"Action": ["ec2:CreateSnapshot"], "Condition": {"StringEquals":
{"aws:RequestTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow", "Resource":
["arn:aws:ec2:*:*:snapshot/*"]}, {"Action": ["ec2:CreateSnapshot"], "Condition":
{"StringEquals": {"aws:ResourceTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow",
"Resource": ["arn:aws:ec2:*:*:volume/*"]}, {"Action": ["ec2:CreateTags"], "Condition":
{"StringEquals": {"aws:RequestTag/CreatedBy": ["EC2 Image Builder"], "ec2:CreateAction":
"CreateSnapshot"}}, "Effect": "Allow", "Resource": "*"}, {"Action": ["s3:GetObject"],
"Condition": {"StringEquals": {"s3:ResourceAccount": "${aws:PrincipalAccount}"}}, "Effect":
"Allow", "Resource": ["arn:aws:s3:::*/*.ISO", "arn:aws:s3:::*/*.iso", "arn:aws:s3:::*/*.Iso"]},
{"Action": ["imagebuilder:GetComponent", "imagebuilder:GetMarketplaceResource"], "Effect":
"Allow", "Resource": "*"}, {"Action": ["kms:Decrypt"], "Condition": {"ForAnyValue:StringEquals":
{"aws:CalledVia": ["imagebuilder.amazonaws.com"], "kms:EncryptionContextKeys":
"aws:imagebuilder:arn"}}, "Effect": "Allow", "Resource": "*"}, {"Action": ["s3:GetObject"],
"Effect": "Allow", "Resource": "arn:aws:s3:::ec2imagebuilder*"}, {"Action":
["logs:CreateLogStream", "logs:CreateLogGroup", "logs:PutLogEvents"], "Effect": "Allow",
"Resource": "arn:aws:logs:*:*:log-group:/aws/imagebuilder/*"}], "Version": "2012-10-17"})";

constexpr std::string_view ec2_instance_profile_for_image_builder_ecr_container_builds =
    R"({"Statement": [{"Action": ["imagebuilder:GetComponent", "imagebuilder:GetContainerRecipe",
"ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:InitiateLayerUpload",
"ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:BatchCheckLayerAvailability",
"ecr:GetDownloadUrlForLayer", "ecr:PutImage"], "Effect": "Allow", "Resource": "*"}, {"Action":
["kms:Decrypt"], "Condition": {"ForAnyValue:StringEquals": {"aws:CalledVia":
["imagebuilder.amazonaws.com"], "kms:EncryptionContextKeys": "aws:imagebuilder:arn"}}, "Effect":
"Allow", "Resource": "*"}, {"Action": ["s3:GetObject"], "Effect": "Allow", "Resource":
"arn:aws:s3:::ec2imagebuilder*"}, {"Action": ["logs:CreateLogStream", "logs:CreateLogGroup",
"logs:PutLogEvents"], "Effect": "Allow", "Resource":
"arn:aws:logs:*:*:log-group:/aws/imagebuilder/*"}], "Version": "2012-10-17"})";

constexpr std::string_view ec2_image_builder_cross_account_distribution_access =
    R"({"Statement": [{"Action": ["ec2:CreateTags"], "Effect": "Allow", "Resource":
"arn:aws:ec2:*::image/*"}, {"Action": ["ec2:DescribeImages", "ec2:CopyImage",
"ec2:ModifyImageAttribute"], "Effect": "Allow", "Resource": "*"}], "Version": "2012-10-17"})";

constexpr std::string_view aws_service_role_for_image_builder =
    R"({"Statement": [{"Action": ["ec2:RegisterImage"], "Condition": {"StringEquals":
{"aws:RequestTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow", "Resource":
["arn:aws:ec2:*::image/*"]}, {"Action": ["ec2:RegisterImage"], "Condition": {"StringEquals":
{"ec2:ResourceTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow", "Resource":
["arn:aws:ec2:*::snapshot/*"]}, {"Action": ["ec2:RunInstances"], "Effect": "Allow", "Resource":
["arn:aws:ec2:*::image/*", "arn:aws:ec2:*::snapshot/*", "arn:aws:ec2:*:*:subnet/*",
"arn:aws:ec2:*:*:network-interface/*", "arn:aws:ec2:*:*:security-group/*",
"arn:aws:ec2:*:*:key-pair/*", "arn:aws:ec2:*:*:launch-template/*",
"arn:aws:license-manager:*:*:license-configuration:*"]}, {"Action": ["ec2:RunInstances"],
"Condition": {"StringEquals": {"aws:RequestTag/CreatedBy": ["EC2 Image Builder",
"EC2 Fast Launch"]}}, "Effect": "Allow", "Resource": ["arn:aws:ec2:*:*:volume/*",
"arn:aws:ec2:*:*:instance/*"]}, {"Action": ["iam:PassRole"], "Condition": {"StringEquals":
{"iam:PassedToService": ["ec2.amazonaws.com", "ec2.amazonaws.com.cn", "vmie.amazonaws.com"]}},
"Effect": "Allow", "Resource": "*"}, {"Action": ["ec2:StopInstances", "ec2:StartInstances",
"ec2:TerminateInstances"], "Condition": {"StringEquals": {"ec2:ResourceTag/CreatedBy":
"EC2 Image Builder"}}, "Effect": "Allow", "Resource": "*"}, {"Action": ["ec2:CopyImage",
"ec2:CreateImage", "ec2:CreateLaunchTemplate", "ec2:DeregisterImage", "ec2:DescribeImages",
"ec2:DescribeInstanceAttribute", "ec2:DescribeInstanceStatus", "ec2:DescribeInstances",
"ec2:DescribeInstanceTypeOfferings", "ec2:DescribeInstanceTypes", "ec2:DescribeSubnets",
"ec2:DescribeTags", "ec2:ModifyImageAttribute", "ec2:DescribeImportImageTasks",
"ec2:DescribeExportImageTasks", "ec2:DescribeSnapshots", "ec2:DescribeHosts"], "Effect":
"Allow", "Resource": "*"}, {"Action": ["ec2:ModifySnapshotAttribute"], "Condition":
{"StringEquals": {"ec2:ResourceTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow",
"Resource": "arn:aws:ec2:*::snapshot/*"}, {"Action": ["ec2:CreateTags"], "Condition":
{"StringEquals": {"aws:RequestTag/CreatedBy": ["EC2 Image Builder", "EC2 Fast Launch"],
"ec2:CreateAction": ["RunInstances", "CreateImage"]}}, "Effect": "Allow", "Resource": "*"},
{"Action": ["ec2:CreateTags"], "Effect": "Allow", "Resource": ["arn:aws:ec2:*::image/*",
"arn:aws:ec2:*:*:export-image-task/*"]}, {"Action": ["ec2:CreateTags"], "Condition":
{"StringEquals": {"aws:RequestTag/CreatedBy": ["EC2 Image Builder", "EC2 Fast Launch"]}},
"Effect": "Allow", "Resource": ["arn:aws:ec2:*::snapshot/*",
"arn:aws:ec2:*:*:launch-template/*"]}, {"Action":
["license-manager:UpdateLicenseSpecificationsForResource"], "Effect": "Allow", "Resource": "*"},
{"Action": ["sns:Publish"], "Effect": "Allow", "Resource": "*"}, {"Action": ["ssm:ListCommands",
"ssm:ListCommandInvocations", "ssm:AddTagsToResource", "ssm:DescribeInstanceInformation",
"ssm:GetAutomationExecution", "ssm:StopAutomationExecution", "ssm:ListInventoryEntries",
"ssm:SendAutomationSignal", "ssm:DescribeInstanceAssociationsStatus",
"ssm:DescribeAssociationExecutions", "ssm:GetCommandInvocation"], "Effect": "Allow", "Resource":
"*"}, {"Action": ["ssm:SendCommand"], "Effect": "Allow", "Resource":
["arn:aws:ssm:*:*:document/AWS-RunPowerShellScript",
"arn:aws:ssm:*:*:document/AWS-RunShellScript", "arn:aws:ssm:*:*:document/AWSEC2-RunSysprep",
"arn:aws:s3:::*"]}, {"Action": ["ssm:SendCommand"], "Condition": {"StringEquals":
{"ssm:resourceTag/CreatedBy": ["EC2 Image Builder"]}}, "Effect": "Allow", "Resource":
["arn:aws:ec2:*:*:instance/*"]}, {"Action": ["ssm:CreateAssociation", "ssm:DeleteAssociation"],
"Effect": "Allow", "Resource": ["arn:aws:ssm:*:*:document/AWS-GatherSoftwareInventory",
"arn:aws:ssm:*:*:association/*", "arn:aws:ec2:*:*:instance/*"]}, {"Action": ["kms:Encrypt",
"kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKeyWithoutPlaintext"],
"Condition": {"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["aws:ebs:id"]},
"StringLike": {"kms:ViaService": ["ec2.*.amazonaws.com"]}}, "Effect": "Allow", "Resource": "*"},
{"Action": ["kms:DescribeKey"], "Condition": {"StringLike": {"kms:ViaService":
["ec2.*.amazonaws.com"]}}, "Effect": "Allow", "Resource": "*"}, {"Action": ["kms:CreateGrant"],
"Condition": {"Bool": {"kms:GrantIsForAWSResource": true}, "StringLike": {"kms:ViaService":
["ec2.*.amazonaws.com"]}}, "Effect": "Allow", "Resource": "*"}, {"Action": ["sts:AssumeRole"],
"Effect": "Allow", "Resource":
"arn:aws:iam::*:role/EC2ImageBuilderDistributionCrossAccountRole"}, {"Action":
["logs:CreateLogStream", "logs:CreateLogGroup", "logs:PutLogEvents"], "Effect": "Allow",
"Resource": "arn:aws:logs:*:*:log-group:/aws/imagebuilder/*"}, {"Action":
["ec2:CreateLaunchTemplateVersion", "ec2:DescribeLaunchTemplates", "ec2:ModifyLaunchTemplate",
"ec2:DescribeLaunchTemplateVersions"], "Effect": "Allow", "Resource": "*"}, {"Action":
["ec2:ExportImage"], "Condition": {"StringEquals": {"ec2:ResourceTag/CreatedBy":
"EC2 Image Builder"}}, "Effect": "Allow", "Resource": "arn:aws:ec2:*::image/*"}, {"Action":
["ec2:ExportImage"], "Effect": "Allow", "Resource": "arn:aws:ec2:*:*:export-image-task/*"},
{"Action": ["ec2:CancelExportTask"], "Condition": {"StringEquals": {"ec2:ResourceTag/CreatedBy":
"EC2 Image Builder"}}, "Effect": "Allow", "Resource": "arn:aws:ec2:*:*:export-image-task/*"},
{"Action": ["iam:CreateServiceLinkedRole"], "Condition": {"StringEquals": {"iam:AWSServiceName":
["ssm.amazonaws.com", "ec2fastlaunch.amazonaws.com"]}}, "Effect": "Allow", "Resource": "*"},
{"Action": ["ec2:EnableFastLaunch"], "Condition": {"StringEquals": {"ec2:ResourceTag/CreatedBy":
"EC2 Image Builder"}}, "Effect": "Allow", "Resource": ["arn:aws:ec2:*::image/*",
"arn:aws:ec2:*:*:launch-template/*"]}, {"Action": ["ec2:AttachImageWatermark"], "Condition":
{"StringEquals": {"ec2:ResourceTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow",
"Resource": "arn:aws:ec2:*::image/*"}, {"Action": ["inspector2:ListCoverage",
"inspector2:ListFindings"], "Effect": "Allow", "Resource": "*"}, {"Action":
["ecr:CreateRepository"], "Condition": {"StringEquals": {"aws:RequestTag/CreatedBy":
"EC2 Image Builder"}}, "Effect": "Allow", "Resource": "*"}, {"Action": ["ecr:TagResource"],
"Condition": {"StringEquals": {"aws:RequestTag/CreatedBy": "EC2 Image Builder"}}, "Effect":
"Allow", "Resource": "arn:aws:ecr:*:*:repository/image-builder-*"}, {"Action":
["ecr:BatchDeleteImage"], "Condition": {"StringEquals": {"ecr:ResourceTag/CreatedBy":
"EC2 Image Builder"}}, "Effect": "Allow", "Resource":
"arn:aws:ecr:*:*:repository/image-builder-*"}, {"Action": ["events:DeleteRule",
"events:DescribeRule", "events:PutRule", "events:PutTargets", "events:RemoveTargets"], "Effect":
"Allow", "Resource": ["arn:aws:events:*:*:rule/ImageBuilder-*"]}, {"Action":
["ssm:GetParameter", "ssm:PutParameter"], "Effect": "Allow", "Resource":
"arn:aws:ssm:*:*:parameter/imagebuilder/*"}, {"Action": ["ssm:GetParameter"], "Effect": "Allow",
"Resource": "arn:aws:ssm:*::parameter/aws/service/*"}, {"Action":
["imagebuilder:StartImagePipelineExecution"], "Condition": {"StringEquals":
{"aws:ResourceAccount": "${aws:PrincipalAccount}"}}, "Effect": "Allow", "Resource":
"arn:aws:imagebuilder:*:*:image-pipeline/*"}, {"Action": ["imagebuilder:TagResource"],
"Condition": {"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}, "Effect":
"Allow", "Resource": "arn:aws:imagebuilder:*:*:image-pipeline/*"}], "Version": "2012-10-17"})";

constexpr std::string_view ec2_image_builder_lifecycle_execution_policy =
    R"({"Statement": [{"Action": ["ec2:EnableImage", "ec2:DeregisterImage",
"ec2:EnableImageDeprecation", "ec2:DescribeImageAttribute", "ec2:DisableImage",
"ec2:DisableImageDeprecation"], "Condition": {"StringEquals": {"aws:ResourceTag/CreatedBy":
"EC2 Image Builder"}}, "Effect": "Allow", "Resource": "arn:aws:ec2:*::image/*", "Sid":
"Ec2ImagePermission"}, {"Action": ["ec2:DeleteSnapshot"], "Condition": {"StringEquals":
{"aws:ResourceTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow", "Resource":
"arn:aws:ec2:*::snapshot/*", "Sid": "EC2DeleteSnapshotPermission"}, {"Action":
["ec2:DeleteTags", "ec2:CreateTags"], "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys":
"DeprecatedBy"}, "StringEquals": {"aws:RequestTag/DeprecatedBy": "EC2 Image Builder",
"aws:ResourceTag/CreatedBy": "EC2 Image Builder"}}, "Effect": "Allow", "Resource":
["arn:aws:ec2:*::snapshot/*", "arn:aws:ec2:*::image/*"], "Sid": "EC2TagsPermission"}, {"Action":
["ecr:BatchGetImage", "ecr:BatchDeleteImage"], "Condition": {"StringEquals":
{"ecr:ResourceTag/LifecycleExecutionAccess": "EC2 Image Builder"}}, "Effect": "Allow",
"Resource": "arn:aws:ecr:*:*:repository/*", "Sid": "ECRImagePermission"}, {"Action":
["ec2:DescribeImages", "tag:GetResources", "imagebuilder:DeleteImage"], "Effect": "Allow",
"Resource": "*", "Sid": "ImageBuilderEC2TagServicePermission"}], "Version": "2012-10-17"})";

constexpr VendorPolicy policies[] = {
    {.arn = "arn:aws:iam::aws:policy/AWSImageBuilderFullAccess",
     .version = 2,
     .created = "2021-04-13T17:33:42Z",
     .updated = "2021-04-13T17:33:42Z",
     .document = aws_image_builder_full_access},
    {.arn = "arn:aws:iam::aws:policy/AWSImageBuilderReadOnlyAccess",
     .version = 1,
     .created = "2019-12-19T22:29:23Z",
     .updated = "2019-12-19T22:29:23Z",
     .document = aws_image_builder_read_only_access},
    {.arn = "arn:aws:iam::aws:policy/EC2ImageBuilderExecutionPolicy",
     .version = 2,
     .created = "2026-07-08T16:27:23Z",
     .updated = "2026-07-08T16:27:23Z",
     .document = ec2_image_builder_execution_policy},
    {.arn = "arn:aws:iam::aws:policy/EC2InstanceProfileForImageBuilder",
     .version = 12,
     .created = "2026-02-12T17:58:59Z",
     .updated = "2026-02-12T17:58:59Z",
     .document = ec2_instance_profile_for_image_builder},
    {.arn = "arn:aws:iam::aws:policy/EC2InstanceProfileForImageBuilderECRContainerBuilds",
     .version = 1,
     .created = "2020-12-11T19:48:15Z",
     .updated = "2020-12-11T19:48:15Z",
     .document = ec2_instance_profile_for_image_builder_ecr_container_builds},
    {.arn = "arn:aws:iam::aws:policy/Ec2ImageBuilderCrossAccountDistributionAccess",
     .version = 1,
     .created = "2020-09-30T19:22:54Z",
     .updated = "2020-09-30T19:22:54Z",
     .document = ec2_image_builder_cross_account_distribution_access},
    {.arn = "arn:aws:iam::aws:policy/aws-service-role/AWSServiceRoleForImageBuilder",
     .version = 28,
     .created = "2026-07-09T15:27:28Z",
     .updated = "2026-07-09T15:27:28Z",
     .document = aws_service_role_for_image_builder},
    {.arn = "arn:aws:iam::aws:policy/service-role/EC2ImageBuilderLifecycleExecutionPolicy",
     .version = 1,
     .created = "2023-11-16T23:23:09Z",
     .updated = "2023-11-16T23:23:09Z",
     .document = ec2_image_builder_lifecycle_execution_policy},
};

}  // namespace

std::span<const VendorPolicy> image_builder_policies() {
    return policies;
}

}  // namespace amicast::iam
