"""`python -m casework dev` starts everything on this machine; any other command is the `casework` command's."""

import os
import sys

from casework.cli import main
from casework.config import BadSetting, load_settings
from casework.development.supervisor import CannotStart, Supervisor


def develop() -> int:
    environ = {"CASEWORK_ENV": "development", **os.environ}
    try:
        return Supervisor(load_settings(environ), environ).run()
    except (BadSetting, CannotStart) as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    if sys.argv[1:] == ["dev"]:
        sys.exit(develop())
    main()
