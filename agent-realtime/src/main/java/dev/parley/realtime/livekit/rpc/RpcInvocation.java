package dev.parley.realtime.livekit.rpc;

import java.time.Duration;

/**
 * A call of one of our methods.
 *
 * @param requestId the caller's name for it
 * @param callerIdentity who calls
 * @param method the method's name
 * @param payload what the caller sends; nothing is known about its form
 * @param responseTimeout after which the caller waits no more; a later result is thrown away
 */
public record RpcInvocation(
        String requestId, String callerIdentity, String method, String payload, Duration responseTimeout) {

    /** The payload, which people may have said, is not printed. */
    @Override
    public String toString() {
        return "RpcInvocation[method=" + method + ", requestId=" + requestId + "]";
    }
}
