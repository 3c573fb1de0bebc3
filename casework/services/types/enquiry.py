"""What an enquiry has of its own when it is logged."""

from casework.models import Case, EnquiryDetail


def new_detail(case: Case) -> EnquiryDetail:
    return EnquiryDetail(case_id=case.id)
