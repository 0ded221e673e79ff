"""What a distribution did, step by step, as workflow executions through boto3."""

import json

import pytest

from support import volumes
from test_imagebuilder import HOME, WEST, configure, order
from test_imagebuilder_surface import allow, builder, distributed, image, role  # noqa: F401
from test_main_job import make_role, wait_distributed


def test_workflow_executions_show_each_destination(builder, names, image, role, fails):
    arn = builder.distribute_image(
        **order(names, image, configure(builder, names, HOME, WEST), role))["imageBuildVersionArn"]
    wait_distributed(builder, arn)
    page = builder.list_workflow_executions(imageBuildVersionArn=arn)
    (execution,) = page["workflowExecutions"]
    assert page["imageBuildVersionArn"] == arn and execution["type"] == "DISTRIBUTION"
    assert execution["status"] == "COMPLETED" and execution["retried"] is False
    assert execution["startTime"] <= execution["endTime"]
    found = builder.get_workflow_execution(workflowExecutionId=execution["workflowExecutionId"])
    assert found["imageBuildVersionArn"] == arn
    assert found["totalStepCount"] == found["totalStepsSucceeded"] > 0 == found["totalStepsFailed"]
    steps = [step for page in builder.get_paginator("list_workflow_step_executions").paginate(
        workflowExecutionId=execution["workflowExecutionId"], PaginationConfig={"PageSize": 1}) for step in page["steps"]]
    assert len(steps) == found["totalStepCount"]
    assert {json.loads(step["inputs"])["region"] for step in steps} == {HOME, WEST}
    assert {step["status"] for step in steps} == {"COMPLETED"}
    step = builder.get_workflow_step_execution(stepExecutionId=steps[0]["stepExecutionId"])
    assert step["name"] == steps[0]["name"] and step["workflowExecutionId"] == execution["workflowExecutionId"]
    assert builder.list_waiting_workflow_steps()["steps"] == []
    with fails("InvalidRequestException", 400, "does not wait"):
        builder.send_workflow_step_action(stepExecutionId=step["stepExecutionId"], imageBuildVersionArn=arn,
                                          action="RESUME", clientToken=names("send"))
    with fails("InvalidRequestException", 400, "action"):
        builder.send_workflow_step_action(stepExecutionId=step["stepExecutionId"], imageBuildVersionArn=arn,
                                          action="JUMP", clientToken=names("send"))


def test_a_failed_distribution_says_which_step_and_a_retry_is_a_new_execution(server, builder, names, image):
    role = make_role(server, names("bare"))
    server.client("iam").delete_role_policy(RoleName=role.rsplit("/", 1)[1], PolicyName="ec2")
    arn = builder.distribute_image(**order(names, image, configure(builder, names), role))["imageBuildVersionArn"]
    assert wait_distributed(builder, arn)["state"]["status"] == "FAILED"
    (execution,) = builder.list_workflow_executions(imageBuildVersionArn=arn)["workflowExecutions"]
    assert execution["status"] == "FAILED" and "authorized" in execution["message"]
    allow(server, role, "ec2:*")
    builder.retry_image(imageBuildVersionArn=arn, clientToken=names("retry"))
    assert wait_distributed(builder, arn)["state"]["status"] == "AVAILABLE"
    newest, first = builder.list_workflow_executions(imageBuildVersionArn=arn)["workflowExecutions"]
    assert (newest["status"], newest["retried"]) == ("COMPLETED", False)
    assert (first["status"], first["retried"]) == ("FAILED", True)


def test_unknown_workflow_executions(server, builder, distributed, names, member_account, fails):
    unknown = "00000000-0000-4000-8000-000000000000"
    with fails("ResourceNotFoundException", 404):
        builder.get_workflow_execution(workflowExecutionId="wf-" + unknown)
    with fails("ResourceNotFoundException", 404):
        builder.get_workflow_step_execution(stepExecutionId="step-" + unknown)
    with fails("InvalidRequestException", 400, "workflowExecutionId"):
        builder.get_workflow_execution(workflowExecutionId="wf-1")
    with fails("InvalidPaginationTokenException", 400):
        builder.list_workflow_executions(imageBuildVersionArn=distributed, nextToken="x")
    (execution,) = builder.list_workflow_executions(imageBuildVersionArn=distributed)["workflowExecutions"]
    theirs = server.client("imagebuilder", HOME, member_account[1])
    with fails("ResourceNotFoundException", 404):
        theirs.list_workflow_step_executions(workflowExecutionId=execution["workflowExecutionId"])
    with fails("ForbiddenException", 403):
        theirs.list_workflow_executions(imageBuildVersionArn=distributed)
