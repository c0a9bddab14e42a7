"""The JSON Schema of scenario files, with every module's settings, for editors."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from sim.policies import policies
from sim.scenario import Scenario

MODE = "validation"


def json_schema() -> dict[str, Any]:
    """Draft 2020-12 schema of a scenario file."""
    known = policies()
    models = [(Scenario, MODE), *((policy.settings_type, MODE) for policy in known.values())]
    _, schema = models_json_schema(models, ref_template="#/$defs/{model}")  # type: ignore[arg-type]  # a list of literals
    definitions: dict[str, Any] = schema["$defs"]
    top = definitions.pop(Scenario.__name__)
    top["properties"]["policies"] = {
        "title": "Policies",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {
                "anyOf": [{"$ref": f"#/$defs/{policy.settings_type.__name__}"}, {"type": "null"}],
                "description": f"{policy.label.en} {policy.label.zh}: {policy.about.en}",
            }
            for name, policy in known.items()
        },
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **top, "$defs": definitions}
