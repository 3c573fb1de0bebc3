"""Who signs in to the invented office, and how: also what a newcomer reads when it runs."""

from workflows.roles import Role

PASSWORD = "invented-office"
PASSWORD_HASH = "$argon2id$v=19$m=19456,t=2,p=1$bYVLm7GlJp7uvrxmRLF8lQ$5sWX0Z/Xvor6ul3sMderRUGAPhFpvbsOJ9fjBFzN/G4"
"""Made beforehand: a password that stands in the README is refused to everybody else."""
OFFICERS = (
    ("Olive Officer (invented)", "officer@demo.example", (Role.CASEWORK_OFFICER,)),
    ("Rowan Reviewer (invented)", "reviewer@demo.example", (Role.REVIEWER,)),
    ("Morgan Manager (invented)", "manager@demo.example", (Role.MANAGER,)),
    ("Dana Deputy (invented)", "deputy@demo.example", (Role.MANAGER,)),
    ("Ada Administrator (invented)", "administrator@demo.example", (Role.ADMINISTRATOR,)),
    ("Avery Auditor (invented)", "auditor@demo.example", (Role.AUDITOR,)),
)
