package dev.parley.resilience;

import java.util.Optional;
import java.util.Set;

/**
 * A model's server answered with an error. Statuses of 400 to 499 are lasting, since the same request will be refused
 * again, but for 408 (request timeout), 429 (too many requests) and 499 (request closed); all others pass, the unknown
 * status -1 among them (LiveKit Agents' {@code APIStatusError}).
 */
public final class ModelStatusException extends ModelException {
    /** The status of an error whose status is not known. */
    public static final int UNKNOWN = -1;

    private static final long serialVersionUID = 1L;
    private static final Set<Integer> PASSING = Set.of(408, 429, 499);

    private final int status;
    private final String requestId;

    private ModelStatusException(String message, int status, String requestId) {
        super(message, passes(status), null);
        this.status = status;
        this.requestId = requestId;
    }

    /**
     * An error answer.
     *
     * @param model its name
     * @param status of HTTP, or {@link #UNKNOWN}
     * @param detail what the server says about it; not what people said
     */
    public static ModelStatusException of(String model, int status, String detail) {
        return of(model, status, detail, "");
    }

    /**
     * An error answer with the id under which the server knows the request.
     *
     * @param requestId empty for none
     */
    public static ModelStatusException of(String model, int status, String detail, String requestId) {
        String request = requestId.isEmpty() ? "" : ", request " + requestId;
        String said = detail.isBlank() ? "" : ": " + detail.strip();
        return new ModelStatusException(
                model + ": status " + status + request + said + " (expected: 200 to 299; " + advice(status) + ")",
                status,
                requestId);
    }

    public int status() {
        return status;
    }

    /** The request's id at the server, to search its logs by. */
    public Optional<String> requestId() {
        return requestId.isEmpty() ? Optional.empty() : Optional.of(requestId);
    }

    private static boolean passes(int status) {
        return status < 400 || status > 499 || PASSING.contains(status);
    }

    private static String advice(int status) {
        return switch (status) {
            case 401, 403 -> "check the key and what it is allowed";
            case 404 -> "check the address and the model's name";
            case 429 -> "ask for less at a time, or for a higher limit";
            default -> passes(status) ? "another attempt may succeed" : "check the options that were sent";
        };
    }
}
