package dev.parley.realtime.livekit.rpc;

import dev.parley.livekit.proto.RpcError;

/**
 * A call that failed. Handlers throw it, or complete with it, to tell the caller; callers get it, from the other side or from
 * this one.
 */
public final class RpcException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_MESSAGE = 256;
    private static final int LONGEST_DATA = 15_360;

    private final int code;
    private final String data;

    private RpcException(int code, String message, String data) {
        super(message);
        this.code = code;
        this.data = data;
    }

    /** One of LiveKit's own. */
    public static RpcException of(RpcErrorCode code) {
        return new RpcException(code.code(), code.message(), "");
    }

    static RpcException of(RpcErrorCode code, String detail) {
        return new RpcException(code.code(), code.message() + ": " + detail, "");
    }

    /**
     * One of the application.
     *
     * @param code outside of 1400 to 1599, which are LiveKit's
     * @param message for people; what is beyond 256 characters is cut off
     * @param data for programs; what is beyond 15,360 characters is cut off
     */
    public static RpcException of(int code, String message, String data) {
        if (code >= 1400 && code <= 1599) {
            throw new IllegalArgumentException(
                    "RPC error code: " + code + " (expected: one outside of 1400 to 1599, which are LiveKit's)");
        }
        return new RpcException(code, cut(message, LONGEST_MESSAGE), cut(data, LONGEST_DATA));
    }

    static RpcException of(RpcError error) {
        return new RpcException(
                error.getCode(), cut(error.getMessage(), LONGEST_MESSAGE), cut(error.getData(), LONGEST_DATA));
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    RpcError toProto() {
        String message = getMessage() == null ? "" : getMessage();
        return RpcError.newBuilder()
                .setCode(code)
                .setMessage(cut(message, LONGEST_MESSAGE))
                .setData(data)
                .build();
    }

    /** The number, of {@link RpcErrorCode} or of the application. */
    public int code() {
        return code;
    }

    /** For programs; often empty. */
    public String data() {
        return data;
    }
}
