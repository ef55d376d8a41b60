"""Write what cnnkit computes as JSON, and let node compare it with the widgets' JavaScript.

``python -m tests.js.run`` (or ``make test-js``) runs it; further arguments go to ``node --test``.
"""

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Run every ``*.test.mjs`` beside this file and return node's exit code."""
    node = shutil.which("node")
    if node is None:
        print("node is missing: install the Debian package nodejs", file=sys.stderr)
        return int(os.environ.get("CI") == "true")
    with tempfile.TemporaryDirectory() as folder:
        for source in sorted(HERE.glob("*_fixtures.py")):
            for name, content in (
                importlib.import_module(f"tests.js.{source.stem}").fixtures().items()
            ):
                with (Path(folder) / f"{name}.json").open("x", encoding="utf-8") as file:
                    json.dump(content, file)
        tests = map(str, sorted(HERE.glob("*.test.mjs")))
        environment = os.environ | {"CNNKIT_FIXTURES": folder}
        command = [node, "--test", "--test-reporter=spec", *sys.argv[1:], *tests]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
