"""What a kernel under `stompkata lab` answers when a cell needs `lab`, or `mystomp`, before any has imported `lab`.

JupyterLab's kernels run this file as their PYTHONSTARTUP. It imports nothing of ours before such a cell fails.
"""


def _explain_a_missing_lab():
    import sys

    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        return  # a plain Python, in a terminal of JupyterLab's

    def show(shell, kind, error, trace, tb_offset=None):
        if getattr(error, "name", None) in ("lab", "mystomp"):
            try:
                from stompkata.lab.cell_errors import explain
            except ImportError:
                pass  # the kernel of another environment
            else:
                explain(error, trace)
        return shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

    shell.set_custom_exc((NameError, ModuleNotFoundError), show)


_explain_a_missing_lab()
del _explain_a_missing_lab
