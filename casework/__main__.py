"""`python -m casework dev` starts everything on this machine; any other command is the `casework` command's."""

import sys

if __name__ == "__main__":
    if sys.argv[1:] == ["dev"]:
        from casework.development.supervisor import develop

        sys.exit(develop())
    from casework.cli import main

    main()
