"""Live views of a recording, for JupyterLab."""
