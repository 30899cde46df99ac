package dev.parley.worker.server;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.slf4j.LoggerFactory;

/**
 * Makes beside the rest of a server's start what it needs and no setting changes: reads the reference configurations, for which all JARs
 * of the class path are opened, and makes the JDK's default TLS context, with its more than a hundred trusted certificates, which Akka
 * HTTP wants even for plain HTTP.
 */
public final class HeadStart {
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private HeadStart() {}

    /**
     * Returns at once; without effect from the second time on. {@link ParleyServer#start} calls it; who has something else to do before
     * that may call it earlier. Whoever needs a thing that fails here fails by the same cause.
     */
    public static void begin() {
        if (BEGUN.compareAndSet(false, true)) {
            Thread thread = new Thread(HeadStart::prepare, "parley-head-start");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void prepare() {
        try {
            ConfigFactory.defaultReferenceUnresolved();
            SSLContext.getDefault().createSSLEngine();
        } catch (ConfigException | NoSuchAlgorithmException unusable) {
            LoggerFactory.getLogger(HeadStart.class).debug("Not prepared.", unusable);
        }
    }
}
