package dev.parley.worker.server;

import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server needs late in its start and can be made beside the rest of it: Akka HTTP wants the JDK's default TLS context, with its
 * more than a hundred trusted certificates, even for plain HTTP.
 */
final class HeadStart {
    private static final Logger LOG = LoggerFactory.getLogger(HeadStart.class);

    private HeadStart() {}

    /** Returns at once. A failure is only noted: whoever needs the thing fails by the same cause, and says so. */
    static void begin() {
        Thread thread = new Thread(HeadStart::prepare, "parley-head-start");
        thread.setDaemon(true);
        thread.start();
    }

    private static void prepare() {
        try {
            SSLContext.getDefault().createSSLEngine();
        } catch (NoSuchAlgorithmException unusable) {
            LOG.debug("No default TLS context.", unusable);
        }
    }
}
