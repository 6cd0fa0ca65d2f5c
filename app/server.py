"""How gunicorn serves the application: two processes, a few threads each, no access log."""

from app.config import read_settings

_settings = read_settings()

bind = _settings.bind
workers = 2
threads = 8
worker_class = "gthread"
timeout = 30
graceful_timeout = 10
keepalive = 5
preload_app = True
limit_request_line = 4094
limit_request_fields = 60
# Addresses hold receipt tickets, and answers come in bodies: neither belongs in a log.
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
