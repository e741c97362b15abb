"""A request of the right form for every operation, made from the OpenAPI description."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def sample_body(operation: Schema, whole: Schema) -> dict[str, Any]:
    """Arguments for the test client: ``json``, or ``files`` and ``data`` of a form."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        return {"json": sample(content["application/json"]["schema"], whole)}
    if "multipart/form-data" in content:
        schema = _seen(content["multipart/form-data"]["schema"], whole)
        files, data = [], {}
        for name, part in schema["properties"].items():
            seen = _seen(part, whole)
            if _is_file(seen) or _is_file(seen.get("items", {})):
                files.append((name, ("a.csv", b"a;b\n1;2\n", "text/csv")))
            elif name in schema.get("required", []):
                data[name] = sample(part, whole)
        return {"files": files, "data": data}
    return {}


def sample_query(operation: Schema, whole: Schema) -> dict[str, Any]:
    """Values of the parameters that must be given after the question mark."""
    return {
        p["name"]: sample(p["schema"], whole)
        for p in operation.get("parameters", [])
        if p["in"] == "query" and p.get("required")
    }


def sample(schema: Schema, whole: Schema) -> Any:
    """A value of a schema: its example, else the smallest."""
    schema = _seen(schema, whole)
    if schema.get("examples"):
        return schema["examples"][0]
    for way in ("anyOf", "oneOf", "allOf"):
        if way in schema:
            return sample(schema[way][0], whole)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        wanted = schema.get("required", [])
        return {k: sample(v, whole) for k, v in schema.get("properties", {}).items() if k in wanted}
    if kind == "array":
        return [sample(schema["items"], whole)] * schema.get("minItems", 0)
    if kind == "string":
        usual = {"date": "2020-04-20", "date-time": "2020-04-20T12:00:00Z"}
        given = usual.get(schema.get("format", ""), "x")
        return given if schema.get("format") else given * max(1, schema.get("minLength", 0))
    if kind in ("integer", "number"):
        return max(schema.get("minimum", 0), schema.get("exclusiveMinimum", -1) + 1)
    if kind == "boolean":
        return False
    return None if kind == "null" else {}


def _seen(schema: Schema, whole: Schema) -> Schema:
    while "$ref" in schema:
        found: Any = whole
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = {**found, **{k: v for k, v in schema.items() if k != "$ref"}}
    return schema


def _is_file(schema: Schema) -> bool:
    return schema.get("format") == "binary" or "contentMediaType" in schema
