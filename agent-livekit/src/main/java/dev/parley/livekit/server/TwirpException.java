package dev.parley.livekit.server;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call of the API did not succeed. The message tells the method, what the server said and what to do next. */
public final class TwirpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final TwirpCode code;
    private final String msg;
    private final transient Map<String, String> meta;
    private final int httpStatus;

    private TwirpException(
            String method,
            TwirpCode code,
            String msg,
            Map<String, String> meta,
            int httpStatus,
            @Nullable Throwable cause) {
        super(
                method + ": " + code.name().toLowerCase(Locale.ROOT) + (httpStatus == 0 ? "" : ", HTTP " + httpStatus)
                        + ": " + msg + (meta.isEmpty() ? "" : " " + meta) + " (next: " + code.nextStep() + ")",
                cause);
        this.code = code;
        this.msg = msg;
        this.meta = Map.copyOf(meta);
        this.httpStatus = httpStatus;
    }

    /** The server said so. */
    static TwirpException answered(
            String method, TwirpCode code, String msg, Map<String, String> meta, int httpStatus) {
        return new TwirpException(method, code, msg, meta, httpStatus, null);
    }

    /** There was no answer that could be read. */
    static TwirpException unanswered(String method, TwirpCode code, String msg, @Nullable Throwable cause) {
        return new TwirpException(method, code, msg, Map.of(), 0, cause);
    }

    /** What kind of error it is. */
    public TwirpCode code() {
        return code;
    }

    /** The server's own words. */
    public String msg() {
        return msg;
    }

    /** Details of the server; calls over SIP have {@code sip_status_code} and {@code sip_status} here. */
    public Map<String, String> meta() {
        return meta;
    }

    /** The HTTP status, or 0 if there was no answer. */
    public int httpStatus() {
        return httpStatus;
    }
}
