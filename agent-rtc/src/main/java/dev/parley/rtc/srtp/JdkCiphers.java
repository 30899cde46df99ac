package dev.parley.rtc.srtp;

import java.lang.reflect.Field;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.srtp.crypto.CipherFactory;
import org.jitsi.srtp.crypto.HmacSha1;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Jitsi's SRTP take the JDK's ciphers at once. Left alone it makes one of every provider that it knows before the first packet:
 * that loads a native library and BouncyCastle's provider, for seconds and on the thread of that packet. There is no setting for
 * it, so the lists that it would fill are filled beforehand.
 */
final class JdkCiphers {
    private static final Logger LOG = LoggerFactory.getLogger(JdkCiphers.class);
    private static final String PROVIDER = "SunJCE";

    private JdkCiphers() {}

    static void prefer() {
        Aes.setFactoryClassName(PROVIDER);
        Provider jdk = Security.getProvider(PROVIDER);
        if (jdk == null) {
            return; // A JDK of another make: Jitsi looks for what there is.
        }
        try {
            fill(Aes.class, "factories", new CipherFactory[] {new Aes.SunJCECipherFactory()});
            fill(HmacSha1.class, "providers", List.of(jdk));
        } catch (ReflectiveOperationException e) {
            LOG.warn(
                    "jitsi-srtp has other fields than expected: it may load native code, and the first packet waits",
                    e);
        }
    }

    private static void fill(Class<?> owner, String name, Object value) throws ReflectiveOperationException {
        Field field = owner.getDeclaredField(name);
        field.setAccessible(true);
        field.set(null, value);
    }
}
