package dev.parley.testkit.realtime.script;

import java.time.Duration;

/**
 * Where the service says no.
 *
 * @param session how long a connection may last
 * @param requestsPerMinute responses a minute, over all connections with one key
 * @param tokensPerMinute tokens a minute, over all connections with one key
 * @param contextTokens how much input the model takes; see the session's {@code truncation}
 */
public record ServiceLimits(Duration session, int requestsPerMinute, int tokensPerMinute, int contextTokens) {
    public ServiceLimits {
        if (session.isNegative() || session.isZero()) {
            throw new IllegalArgumentException("session: " + session + " (expected: over 0)");
        }
        requirePositive("requests per minute", requestsPerMinute);
        requirePositive("tokens per minute", tokensPerMinute);
        requirePositive("context tokens", contextTokens);
    }

    /** What the vendor tells of its service: 60 minutes, 28,672 tokens of input; and rates that no test reaches. */
    public static ServiceLimits standard() {
        return new ServiceLimits(Duration.ofMinutes(60), 20_000, 15_000_000, 28_672);
    }

    public ServiceLimits withSession(Duration newSession) {
        return new ServiceLimits(newSession, requestsPerMinute, tokensPerMinute, contextTokens);
    }

    public ServiceLimits withRates(int newRequestsPerMinute, int newTokensPerMinute) {
        return new ServiceLimits(session, newRequestsPerMinute, newTokensPerMinute, contextTokens);
    }

    public ServiceLimits withContextTokens(int newContextTokens) {
        return new ServiceLimits(session, requestsPerMinute, tokensPerMinute, newContextTokens);
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: at least 1)");
        }
    }
}
