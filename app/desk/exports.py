"""The desk's exports."""


def exports():
    return ""


def synthesis():
    return ""


def responses():
    return ""


def paroles():
    return ""
