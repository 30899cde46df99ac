package dev.parley.livekit.server;

import java.time.Clock;

/**
 * The API of one server; make one and keep it, for it holds the connections. Each call carries a token of its own, with just the grants that it needs. Thread-safe; answers come on
 * threads of the HTTP client, so don't block in what follows on them.
 */
public final class LiveKitApi {
    private final RoomServiceClient rooms;
    private final AgentDispatchClient dispatches;
    private final SipClient sip;

    private LiveKitApi(TwirpClient client) {
        this.rooms = new RoomServiceClient(client);
        this.dispatches = new AgentDispatchClient(client);
        this.sip = new SipClient(client);
    }

    /** The API with these settings. */
    public static LiveKitApi of(ApiSettings settings) {
        return of(settings, Clock.systemUTC());
    }

    /** The API with tokens by this clock. */
    public static LiveKitApi of(ApiSettings settings, Clock clock) {
        return new LiveKitApi(new TwirpClient(settings, clock));
    }

    /** Rooms and who is in them. */
    public RoomServiceClient rooms() {
        return rooms;
    }

    /** Calling agents into rooms by name. */
    public AgentDispatchClient dispatches() {
        return dispatches;
    }

    /** Phone lines. */
    public SipClient sip() {
        return sip;
    }
}
