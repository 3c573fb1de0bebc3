"""`python -m casework dev` starts everything on this machine; any other command is the `casework` command's."""

import sys

from casework.private import keep_files_private

if __name__ == "__main__":
    keep_files_private()
    if sys.argv[1:] == ["dev"]:
        from casework.development.supervisor import develop

        sys.exit(develop())
    from casework.cli import main

    main()
