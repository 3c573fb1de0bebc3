"""All workflows by name, and what each letter is for (rulebook 10.1 to 10.3, 10.7)."""

from collections.abc import Mapping

from workflows import complaint_review, enquiry, recommendation
from workflows.engine import Workflow
from workflows.letters import KINDS

WORKFLOWS: Mapping[str, Workflow] = {
    module.WORKFLOW.name: module.WORKFLOW for module in (enquiry, complaint_review, recommendation)
}

LETTERS: Mapping[str, str] = {kind.code: kind.purpose for kind in KINDS.values()}
