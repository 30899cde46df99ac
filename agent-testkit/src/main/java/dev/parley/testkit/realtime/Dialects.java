package dev.parley.testkit.realtime;

/** Which forms of the protocol a fake server speaks. */
public enum Dialects {
    /**
     * What the service speaks today: who asks for the beta is refused with {@code beta_api_shape_disabled} and close code
     * 4000. Azure's preview address speaks it all the same.
     */
    CURRENT,
    /** The beta too, for clients of gateways and older servers. */
    WITH_BETA
}
