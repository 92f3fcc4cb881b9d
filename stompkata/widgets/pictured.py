"""Pictured: a widget with a still picture beside it, for whoever cannot run it: GitHub, exports, nbval, a saved notebook."""

import anywidget

from stompkata.widgets.keeper import Keeper

OURS = {"stompkata": "view"}  # in an output's metadata: what may take its place in a saved notebook


class Pictured(anywidget.AnyWidget):
    """An anywidget that is shown together with its snapshot; a subclass says what that is, and when it is another one."""

    def snapshot(self) -> dict[str, str]:
        """Return the view as it stands: `text/html` without script, and `text/plain`."""
        raise NotImplementedError

    def stamp(self) -> object:
        """Return what differs whenever the snapshot may differ; asked four times a second, and compared by `==`."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs) -> tuple[dict, dict]:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        if keeper := Keeper.of_kernel():
            keeper.shown(self)  # before the snapshot: what changes in between is drawn twice, rather than never
        return data | self.snapshot(), metadata | OURS
