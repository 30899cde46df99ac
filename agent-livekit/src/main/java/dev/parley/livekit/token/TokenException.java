package dev.parley.livekit.token;

/** A token is not taken. Each kind says what is wrong and what to do; none holds the token or the secret. */
public abstract sealed class TokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 64;

    private TokenException(String message) {
        super(message);
    }

    /** Anybody can have written it: nothing that breaks a line of a log, and no long one. */
    private static String shown(String issuer) {
        String printable = issuer.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "…";
    }

    /** It is no JWT of the form that LiveKit makes. */
    public static final class Malformed extends TokenException {
        private static final long serialVersionUID = 1L;

        Malformed(String problem) {
            super("access token: " + problem + " (expected: a JWT signed with HS256, as an AccessToken makes it)");
        }
    }

    /** The verifier has no secret for its issuer. */
    public static final class UnknownIssuer extends TokenException {
        private static final long serialVersionUID = 1L;

        UnknownIssuer(String issuer, String known) {
            super("access token: issued by key " + shown(issuer) + " (expected: " + known
                    + "; check that both sides use the same API key)");
        }
    }

    /** It was signed with another secret, or changed since. */
    public static final class BadSignature extends TokenException {
        private static final long serialVersionUID = 1L;

        BadSignature(String issuer) {
            super("access token: its signature does not fit key " + issuer
                    + " (expected: signed with this key's secret; check that both sides use the same API secret)");
        }
    }

    /** Its time is over. */
    public static final class Expired extends TokenException {
        private static final long serialVersionUID = 1L;

        Expired(String detail) {
            super("access token: expired " + detail + "; make a new one, or a longer ttl)");
        }
    }

    /** Its time has not come. */
    public static final class NotYetValid extends TokenException {
        private static final long serialVersionUID = 1L;

        NotYetValid(String detail) {
            super("access token: not valid before " + detail + "; check the clocks of both machines)");
        }
    }
}
