"""The forked kernel answers a page of tricky cells as the real kernel does."""

from __future__ import annotations

import re
import warnings

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.preprocessors import Execute

from cnnkit.grading.execute import SandboxedExecute

CELLS = {
    "value": "1 + 1",
    "nothing": "None",
    "several": "1\n2\n'three'",
    "print": "print('a')\nprint('b', end='')",
    "print then value": "print('a')\n'b'",
    "stderr": "import sys\nprint('to err', file=sys.stderr)",
    "both streams": "import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('out again')",
    "warning": "import warnings\nwarnings.warn('careful')",
    "logging": "import logging\nlogging.warning('careful')",
    "error": "1 / 0",
    "error in function": "def f(x):\n    return 1 / x\n\ndef g(x):\n    return f(x - 1)\n\ng(1)",
    "chained error": (
        "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise KeyError('k') from e"
    ),
    "error in the making": "try:\n    1 / 0\nexcept ZeroDivisionError:\n    undefined",
    "syntax error": "def f(:\n    pass",
    "indentation error": "  x = 1\n y = 2",
    "own error": "class E(Exception):\n    pass\nraise E('mine')",
    "error with a bad text": (
        "class B(Exception):\n    def __str__(self): raise ValueError\nraise B()"
    ),
    "error without text": "raise AssertionError",
    "error group": "raise ExceptionGroup('g', [ValueError(1), TypeError(2)])",
    "sys.exit": "import sys\nsys.exit(2)",
    "keyboard interrupt": "raise KeyboardInterrupt",
    "after errors": "'still here'",
    "line magic": "%who_ls int",
    "cell magic": "%%capture captured\nprint('hidden')",
    "captured": "captured.stdout",
    "shell": "!echo from the shell",
    "shell value": "lines = !printf 'a\\nb'\nlines",
    "cell magic of shell": "%%bash\necho one; echo two >&2",
    "unknown magic": "%no_such_magic",
    "writefile": "%%writefile note.txt\nhello",
    "read it": "open('note.txt').read()",
    "matplotlib magic": "%matplotlib inline",
    "question mark": "len?",
    "display": "from IPython.display import *\ndisplay(1, 'two', [3])",
    "html": "HTML('<b>bold</b>')",
    "markdown": "Markdown('# head')",
    "latex": "Math('x^2')",
    "svg": "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>')",
    "png": "import base64\nImage(base64.b64decode('iVBORw0KGgo='))",
    "json": "JSON({'a': [1, 2]})",
    "javascript": "Javascript('1')",
    "own repr": "class R:\n    def _repr_html_(self): return '<i>r</i>'\nR()",
    "repr that fails": "class F:\n    def __repr__(self): raise ValueError('no')\nF()",
    "mimebundle": (
        "class M:\n"
        "    def _repr_mimebundle_(self, **k): return {'text/plain': 'm', 'a/b': '1'}\n"
        "M()"
    ),
    "handle": "handle = display('first', display_id='h')",
    "update": "handle.update('second')",
    "update here": "h = display('x', display_id=True)\nh.update('y')",
    "clear": "print('gone')\nclear_output()\nprint('here')",
    "clear and wait": "print('gone')\nclear_output(wait=True)\nprint('here')",
    "numpy": "import numpy as np\nnp.arange(6).reshape(2, 3)",
    "numpy scalar": "np.float64(0.5)",
    "numpy warning": "np.array([1.0]) / 0",
    "long array": "np.zeros(5000)",
    "figure": "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])\nax",
    "two figures": "plt.figure(); plt.plot([1])\nplt.figure(); plt.plot([2]);",
    "show": "plt.plot([3]); plt.show(); print('after')",
    "figure and error": "plt.plot([4])\n1 / 0",
    "await": "import asyncio\nawait asyncio.sleep(0.01)\n'awaited'",
    "await error": "await asyncio.sleep(0)\n1 / 0",
    "async for": (
        "async def numbers():\n"
        "    for i in range(3):\n"
        "        yield i\n"
        "async for i in numbers(): print(i)"
    ),
    "background task": (
        "async def later():\n    print('later')\ntask = asyncio.create_task(later())\nawait task"
    ),
    "running loop": "asyncio.get_running_loop().is_running()",
    "thread": (
        "import threading\n"
        "t = threading.Thread(target=print, args=('from a thread',))\n"
        "t.start(); t.join()"
    ),
    "thread with error": (
        "def bad(): raise ValueError('in thread')\n"
        "t = threading.Thread(target=bad); t.start(); t.join()"
    ),
    "thread display": "t = threading.Thread(target=display, args=(5,)); t.start(); t.join()",
    "threads alive": "threading.current_thread() is threading.main_thread()",
    "descriptor": "import os\nos.write(1, b'by number\\n');",
    "subprocess": (
        "import subprocess\nsubprocess.run(['echo', 'by process'], check=True).returncode"
    ),
    "subprocess output": "subprocess.check_output(['echo', 'x'])",
    "fork": (
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "    print('child', flush=True); os._exit(0)\n"
        "os.waitpid(pid, 0)[1]"
    ),
    "pool": (
        "from multiprocessing import get_context\n"
        "with get_context('fork').Pool(2) as p:\n"
        "    print(p.map(abs, [-1, -2]))"
    ),
    "input": "input('name? ')",
    "getpass": "import getpass\ngetpass.getpass()",
    "history names": "In[-1], len(Out) > 3",
    "underscore": "7",
    "underscore again": "_ + 1",
    "Out": "Out[1]",
    "globals": "'np' in globals(), __name__, __doc__ is None",
    "class": "class C:\n    '''Doc.'''\n    x: int = 1\nC.__module__, C().x",
    "pickle": "import pickle\npickle.loads(pickle.dumps(C())).x",
    "dataclass": "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\nP(1)",
    "source": "import inspect\ninspect.getsource(f)",
    "unicode": "print('grüße, 世界, 🎉')",
    "carriage return": "print('a\\rb')\nprint('c\\bd')",
    "ansi": "print('\\x1b[31mred\\x1b[0m')",
    "nul": "print('a\\0b')",
    "many prints": "for i in range(2000): print(i)",
    "one long line": "print('x' * 200_000)",
    "redirect": (
        "import contextlib, io\n"
        "with contextlib.redirect_stdout(io.StringIO()) as s: print('in')\n"
        "s.getvalue()"
    ),
    "recursion": "def r(): return r()\ntry:\n    r()\nexcept RecursionError: print('too deep')",
    "signal": "import signal\nsignal.getsignal(signal.SIGINT) is signal.default_int_handler",
    "alarm": (
        "def ring(*a): print('ring')\n"
        "signal.signal(signal.SIGALRM, ring)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.02)\n"
        "import time; time.sleep(0.1)"
    ),
    "widget": "import ipywidgets as w\nslider = w.IntSlider(3, description='s')\nslider",
    "output widget": "out = w.Output()\nwith out: print('in the widget')\nout",
    "interact": "w.interact(lambda x: print(x * 2), x=(1, 3));",
    "widget value": "slider.value = 5\nslider.value",
    "environment": "os.environ['TERM']",
    "file beside": "os.path.exists('data.txt'), open('data.txt').read()",
    "semicolon": "5;",
    "comment": "# nothing",
    "exit name": "type(exit).__name__",
    "slow": "import time\nwhile True: time.sleep(0.01)",
    "alive after a slow cell": "'alive'",
    "quit": "quit()",
}


