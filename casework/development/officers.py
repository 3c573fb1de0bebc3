"""Who signs in to the invented office, and how: also what a newcomer reads when it runs."""

from workflows.roles import Role

PASSWORD = "invented-office"
OFFICERS = (
    ("Olive Officer (invented)", "officer@demo.example", (Role.CASEWORK_OFFICER,)),
    ("Rowan Reviewer (invented)", "reviewer@demo.example", (Role.REVIEWER,)),
    ("Morgan Manager (invented)", "manager@demo.example", (Role.MANAGER,)),
    ("Dana Deputy (invented)", "deputy@demo.example", (Role.MANAGER,)),
    ("Ada Administrator (invented)", "administrator@demo.example", (Role.ADMINISTRATOR,)),
    ("Avery Auditor (invented)", "auditor@demo.example", (Role.AUDITOR,)),
)
