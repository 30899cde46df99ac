package dev.parley.realtime.openai.wire;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows each text of a connection for debugging, audio left out and keys masked, in the field {@code pii}: texts hold what
 * people say. At debug level of this class's logger, and only for a model whose owner asked for it. Thread-safe.
 */
public final class FrameLog {
    private static final Logger LOG = LoggerFactory.getLogger(FrameLog.class);
    private static final Pattern AUDIO = Pattern.compile("\"(audio|delta)\"\\s*:\\s*\"([A-Za-z0-9+/=\\\\]{64,})\"");
    private static final Pattern KEY = Pattern.compile("\\b(sk-|ek_|Bearer )[A-Za-z0-9_\\-]{4,}");

    private final boolean on;

    public FrameLog(boolean on) {
        this.on = on;
    }

    /** A log that shows nothing. */
    public static FrameLog off() {
        return new FrameLog(false);
    }

    /**
     * Shows a text, if any is to be shown.
     *
     * @param direction {@code in} or {@code out}
     */
    public void show(String session, String direction, byte[] text, int offset, int length) {
        if (on && LOG.isDebugEnabled()) {
            LOG.atDebug()
                    .addKeyValue("pii", readable(new String(text, offset, length, StandardCharsets.UTF_8)))
                    .log("Session [{}] frame [{}] of [{}] bytes.", session, direction, length);
        }
    }

    /** The text without audio and keys. */
    static String readable(String text) {
        String withoutAudio = AUDIO.matcher(text)
                .replaceAll(match ->
                        "\"" + match.group(1) + "\":\"<" + match.group(2).length() + " characters>\"");
        return KEY.matcher(withoutAudio).replaceAll("$1***");
    }
}
