#!/usr/bin/env python3
"""Prints the name of the first administrator of a Jellyfin or Emby server: `media_user.py jellyfin|emby URL`. The API key is
in $SUASOR_CLIENT_API_KEY."""

import json
import os
import sys
import urllib.error
import urllib.request

SECONDS = 20


def get(kind, url, key):
    """The server's list of users."""
    if kind == "jellyfin":
        path, headers = "/Users", {"Authorization": f'MediaBrowser Token="{key}"'}
    else:
        path, headers = "/Users/Query", {"X-Emby-Token": key}
    request = urllib.request.Request(url.rstrip("/") + path, headers={"Accept": "application/json", **headers})
    with opener().open(request, timeout=SECONDS) as response:
        listed = json.load(response)
    return listed["Items"] if isinstance(listed, dict) else listed


def opener():
    """Follows no redirect: the key must not travel."""

    class Staying(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, request, *_):
            return None

    return urllib.request.build_opener(Staying)


def first_administrator(users):
    """The first user, if the server does not say who is one."""
    administrators = [user for user in users if user.get("Policy", {}).get("IsAdministrator")]
    return (administrators or users)[0]["Name"]


def explained(problem):
    if isinstance(problem, urllib.error.HTTPError):
        if problem.code in (401, 403):
            return f"HTTP {problem.code}: it does not accept the API key; create one in its dashboard, under API Keys"
        return f"HTTP {problem.code}; check the URL"
    if isinstance(problem, urllib.error.URLError):
        return f"{problem.reason}; check the URL and that the server runs"
    return "it does not list its users as such a server does; check the URL, or name the user with --user"


def main():
    kind, url = sys.argv[1:]
    try:
        print(first_administrator(get(kind, url, os.environ["SUASOR_CLIENT_API_KEY"])))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as problem:
        sys.exit(f"demo: {url}: {explained(problem)}")


main()
