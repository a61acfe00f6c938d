"""The plugin's OpenAPI file, against which answers are held."""

import re

import jsonschema
import yaml

# What an answer must not say of itself unless the file says so.
CONTRACT_HEADERS = ("ETag", "Cache-Control", "Vary", "Preference-Applied", "Retry-After", "X-Accel-Buffering", "WWW-Authenticate")


class Contract:
    def __init__(self, path, prefix="/api/v1"):
        with open(path, encoding="utf-8") as file:
            self._document = yaml.safe_load(file)
        self._resolver = jsonschema.RefResolver("", self._document)
        self._prefix = prefix
        self._seen = set()

    def schema_errors(self, schema, value):
        """What is wrong with a value, as sentences."""
        validator = jsonschema.Draft202012Validator(schema, resolver=self._resolver)
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]

    def errors(self, method, path, answer):
        """What is wrong with the answer to a request, as sentences. A stream's events are for event_errors."""
        operation, described = self._described(method, path, answer.status)
        if described is None:
            return [f"{operation}: the status {answer.status} is not in the file"]

        media_type = self._media_type(answer)
        self._seen.add((operation, str(answer.status), media_type))
        return [
            f"{operation} {answer.status}: {error}"
            for error in self._header_errors(described, answer) + self._body_errors(method, described, media_type, answer)
        ]

    def event_errors(self, path, event):
        """What is wrong with an event of a stream."""
        if event.name == "end":
            return []
        _, described = self._described("GET", path, 200)
        content = described["content"]["text/event-stream"]
        tag = self.schema_errors(self._document["components"]["schemas"]["Tag"], event.id)
        return tag + self.schema_errors(content["x-event-data"], event.json())

    def examples(self):
        """(schema, value) of every example of a JSON body."""
        for _, _, described in self._responses():
            content = described.get("content", {}).get("application/json", {})
            for example in content.get("examples", {}).values():
                yield content["schema"], self._resolved(example)["value"]

    def unseen(self):
        """The (operation, status, media type) of the file that no answer has shown."""
        documented = set()
        for operation, status, described in self._responses():
            for media_type in described.get("content", {None: None}):
                documented.add((operation, status, media_type))
        return documented - self._seen

    def _responses(self):
        for template, item in self._document["paths"].items():
            for method in ("get", "head"):
                for status, described in item[method]["responses"].items():
                    yield f"{method.upper()} {template}", status, self._resolved(described)

    def _described(self, method, path, status):
        route = path.partition("?")[0].removeprefix(self._prefix)
        for template, item in self._document["paths"].items():
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), route):
                described = item[method.lower()]["responses"].get(str(status))
                return f"{method} {template}", described and self._resolved(described)
        raise AssertionError(f"the file has no route {path}")

    def _resolved(self, node):
        return self._resolver.resolve(node["$ref"])[1] if "$ref" in node else node

    def _media_type(self, answer):
        return answer.headers.get_content_type() if "Content-Type" in answer.headers else None

    def _header_errors(self, described, answer):
        errors = []
        documented = {name: self._resolved(header) for name, header in described.get("headers", {}).items()}
        for name, header in documented.items():
            value = answer.headers[name]
            if value is None:
                if header.get("required"):
                    errors.append(f"the header {name} is missing")
                continue
            typed = int(value) if header["schema"].get("type") == "integer" else value
            errors += [f"{name}: {error}" for error in self.schema_errors(header["schema"], typed)]
        undocumented = [name for name in CONTRACT_HEADERS if name in answer.headers and name not in documented]
        return errors + [f"the header {name} is not in the file" for name in undocumented]

    def _body_errors(self, method, described, media_type, answer):
        content = described.get("content")
        if not content:
            return [f"there is a body: {answer.body}"] if answer.body else []
        if media_type not in content:
            return [f"the type {media_type} is not in the file"]
        if method == "HEAD":
            return [f"there is a body: {answer.body}"] if answer.body else []
        if media_type == "application/json":
            return self.schema_errors(content[media_type]["schema"], answer.json())
        return []
