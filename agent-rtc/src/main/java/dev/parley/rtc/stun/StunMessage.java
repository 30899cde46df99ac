package dev.parley.rtc.stun;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A received STUN message whose header and attribute lengths are sound (RFC 8489 §5, §14); immutable.
 *
 * <p>Attribute values are checked when asked for: a value of the wrong shape reads as absent. What stands behind
 * MESSAGE-INTEGRITY is ignored, but for FINGERPRINT (§14.5).
 */
public final class StunMessage {
    /** The fixed bytes 4 to 7 of every message. */
    public static final int MAGIC_COOKIE = 0x2112A442;

    /** The only method that ICE uses. */
    public static final int BINDING = 0x001;

    static final int HEADER_LENGTH = 20;
    private static final int ATTRIBUTE_HEADER = 4;

    private final byte[] bytes;
    private final int method;
    private final StunClass stunClass;
    private final TransactionId id;
    private final List<Place> places;

    /** Where an attribute stands: its header at {@code start}, its value behind. */
    private record Place(int code, int start, int length) {
        int value() {
            return start + ATTRIBUTE_HEADER;
        }
    }

    private StunMessage(byte[] bytes, List<Place> places) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int type = buffer.getShort(0);
        this.bytes = bytes;
        this.method = type & ~StunClass.MASK;
        this.stunClass = StunClass.ofType(type);
        this.id = TransactionId.read(buffer);
        this.places = places;
    }

    /** Whether these bytes claim to be STUN; tells it apart from DTLS and RTP on one socket (RFC 7983 §7). */
    public static boolean looksLikeStun(byte[] data, int offset, int length) {
        return length >= HEADER_LENGTH
                && (data[offset] & 0xFC) == 0
                && ByteBuffer.wrap(data, offset, length).getInt(offset + 4) == MAGIC_COOKIE;
    }

    /** Reads a datagram; empty if it is no well-formed STUN message. The data is copied. */
    public static Optional<StunMessage> parse(byte[] data, int offset, int length) {
        if (!looksLikeStun(data, offset, length)) {
            return Optional.empty();
        }
        byte[] bytes = Arrays.copyOfRange(data, offset, offset + length);
        int declared = ByteBuffer.wrap(bytes).getShort(2) & 0xFFFF;
        if (declared % 4 != 0 || declared != length - HEADER_LENGTH) {
            return Optional.empty();
        }
        return places(bytes).map(places -> new StunMessage(bytes, places));
    }

    private static Optional<List<Place>> places(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        List<Place> places = new ArrayList<>();
        boolean sealed = false;
        int at = HEADER_LENGTH;
        while (at < bytes.length) {
            int code = buffer.getShort(at) & 0xFFFF;
            int length = buffer.getShort(at + 2) & 0xFFFF;
            int next = at + ATTRIBUTE_HEADER + padded(length);
            if (next > bytes.length) {
                return Optional.empty();
            }
            if (!sealed || code == StunAttribute.FINGERPRINT.code()) {
                places.add(new Place(code, at, length));
            }
            sealed |= code == StunAttribute.MESSAGE_INTEGRITY.code();
            at = next;
        }
        return Optional.of(places);
    }

    static int padded(int length) {
        return (length + 3) & ~3;
    }

    public int method() {
        return method;
    }

    public StunClass stunClass() {
        return stunClass;
    }

    public TransactionId id() {
        return id;
    }

    public boolean has(StunAttribute attribute) {
        return place(attribute).isPresent();
    }

    /** USERNAME. */
    public Optional<String> username() {
        return value(StunAttribute.USERNAME)
                .map(value -> StandardCharsets.UTF_8.decode(value).toString());
    }

    /** SOFTWARE. */
    public Optional<String> software() {
        return value(StunAttribute.SOFTWARE)
                .map(value -> StandardCharsets.UTF_8.decode(value).toString());
    }

    /** XOR-MAPPED-ADDRESS: where the other side saw the request come from. */
    public Optional<InetSocketAddress> mappedAddress() {
        return value(StunAttribute.XOR_MAPPED_ADDRESS).flatMap(value -> XorAddress.read(value, id));
    }

    /** PRIORITY (RFC 8445 §7.1.1), unsigned. */
    public OptionalLong priority() {
        Optional<ByteBuffer> value = value(StunAttribute.PRIORITY).filter(v -> v.remaining() == 4);
        return value.isPresent() ? OptionalLong.of(value.get().getInt() & 0xFFFFFFFFL) : OptionalLong.empty();
    }

    /** The tie-breaker of ICE-CONTROLLING or ICE-CONTROLLED (RFC 8445 §7.1.3); to be compared unsigned. */
    public OptionalLong tieBreaker(StunAttribute role) {
        Optional<ByteBuffer> value = value(role).filter(v -> v.remaining() == 8);
        return value.isPresent() ? OptionalLong.of(value.get().getLong()) : OptionalLong.empty();
    }

    /** The number of ERROR-CODE. */
    public OptionalInt errorCode() {
        Optional<ByteBuffer> value = value(StunAttribute.ERROR_CODE).filter(v -> v.remaining() >= 4);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        int bits = value.get().getInt();
        int code = ((bits >>> 8) & 0x7) * 100 + (bits & 0xFF);
        return code >= 300 && code <= 699 ? OptionalInt.of(code) : OptionalInt.empty();
    }

    /** The codes which a receiver must know and we don't: a request with any is answered by error 420 (§6.3.1). */
    public List<Integer> unknownRequired() {
        return places.stream()
                .map(Place::code)
                .filter(code -> StunAttribute.comprehensionRequired(code) && !StunAttribute.known(code))
                .distinct()
                .toList();
    }

    /** Whether MESSAGE-INTEGRITY is there and made with this password; compared in constant time. */
    public boolean hasIntegrity(String password) {
        return place(StunAttribute.MESSAGE_INTEGRITY)
                .filter(place -> place.length() == StunSeal.INTEGRITY_LENGTH)
                .map(place -> MessageDigest.isEqual(
                        StunSeal.integrity(bytes, place.start(), password),
                        Arrays.copyOfRange(bytes, place.value(), place.value() + place.length())))
                .orElse(false);
    }

    /** Whether FINGERPRINT is there, stands last and is right. */
    public boolean hasFingerprint() {
        return place(StunAttribute.FINGERPRINT)
                .filter(place -> place.length() == StunSeal.FINGERPRINT_LENGTH && place.value() + 4 == bytes.length)
                .map(place ->
                        ByteBuffer.wrap(bytes).getInt(place.value()) == StunSeal.fingerprint(bytes, place.start()))
                .orElse(false);
    }

    private Optional<ByteBuffer> value(StunAttribute attribute) {
        return place(attribute)
                .map(place ->
                        ByteBuffer.wrap(bytes, place.value(), place.length()).asReadOnlyBuffer());
    }

    private Optional<Place> place(StunAttribute attribute) {
        for (Place place : places) {
            if (place.code() == attribute.code()) {
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "StunMessage[method=" + method + ", class=" + stunClass + ", attributes=" + places.size() + "]";
    }
}
