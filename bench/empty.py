"""What everything is measured against: a bare Flask application whose one view says nothing."""

from flask import Flask

app = Flask("empty")
app.add_url_rule("/", view_func=lambda: "")
