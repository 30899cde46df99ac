"""Prints each manifest of a file as a line of JSON, if Kubernetes' own schemas accept it; an unknown field is refused."""

import json
import sys

import kubernetes_validate
import yaml

with open(sys.argv[1], encoding="utf-8") as file:
    for manifest in yaml.safe_load_all(file):
        kubernetes_validate.validate(manifest, sys.argv[2], strict=True)
        print(json.dumps(manifest))
