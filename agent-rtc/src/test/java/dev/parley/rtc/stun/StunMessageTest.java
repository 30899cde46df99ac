package dev.parley.rtc.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StunMessageTest {
    /** RFC 5769 §2: the samples of all three share this password. */
    private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

    private static final String SAMPLE_REQUEST = "000100582112a442b7e7a701bc34d686fa87dfae"
            + "802200105354554e207465737420636c69656e74" + "002400046e0001ff" + "80290008932ff9b151263b36"
            + "000600096576746a3a68367659202020" + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
            + "80280004e57a3bcf";
    private static final String SAMPLE_IPV4 = "0101003c2112a442b7e7a701bc34d686fa87dfae"
            + "8022000b7465737420766563746f7220" + "002000080001a147e112a643"
            + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7" + "80280004c07d4c96";
    private static final String SAMPLE_IPV6 = "010100482112a442b7e7a701bc34d686fa87dfae"
            + "8022000b7465737420766563746f7220" + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
            + "00080014a382954e4be67bf11784c97c8292c275bfe3ed41" + "80280004c8fb0b4c";

    private static final TransactionId ID = new TransactionId(0x01020304, 0x05060708090A0B0CL);

    @Test
    void shouldReadTheSampleRequest() {
        StunMessage message = parse(SAMPLE_REQUEST);

        assertThat(message.stunClass()).isEqualTo(StunClass.REQUEST);
        assertThat(message.method()).isEqualTo(StunMessage.BINDING);
        assertThat(message.id()).isEqualTo(new TransactionId(0xB7E7A701, 0xBC34D686FA87DFAEL));
        assertThat(message.software()).contains("STUN test client");
        assertThat(message.username()).contains("evtj:h6vY");
        assertThat(message.priority()).hasValue(0x6E0001FFL);
        assertThat(message.tieBreaker(StunAttribute.ICE_CONTROLLED)).hasValue(0x932FF9B151263B36L);
        assertThat(message.tieBreaker(StunAttribute.ICE_CONTROLLING)).isEmpty();
        assertThat(message.hasIntegrity(PASSWORD)).isTrue();
        assertThat(message.hasIntegrity("another")).isFalse();
        assertThat(message.hasFingerprint()).isTrue();
    }

    @Test
    void shouldReadTheSampleResponses() {
        assertThat(parse(SAMPLE_IPV4).mappedAddress()).contains(new InetSocketAddress("192.0.2.1", 32853));
        assertThat(parse(SAMPLE_IPV6).mappedAddress())
                .contains(new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32853));
        for (String sample : List.of(SAMPLE_IPV4, SAMPLE_IPV6)) {
            assertThat(parse(sample).stunClass()).isEqualTo(StunClass.SUCCESS);
            assertThat(parse(sample).hasIntegrity(PASSWORD)).isTrue();
            assertThat(parse(sample).hasFingerprint()).isTrue();
        }
    }

    @Test
    void shouldReadWhatItWrites() {
        byte[] written = StunBuilder.binding(StunClass.REQUEST, ID)
                .username("you:me")
                .priority(0xFFFFFFFFL)
                .tieBreaker(StunAttribute.ICE_CONTROLLING, -1)
                .useCandidate()
                .mappedAddress(new InetSocketAddress("fe80::1", 65535))
                .sealed("secret");

        StunMessage message = parse(written);

        assertThat(message.id()).isEqualTo(ID);
        assertThat(message.username()).contains("you:me");
        assertThat(message.priority()).hasValue(0xFFFFFFFFL);
        assertThat(message.tieBreaker(StunAttribute.ICE_CONTROLLING)).hasValue(-1);
        assertThat(message.has(StunAttribute.USE_CANDIDATE)).isTrue();
        assertThat(message.mappedAddress()).contains(new InetSocketAddress("fe80::1", 65535));
        assertThat(message.hasIntegrity("secret")).isTrue();
        assertThat(message.hasFingerprint()).isTrue();
        assertThat(message.unknownRequired()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(StunClass.class)
    void shouldKeepTheClass(StunClass stunClass) {
        StunMessage message = parse(StunBuilder.binding(stunClass, ID).sealed());

        assertThat(message.stunClass()).isEqualTo(stunClass);
        assertThat(message.method()).isEqualTo(StunMessage.BINDING);
    }

    @Test
    void shouldTellTheError() {
        StunMessage message = parse(StunBuilder.binding(StunClass.ERROR, ID)
                .error(StunError.ROLE_CONFLICT)
                .unknownAttributes(List.of(0x7777))
                .sealed("secret"));

        assertThat(message.errorCode()).hasValue(487);
        assertThat(message.has(StunAttribute.UNKNOWN_ATTRIBUTES)).isTrue();
    }

    @Test
    void shouldNameTheRequiredAttributesItDoesNotKnow() {
        String header = "000100082112a442" + "0102030405060708090a0b0c";

        assertThat(parse(header + "7777000401020304").unknownRequired()).containsExactly(0x7777);
        assertThat(parse(header + "8777000401020304").unknownRequired()).isEmpty();
    }

    @Test
    void shouldIgnoreWhatStandsBehindTheIntegrity() {
        byte[] sealed = StunBuilder.binding(StunClass.REQUEST, ID).sealed("secret");
        byte[] forged = new byte[sealed.length + 4];
        System.arraycopy(sealed, 0, forged, 0, sealed.length - 8);
        forged[sealed.length - 8] = 0;
        forged[sealed.length - 7] = (byte) StunAttribute.USE_CANDIDATE.code();
        System.arraycopy(sealed, sealed.length - 8, forged, sealed.length - 4, 8);
        forged[3] = (byte) (forged.length - 20);

        StunMessage message = parse(forged);

        assertThat(message.hasIntegrity("secret")).isTrue();
        assertThat(message.has(StunAttribute.USE_CANDIDATE)).isFalse();
    }

    @Test
    void shouldRefuseToWriteMoreThanADatagramHolds() {
        assertThatThrownBy(() -> StunBuilder.binding(StunClass.REQUEST, ID).username("x".repeat(2000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2000 bytes");
    }

    @Test
    void shouldSurviveAnyBytes() {
        Random random = new Random(8489);
        byte[] sample = HexFormat.of().parseHex(SAMPLE_REQUEST);
        int parsed = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = sample.clone();
            int changes = 1 + random.nextInt(6);
            for (int i = 0; i < changes; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
            parsed += StunMessage.parse(bytes, 0, length)
                    .map(StunMessageTest::readAll)
                    .orElse(0);
        }
        assertThat(parsed).isPositive();
    }

    @Test
    void shouldFindEveryFlippedBit() {
        byte[] sample = HexFormat.of().parseHex(SAMPLE_IPV4);
        for (int bit = 0; bit < sample.length * 8; bit++) {
            byte[] bytes = sample.clone();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);

            assertThat(StunMessage.parse(bytes, 0, bytes.length)
                            .filter(message -> message.hasIntegrity(PASSWORD) && message.hasFingerprint()))
                    .as("bit %s", bit)
                    .isEmpty();
        }
    }

    private static int readAll(StunMessage message) {
        message.username();
        message.software();
        message.mappedAddress();
        message.priority();
        message.errorCode();
        message.tieBreaker(StunAttribute.ICE_CONTROLLED);
        message.unknownRequired();
        message.hasFingerprint();
        return 1;
    }

    private static StunMessage parse(String hex) {
        return parse(HexFormat.of().parseHex(hex));
    }

    private static StunMessage parse(byte[] bytes) {
        return StunMessage.parse(bytes, 0, bytes.length).orElseThrow();
    }
}