def notebook():
    cells = [new_code_cell(source, id=f"c{i}") for i, source in enumerate(CELLS.values())]
    for cell in cells:
        cell.metadata = nbformat.from_dict({})
    return new_notebook(
        cells=cells,
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )


@pytest.fixture(scope="module")
def answers(walls, tmp_path_factory):
    """Run the page by both kernels; return the outputs of each cell, and both notebooks."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "data.txt").write_text("data")
    real, forked = notebook(), notebook()
    options = {
        "timeout": 4,
    }
    resources = {"metadata": {"path": str(folder)}}
    with warnings.catch_warnings(action="ignore"), pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST")  # with it, ipykernel leaves the descriptors alone
        Execute(shutdown_kernel="immediate", **options).preprocess(real, resources)
    (folder / "note.txt").unlink()
    step = SandboxedExecute(preload=["matplotlib.pyplot", "ipywidgets", "numpy"], **options)
    step.preprocess(forked, resources)
    pairs = zip(CELLS, real.cells, forked.cells, strict=True)
    outputs = {name: (seen(one), seen(other)) for name, one, other in pairs}
    return outputs, real, forked


def seen(cell):
    """Return what a reader sees of a cell's outputs, without addresses and times."""
    parts = []
    for output in cell.outputs:
        kind = output.output_type
        if kind == "stream":
            if parts and parts[-1][0] == output.name:
                parts[-1] = (output.name, parts[-1][1] + masked(output.text))
            else:
                parts.append((output.name, masked(output.text)))
        elif kind == "error":
            parts.append(
                ("error", output.ename, masked(output.evalue), masked("\n".join(output.traceback)))
            )
        else:
            data = {key: masked(value) for key, value in output.data.items()}
            parts.append((kind, data, masked(output.metadata), output.get("execution_count")))
    return cell.execution_count, parts


def masked(value):
    if isinstance(value, dict):
        return {key: masked(item) for key, item in value.items()}
    if not isinstance(value, str):
        return value
    for pattern, mask in (
        (r"0x[0-9a-f]+", "ADDRESS"),
        (r"ipykernel_\d+", "ipykernel_N"),
        (r"/(?:tmp|home)/[\w./-]*", "PLACE"),
        (r"[0-9a-f]{32}", "HASH"),
        (r"Thread-\d+", "Thread-N"),
        (r"Traceback-\d+|PID \d+", "N"),
    ):
        value = re.sub(pattern, mask, value)
    return value


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_has_the_outputs_of_the_real_kernel(answers, name):
    real, forked = answers[0][name]
    assert forked == real


def test_widgets_leave_the_same_states(answers):
    _, real, forked = answers
    states = [
        sorted(
            (
                state["model_name"],
                str(state["state"].get("value")),
                str(state["state"].get("outputs")),
            )
            for state in notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"][
                "state"
            ].values()
        )
        for notebook in (real, forked)
    ]
    assert states[0] == states[1]
