"""Small windows that open at a control: pick tags, lists, colours; write a highlight's comment."""
