"""Prints the descriptors of the installed livekit-protocol: its version, then a FileDescriptorSet in base64."""

import base64
import importlib
import importlib.metadata

from google.protobuf import descriptor_pb2

MODULES = ["models", "rtc", "agent", "agent_dispatch", "room", "sip", "egress", "ingress", "webhook"]

files = descriptor_pb2.FileDescriptorSet()
for module in MODULES:
    importlib.import_module("livekit.protocol." + module).DESCRIPTOR.CopyToProto(files.file.add())
print(importlib.metadata.version("livekit-protocol"))
print(base64.b64encode(files.SerializeToString()).decode())
