package dev.parley.livekit.server;

import java.util.Locale;

/** Kinds of errors, as the Twirp 7 specification lists them, each with what to do about it. */
public enum TwirpCode {
    CANCELED("the caller has given up"),
    UNKNOWN("look into the server's log"),
    INVALID_ARGUMENT("correct the request"),
    MALFORMED("check that server and client speak the same version"),
    DEADLINE_EXCEEDED("give the call a longer deadline, or look what keeps the server busy"),
    NOT_FOUND("check the names in the request; the room or participant may be gone"),
    BAD_ROUTE("check the path of the LiveKit URL; an older server may not have this method"),
    ALREADY_EXISTS("use the one that exists, or another name"),
    PERMISSION_DENIED("check what the API key may do"),
    UNAUTHENTICATED(
            "check LIVEKIT_API_KEY and LIVEKIT_API_SECRET against the server's keys, and the clocks of both machines"),
    RESOURCE_EXHAUSTED("wait, then try again; a limit of the server is reached"),
    FAILED_PRECONDITION("bring the system into the state that the request needs"),
    ABORTED("try again"),
    OUT_OF_RANGE("correct the request"),
    UNIMPLEMENTED("this server has no such function; check its version and whether the service is set up"),
    INTERNAL("look into the server's log"),
    UNAVAILABLE("check that the server runs and LIVEKIT_URL is its address, then try again"),
    DATALOSS("look into the server's log");

    private final String nextStep;

    TwirpCode(String nextStep) {
        this.nextStep = nextStep;
    }

    /** What the caller can do next. */
    public String nextStep() {
        return nextStep;
    }

    /** The code of this name on the wire; {@link #UNKNOWN} for a name that the specification doesn't have. */
    static TwirpCode named(String wire) {
        for (TwirpCode code : values()) {
            if (code.name().toLowerCase(Locale.ROOT).equals(wire)) {
                return code;
            }
        }
        return UNKNOWN;
    }

    /** The code for an answer that isn't Twirp's own, such as a proxy's; as the specification maps them. */
    static TwirpCode ofStatus(int status) {
        return switch (status) {
            case 400 -> INTERNAL;
            case 401 -> UNAUTHENTICATED;
            case 403 -> PERMISSION_DENIED;
            case 404 -> BAD_ROUTE;
            case 429 -> RESOURCE_EXHAUSTED;
            case 502, 503, 504 -> UNAVAILABLE;
            default -> status >= 300 && status < 400 ? INTERNAL : UNKNOWN;
        };
    }
}
