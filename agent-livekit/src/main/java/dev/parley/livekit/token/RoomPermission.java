package dev.parley.livekit.token;

/** One thing that a {@link VideoGrant} allows. Three of them hold unless they are taken away. */
public enum RoomPermission {
    /** Creates and deletes rooms. */
    ROOM_CREATE("roomCreate", false),
    /** Lists rooms. */
    ROOM_LIST("roomList", false),
    /** Starts recordings. */
    ROOM_RECORD("roomRecord", false),
    /** Manages the room that the grant names. */
    ROOM_ADMIN("roomAdmin", false),
    /** Joins the room that the grant names. */
    ROOM_JOIN("roomJoin", false),
    /** Publishes tracks. */
    CAN_PUBLISH("canPublish", true),
    /** Receives tracks. */
    CAN_SUBSCRIBE("canSubscribe", true),
    /** Sends data. */
    CAN_PUBLISH_DATA("canPublishData", true),
    /** Changes its own metadata, name and attributes. */
    CAN_UPDATE_OWN_METADATA("canUpdateOwnMetadata", false),
    /** Manages streams that are brought into rooms. */
    INGRESS_ADMIN("ingressAdmin", false),
    /** Is not shown to the others. */
    HIDDEN("hidden", false),
    /** Tells the others that it records. */
    RECORDER("recorder", false),
    /** Registers as a worker; not to be mixed up with {@link ParticipantKind#AGENT}. */
    AGENT("agent", false),
    /** Receives metrics. */
    CAN_SUBSCRIBE_METRICS("canSubscribeMetrics", false),
    /** Steers an agent's session from outside. */
    CAN_MANAGE_AGENT_SESSION("canManageAgentSession", false);

    private final String claim;
    private final boolean byDefault;

    RoomPermission(String claim, boolean byDefault) {
        this.claim = claim;
        this.byDefault = byDefault;
    }

    /** The name in a token's claims. */
    public String claim() {
        return claim;
    }

    /** Whether it holds when the claims don't mention it. */
    public boolean byDefault() {
        return byDefault;
    }
}
