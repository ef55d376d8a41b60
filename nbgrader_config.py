"""The course as nbgrader sees it: read by every nbgrader command that runs in this folder.

A student's own machine needs two of these settings, `CourseDirectory.course_id` and
`Exchange.root`, and those only where an exchange is used.
"""

import os
import warnings
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir
from nbformat.warnings import MissingIDFieldWarning
from sqlalchemy.exc import SAWarning

from cnnkit.grading.config import configure

c = get_config()

# -- The course ----------------------------------------------------------------------------------

c.CourseDirectory.course_id = "cnn"
c.CourseDirectory.source_directory = "solutions"
# Generated and never edited: the book shows these notebooks as pages, students fetch them.
c.CourseDirectory.release_directory = "chapters/exercises"
# submitted/, autograded/, feedback/ and gradebook.db keep nbgrader's names, beside this file.

# The folder through which students on the same machine fetch and submit.
# It has to exist and to be writable by everybody; without one, nothing else here changes.
c.Exchange.root = os.environ.get("NBGRADER_EXCHANGE", "/usr/local/share/nbgrader/exchange")

# -- The student notebook ------------------------------------------------------------------------

# nbgrader's default, spelled out: cnnkit.checks reads NotImplementedError as "not written yet".
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}

# -- Grading -------------------------------------------------------------------------------------

# A deleted test cell comes back and is graded; otherwise its points would wait for a hand forever.
c.OverwriteCells.add_missing_cells = True

# Seconds for one cell. cnnkit.checks stops a call after 5, and a test cell makes several of them.
c.Execute.timeout = 60
# Seconds for a cell's last output, and for a loop that catches the interrupt.
c.Execute.iopub_timeout = 10
# A kernel that has run its last cell has nothing to save: `nbgrader validate` ends sooner.
c.Execute.shutdown_kernel = "immediate"

# Submissions run behind walls, and students' pages do not show the hidden tests.
# `configure(c, unsafe=True)` grades without walls where bubblewrap cannot be installed.
configure(c)

# `nbgrader validate` starts a common kernel, which talks through socket files in the user's private
# folder instead of TCP ports: a port that was free when it was chosen may be taken when it opens.
sockets = Path(jupyter_runtime_dir()) / f"nbgrader-{os.getpid()}"
if os.name == "posix" and len(str(sockets)) < 100:  # the system refuses longer socket names
    sockets.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    c.KernelManager.transport = "ipc"
    c.KernelManager.ip = str(sockets)

# Warnings about nbgrader's own doing, several per submission, that would bury those that matter:
# the order of its database steps, and no id on the cells that it puts back.
warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")
warnings.filterwarnings("ignore", category=MissingIDFieldWarning)
