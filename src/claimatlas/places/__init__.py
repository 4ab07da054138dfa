"""Places: recognise toponyms and resolve them against the gazetteer."""
