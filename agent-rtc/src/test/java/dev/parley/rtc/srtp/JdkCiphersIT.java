package dev.parley.rtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.srtp.crypto.HmacSha1;
import org.jitsi.utils.logging2.LoggerImpl;
import org.junit.jupiter.api.Test;

class JdkCiphersIT {
    @Test
    void shouldTakeTheJdksCiphersAndLoadNothingNative() throws Exception {
        JdkCiphers.prefer();

        assertThat(Aes.createCipher("AES/CTR/NoPadding").getProvider().getName())
                .isEqualTo("SunJCE");
        assertThat(Aes.createCipher("AES/GCM/NoPadding").getProvider().getName())
                .isEqualTo("SunJCE");
        assertThat(HmacSha1.createMac(new LoggerImpl("test")).getProvider().getName())
                .isEqualTo("SunJCE");
        Path maps = Path.of("/proc/self/maps");
        if (Files.exists(maps)) {
            assertThat(Files.readString(maps)).doesNotContain("jitsisrtp");
        }
    }

    @Test
    void shouldBeReadyAtOnce() {
        JdkCiphers.prefer();
        long start = System.nanoTime();
        Aes.createCipher("AES/CTR/NoPadding");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
}
