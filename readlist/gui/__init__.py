"""The window: the only room that knows Qt."""

from readlist.gui.immortal import hold_constants

hold_constants()
