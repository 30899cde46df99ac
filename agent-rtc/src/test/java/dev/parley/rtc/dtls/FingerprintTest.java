package dev.parley.rtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    @Test
    void shouldReadWhatItPrints() {
        Fingerprint fingerprint = DtlsCertificate.selfSigned(
                        new SecureRandom(), Instant.parse("2026-11-21T00:00:00Z"), Duration.ofDays(30))
                .fingerprint();

        assertThat(Fingerprint.parse(fingerprint.attribute())).contains(fingerprint);
        assertThat(Fingerprint.parse(fingerprint.attribute().toLowerCase(java.util.Locale.ROOT)))
                .contains(fingerprint);
    }

    @Test
    void shouldKnowTheHashOfTheEmptyString() {
        assertThat(Fingerprint.ofCertificate(new byte[0]).hex()).startsWith("E3:B0:C4:42:98:FC:1C:14");
    }

    @Test
    void shouldRefuseOtherHashesAndShapes() {
        assertThat(Fingerprint.parse("sha-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB"))
                .isEmpty();
        assertThat(Fingerprint.parse("sha-256 AB")).isEmpty();
        assertThat(Fingerprint.parse("sha-256")).isEmpty();
        assertThat(Fingerprint.parse("")).isEmpty();
    }
}
