package dev.parley.realtime.livekit.rpc;

/** LiveKit's own failures of calls; applications have codes of their own outside of 1400 to 1599. */
public enum RpcErrorCode {
    UNSUPPORTED_METHOD(1400, "Method not supported at destination"),
    RECIPIENT_NOT_FOUND(1401, "Recipient not found"),
    REQUEST_PAYLOAD_TOO_LARGE(1402, "Request payload too large"),
    UNSUPPORTED_SERVER(1403, "RPC not supported by server"),
    UNSUPPORTED_VERSION(1404, "Unsupported RPC version"),
    APPLICATION_ERROR(1500, "Application error in method handler"),
    CONNECTION_TIMEOUT(1501, "Connection timeout"),
    RESPONSE_TIMEOUT(1502, "Response timeout"),
    RECIPIENT_DISCONNECTED(1503, "Recipient disconnected"),
    RESPONSE_PAYLOAD_TOO_LARGE(1504, "Response payload too large"),
    SEND_FAILED(1505, "Failed to send");

    private final int code;
    private final String message;

    RpcErrorCode(int code, String message) {
        this.code = code;
        this.message = message;
    }

    /** The number in the packet. */
    public int code() {
        return code;
    }

    /** What people read. */
    public String message() {
        return message;
    }
}
