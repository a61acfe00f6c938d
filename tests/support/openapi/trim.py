#!/usr/bin/env python3
"""Trims a server's OpenAPI file to the operations that a source uses, in the format that openapi_check.hpp describes.

trim.py SPEC.json HEADER PATTERN METHOD:PATH...    writes to standard output
"""
import json
import sys


def resolved(spec, schema):
    while "$ref" in schema:
        node = spec
        for key in schema["$ref"].removeprefix("#/").split("/"):
            node = node[key.replace("~1", "/")]
        schema = node
    return schema


def parameter(spec, raw):
    raw = resolved(spec, raw)
    schema = resolved(spec, raw.get("schema", {}))
    trimmed = {"name": raw["name"], "in": raw["in"], "type": schema.get("type", "string")}
    if raw.get("required"):
        trimmed["required"] = True
    items = resolved(spec, schema.get("items", {}))
    of = items if trimmed["type"] == "array" else schema
    if trimmed["type"] == "array" and "type" in of:
        trimmed["items"] = of["type"]
    for key in ("format", "enum"):
        if key in of:
            trimmed[key] = of[key]
    return trimmed


def parameters(spec, raw):
    """One, or one for each property of an object that a query spells out."""
    raw = resolved(spec, raw)
    schema = resolved(spec, raw.get("schema", {}))
    if raw["in"] != "query" or "properties" not in schema:
        return [parameter(spec, raw)]
    return [parameter(spec, {"name": name, "in": "query", "schema": each}) for name, each in schema["properties"].items()]


def main():
    file, header, pattern, *operations = sys.argv[1:]
    with open(file, encoding="utf-8") as text:
        spec = json.load(text)
    version = f"{spec['info']['title']} {spec['info']['version']}"
    print("{")
    print(f'"from": {json.dumps(version)},')
    print(f'"security": {json.dumps({"header": header, "pattern": pattern})},')
    print('"operations": [')
    for index, operation in enumerate(operations):
        method, path = operation.split(":", 1)
        raw = spec["paths"][path].get("parameters", []) + spec["paths"][path][method.lower()].get("parameters", [])
        allowed = spec["paths"][path][method.lower()].get("security", spec.get("security", []))
        anonymous = "" if allowed and {} not in allowed else '"anonymous": true, '
        named = [each for each in raw if "name" in resolved(spec, each)]
        rows = ",\n   ".join(json.dumps(row) for each in named for row in parameters(spec, each))
        end = "," if index + 1 < len(operations) else ""
        print(f'  {{"method": "{method}", "path": "{path}", {anonymous}"parameters": [\n   {rows}]}}{end}')
    print("]}")


main()
