"""Files of figures and of services: read, understood, previewed, stored as one import, undone."""
