"""Reads a token with livekit-api's own verifier, then prints one that livekit-api has made."""

import datetime
import json
import sys

from google.protobuf.json_format import MessageToDict
from livekit import api
from livekit.protocol.agent_dispatch import RoomAgentDispatch
from livekit.protocol.room import RoomConfiguration

key, secret, token = sys.argv[1:]
claims = api.TokenVerifier(key, secret).verify(token)
print(
    json.dumps(
        {
            "identity": claims.identity,
            "name": claims.name,
            "kind": claims.kind,
            "metadata": claims.metadata,
            "attributes": claims.attributes,
            "sha256": claims.sha256,
            "roomPreset": claims.room_preset,
            "room": claims.video.room,
            "roomJoin": claims.video.room_join,
            "canPublish": claims.video.can_publish,
            "canSubscribe": claims.video.can_subscribe,
            "canPublishData": claims.video.can_publish_data,
            "canPublishSources": claims.video.can_publish_sources,
            "agent": claims.video.agent,
            "hidden": claims.video.hidden,
            "sipCall": claims.sip.call,
            "sipAdmin": claims.sip.admin,
            "roomConfig": MessageToDict(claims.room_config),
        },
        sort_keys=True,
    )
)
print(
    api.AccessToken(key, secret)
    .with_identity("bob")
    .with_name("Bob")
    .with_kind("sip")
    .with_metadata("m")
    .with_attributes({"sip.callID": "1"})
    .with_ttl(datetime.timedelta(minutes=5))
    .with_grants(
        api.VideoGrants(room_join=True, room="r2", can_subscribe=False, can_publish_sources=["microphone"])
    )
    .with_sip_grants(api.SIPGrants(call=True))
    .with_sha256("aGFzaA==")
    .with_room_preset("quiet")
    .with_room_config(RoomConfiguration(agents=[RoomAgentDispatch(agent_name="bot", metadata="x")]))
    .to_jwt()
)
