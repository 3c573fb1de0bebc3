"""The organisations that an office in West Yorkshire begins with: names and public websites alone.

Addresses are left empty on purpose: each is looked up and verified by a person before the first letter goes there.
"""

from sqlalchemy import exists, select

from casework.access import SYSTEM
from casework.extensions import db
from casework.models import DirectoryEntry
from casework.services.office import directory
from casework.services.office.directory import Details
from casework.services.record.tokens import Sent

SHIPPED: tuple[Details, ...] = (
    Details(
        kind="force",
        name="West Yorkshire Police, Professional Standards Directorate",
        website="https://www.westyorkshire.police.uk",
    ),
    Details(kind="iopc", name="Independent Office for Police Conduct", website="https://www.policeconduct.gov.uk"),
    Details(
        kind="policing_body",
        name="Greater Manchester Combined Authority",
        website="https://www.greatermanchester-ca.gov.uk",
    ),
    Details(
        kind="partner",
        name="Bradford Council, community safety",
        website="https://www.bradford.gov.uk",
        district="bradford",
    ),
    Details(
        kind="partner",
        name="Calderdale Council, community safety",
        website="https://www.calderdale.gov.uk",
        district="calderdale",
    ),
    Details(
        kind="partner",
        name="Kirklees Council, community safety",
        website="https://www.kirklees.gov.uk",
        district="kirklees",
    ),
    Details(
        kind="partner",
        name="Leeds City Council, community safety",
        website="https://www.leeds.gov.uk",
        district="leeds",
    ),
    Details(
        kind="partner",
        name="Wakefield Council, community safety",
        website="https://www.wakefield.gov.uk",
        district="wakefield",
    ),
    Details(kind="partner", name="Crown Prosecution Service", website="https://www.cps.gov.uk"),
    Details(kind="partner", name="Local Government and Social Care Ombudsman", website="https://www.lgo.org.uk"),
    Details(kind="partner", name="Information Commissioner's Office", website="https://ico.org.uk"),
    Details(kind="support", name="Victim Support", website="https://www.victimsupport.org.uk"),
    Details(kind="support", name="Citizens Advice", website="https://www.citizensadvice.org.uk"),
    Details(kind="support", name="Samaritans", website="https://www.samaritans.org"),
    Details(kind="support", name="Childline", website="https://www.childline.org.uk"),
    Details(kind="support", name="Crimestoppers", website="https://crimestoppers-uk.org"),
)


def load() -> int:
    """Add the shipped entries where there is none at all. Returns how many were added; the office's own stay."""
    if db.session.scalar(select(exists().where(DirectoryEntry.id.is_not(None)))):
        return 0
    for details in SHIPPED:
        directory.add(details, sent=Sent.fresh(), actor=SYSTEM)
    return len(SHIPPED)
