package dev.parley.livekit.webhook;

import java.util.Locale;

/** What a webhook tells. */
public enum WebhookType {
    ROOM_STARTED,
    ROOM_FINISHED,
    PARTICIPANT_JOINED,
    PARTICIPANT_LEFT,
    PARTICIPANT_CONNECTION_ABORTED,
    TRACK_PUBLISHED,
    TRACK_UNPUBLISHED,
    EGRESS_STARTED,
    EGRESS_UPDATED,
    EGRESS_ENDED,
    INGRESS_STARTED,
    INGRESS_ENDED,
    AGENT_JOB_STARTED,
    AGENT_JOB_ENDED,
    /** An event of a newer server; its name stands in the message. */
    OTHER;

    static WebhookType named(String event) {
        for (WebhookType type : values()) {
            if (type != OTHER && type.name().toLowerCase(Locale.ROOT).equals(event)) {
                return type;
            }
        }
        return OTHER;
    }
}
