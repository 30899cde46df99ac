package dev.parley.realtime.openai.settings;

/** Which form of the protocol is spoken; both are understood. */
public enum ApiShape {
    /** The present one: nested audio settings, {@code response.output_…} events. */
    GA,
    /** The older flat one, for gateways and Azure's preview versions; OpenAI itself refuses it. */
    BETA
}
