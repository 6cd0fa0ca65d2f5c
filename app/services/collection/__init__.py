"""How answers come in: by which way, from whom, typed by whom."""
