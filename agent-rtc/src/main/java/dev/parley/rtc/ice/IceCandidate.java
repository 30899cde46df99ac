package dev.parley.rtc.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A transport address at which a peer may be reached over UDP, component 1 (RFC 8445 §5.1).
 *
 * @param foundation equal for candidates of the same kind from the same base
 * @param priority 1 to 2³¹−1; higher is better
 * @param type where the address was learnt
 * @param address resolved address and port
 */
public record IceCandidate(String foundation, long priority, CandidateType type, InetSocketAddress address) {
    static final int COMPONENT = 1;
    private static final int MAX_LINE = 512;
    private static final Pattern LITERAL = Pattern.compile("[0-9.]{7,15}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern SPACES = Pattern.compile(" +");
    private static final Pattern FOUNDATION = Pattern.compile("[A-Za-z0-9+/]{1,32}");

    public IceCandidate {
        if (priority < 1 || priority > 0xFFFFFFFFL) {
            throw new IllegalArgumentException("candidate priority: " + priority + " (expected: 1 to 2^32 - 1)");
        }
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("candidate address: " + address + " (expected: resolved)");
        }
    }

    /**
     * A candidate of this machine's own address.
     *
     * @param localPreference 0 to 65535, different for each address; higher is better
     */
    public static IceCandidate host(InetSocketAddress address, int localPreference) {
        String foundation = Integer.toUnsignedString(address.getAddress().hashCode());
        return new IceCandidate(foundation, priority(CandidateType.HOST, localPreference), CandidateType.HOST, address);
    }

    /** RFC 8445 §5.1.2.1. */
    static long priority(CandidateType type, int localPreference) {
        return ((long) type.preference() << 24) + ((long) localPreference << 8) + (256 - COMPONENT);
    }

    /** The priority that a peer-reflexive candidate of the same base would have (RFC 8445 §7.1.1). */
    long reflexivePriority() {
        return ((long) CandidateType.PEER_REFLEXIVE.preference() << 24) | (priority & 0xFFFFFF);
    }

    /**
     * Reads the value of a candidate attribute (RFC 8839 §5.1), with or without {@code a=} and {@code candidate:}. Empty for
     * what is malformed and for what can't be used here: other components, other transports than UDP, names in place of
     * addresses (nothing is looked up in the DNS).
     */
    public static Optional<IceCandidate> parse(String line) {
        if (line.length() > MAX_LINE) {
            return Optional.empty();
        }
        String[] words = SPACES.split(bare(line.strip()), -1);
        boolean usable = words.length >= 8
                && FOUNDATION.matcher(words[0]).matches()
                && words[1].equals(Integer.toString(COMPONENT))
                && words[2].toLowerCase(Locale.ROOT).equals("udp")
                && words[6].equals("typ");
        if (!usable) {
            return Optional.empty();
        }
        long priority = number(words[3], 0xFFFFFFFFL);
        int port = (int) number(words[5], 0xFFFF);
        if (priority < 1 || port < 1) {
            return Optional.empty();
        }
        return CandidateType.ofToken(words[7])
                .flatMap(type -> literal(words[4])
                        .map(host -> new IceCandidate(words[0], priority, type, new InetSocketAddress(host, port))));
    }

    private static String bare(String line) {
        String value = line.startsWith("a=") ? line.substring(2) : line;
        return value.startsWith("candidate:") ? value.substring("candidate:".length()) : value;
    }

    /** Up to ten digits, or −1. */
    private static long number(String digits, long most) {
        if (digits.isEmpty() || digits.length() > 10 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        long value = Long.parseLong(digits);
        return value <= most ? value : -1;
    }

    private static Optional<InetAddress> literal(String address) {
        if (!LITERAL.matcher(address).matches()
                || (address.indexOf(':') < 0
                        && address.chars().filter(c -> c == '.').count() != 3)) {
            return Optional.empty();
        }
        for (String part : address.indexOf(':') < 0 ? address.split("\\.", -1) : new String[0]) {
            if (number(part, 255) < 0) {
                return Optional.empty();
            }
        }
        try { // In brackets nothing is ever taken for a name, whatever it begins with.
            return Optional.of(InetAddress.getByName(address.indexOf(':') < 0 ? address : "[" + address + "]"));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The attribute's value as SDP and trickling carry it: {@code candidate:…}. */
    public String line() {
        String host = address.getAddress().getHostAddress();
        int zone = host.indexOf('%');
        return "candidate:" + foundation + " " + COMPONENT + " udp " + priority + " "
                + (zone < 0 ? host : host.substring(0, zone)) + " " + address.getPort() + " typ " + type.token();
    }

    boolean sameFamily(IceCandidate other) {
        return address.getAddress().getClass() == other.address.getAddress().getClass();
    }
}
